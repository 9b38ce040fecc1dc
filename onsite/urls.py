"""Documented paths of onsite (docs/api.md, section 5)."""

from django.urls import path

from onsite.endpoints.sessions.views import ManagedSessionsViewSet, SessionReportViewSet
from onsite.endpoints.views import (
    AttendanceViewSet,
    ClassViewSet,
    DeleteClassViewSet,
    EvaluationViewSet,
    ManagedClassViewSet,
    SigningViewSet,
)

# `true` is part of the documented path. Any other value in its place is a 404, and nothing is deleted.
delete_class = DeleteClassViewSet.as_view({"get": "delete_by_get", "post": "delete"})

REPORT = "trainings/onsite/session_report/<str:start>/<str:end>"

urlpatterns = [
    path("trainings/onsite/class/<id:id>.json", ClassViewSet.as_view({"get": "retrieve"})),
    path("manager/trainings/onsite/class.json", ManagedClassViewSet.as_view({"post": "save"})),
    path("manager/trainings/onsite/delete_class/<id:id>/true.json", delete_class),
    path("manager/trainings/onsite/sessions.json", ManagedSessionsViewSet.as_view({"get": "list"})),
    path(f"{REPORT}.json", SessionReportViewSet.as_view({"get": "show"})),
    path(f"{REPORT}.csv", SessionReportViewSet.as_view({"get": "csv"})),
    path(f"{REPORT}.xlsx", SessionReportViewSet.as_view({"get": "xlsx"})),
    path(f"{REPORT}/<str:training_id>.json", SessionReportViewSet.as_view({"get": "show_training"})),
    path(f"{REPORT}/<str:training_id>.csv", SessionReportViewSet.as_view({"get": "csv_training"})),
    path(f"{REPORT}/<str:training_id>.xlsx", SessionReportViewSet.as_view({"get": "xlsx_training"})),
    path("trainings/onsite/store_attendance.json", AttendanceViewSet.as_view({"post": "store"})),
    path("trainings/onsite/sign_class.json", SigningViewSet.as_view({"post": "sign"})),
    path("trainings/onsite/unsign_class.json", SigningViewSet.as_view({"post": "unsign"})),
    path(
        "trainings/onsite/get_student_evaluation/<id:class_id>/<user_id:user_id>.json",
        EvaluationViewSet.as_view({"get": "retrieve"}),
    ),
    path("trainings/onsite/save_student_evaluation.json", EvaluationViewSet.as_view({"post": "save"})),
]
