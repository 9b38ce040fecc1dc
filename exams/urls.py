"""Documented paths of exams and of authoring (docs/api.md, sections 6 and 8)."""

from django.urls import path, re_path

from exams.endpoints.authoring.activities.views import ActivityViewSet
from exams.endpoints.authoring.views import QuestionViewSet
from exams.endpoints.own_scheduled.views import OwnScheduledExamViewSet
from exams.endpoints.views import AttemptViewSet, ExamViewSet, FinishViewSet, SchedulableExamViewSet, StartViewSet

index = ExamViewSet.as_view({"get": "list"})

urlpatterns = [
    path("trainings/exams/index.json", index),
    re_path(r"^trainings/exams/index/(?P<named>.*)\.json\Z", index),
    path("trainings/exams/scheduled.json", OwnScheduledExamViewSet.as_view({"get": "list"})),
    path("manager/trainings/exams/list/<id:subject_id>.json", SchedulableExamViewSet.as_view({"get": "list"})),
    path(
        "trainings/exams/start/<id:enrollment_id>/<id:exam_id>.json",
        StartViewSet.as_view({"get": "retrieve", "post": "start"}),
    ),
    path("trainings/exams/do/<id:id>.json", AttemptViewSet.as_view({"get": "do"})),
    path("trainings/exams/answer.json", AttemptViewSet.as_view({"post": "answer"})),
    path("trainings/exams/finish/<id:id>.json", FinishViewSet.as_view({"get": "finish_by_get", "post": "finish"})),
    path("trainings/exams/view/<id:id>.json", AttemptViewSet.as_view({"get": "retrieve"})),
    path("manager/trainings/subjects/add_exam.json", ActivityViewSet.as_view({"post": "add_exam"})),
    path("manager/trainings/subjects/reorder_activities.json", ActivityViewSet.as_view({"post": "reorder"})),
    path("manager/trainings/subjects/activity_impact.json", ActivityViewSet.as_view({"post": "read_impact"})),
    path("manager/trainings/questions/create.json", QuestionViewSet.as_view({"post": "save"})),
    path("manager/trainings/questions/delete.json", QuestionViewSet.as_view({"post": "delete"})),
]
