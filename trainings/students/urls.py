"""Documented paths: students and their enrollments, for managers (contract section 7)."""

from django.urls import path, re_path

from config.api.paths import NAMED
from trainings.students.views import StudentViewSet

students = StudentViewSet.as_view({"get": "list"})

urlpatterns = [
    path("manager/trainings/students/list.json", students),
    re_path(rf"^manager/trainings/students/list/{NAMED}\.json\Z", students),
    path("manager/trainings/students/list.csv", StudentViewSet.as_view({"get": "csv"})),
    path("manager/trainings/students/list.xlsx", StudentViewSet.as_view({"get": "xlsx"})),
    path("manager/trainings/students/view/<id:id>.json", StudentViewSet.as_view({"get": "retrieve"})),
    path("manager/trainings/students/notes.json", StudentViewSet.as_view({"post": "notes"})),
]
