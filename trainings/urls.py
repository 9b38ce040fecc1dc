"""Documented paths of trainings (contract sections 3, 7 and 8)."""

from django.urls import include, path, re_path

from config.api.paths import NAMED
from trainings.manager_views import EnrollViewSet, ManagedSubjectViewSet, ManagedTrainingViewSet
from trainings.views import MyTrainingsViewSet, SubjectViewSet, TrainingViewSet

my_trainings = MyTrainingsViewSet.as_view({"get": "list"})
managed_trainings = ManagedTrainingViewSet.as_view({"get": "list"})
enroll = EnrollViewSet.as_view({"post": "enroll", "get": "refuse"})

urlpatterns = [
    path("", include("trainings.lessons.urls")),
    path("", include("trainings.calendar.urls")),
    path("", include("trainings.students.urls")),
    path("", include("trainings.authoring.urls")),
    path("", include("trainings.certificate.urls")),
    path("", include("trainings.student_record.urls")),
    path("trainings.json", my_trainings),
    re_path(rf"^trainings/{NAMED}\.json\Z", my_trainings),
    path("trainings/trainings/view/<id:id>.json", TrainingViewSet.as_view({"get": "retrieve"})),
    path("trainings/subjects/mine.json", SubjectViewSet.as_view({"get": "mine"})),
    path(
        "trainings/subjects/view/<id:enrollment_id>/<id:subject_id>.json", SubjectViewSet.as_view({"get": "retrieve"})
    ),
    path("manager/trainings.json", managed_trainings),
    re_path(rf"^manager/trainings/{NAMED}\.json\Z", managed_trainings),
    path("manager/trainings/subjects/view/<id:id>.json", ManagedSubjectViewSet.as_view({"get": "retrieve"})),
    path("manager/trainings/students/enroll.json", enroll),
]
