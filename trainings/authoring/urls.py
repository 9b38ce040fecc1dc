"""Documented paths: making trainings, their templates, and the teaching report (contract section 8)."""

from django.urls import path

from trainings.authoring.views import AuthoringViewSet, TeachingReportViewSet

urlpatterns = [
    path("manager/trainings/trainings/create.json", AuthoringViewSet.as_view({"post": "create"})),
    path("manager/trainings/trainings/templates.json", AuthoringViewSet.as_view({"get": "templates"})),
    path("manager/trainings/trainings/teaching_report.json", TeachingReportViewSet.as_view({"post": "show"})),
    path("manager/trainings/trainings/teaching_report.csv", TeachingReportViewSet.as_view({"get": "csv"})),
    path("manager/trainings/trainings/teaching_report.xlsx", TeachingReportViewSet.as_view({"get": "xlsx"})),
]
