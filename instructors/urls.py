"""Documented paths of qualifications (docs/api.md, section 13)."""

from django.urls import path

from instructors.endpoints.views import ManagedQualificationViewSet, OwnQualificationViewSet

urlpatterns = [
    path("users/qualifications.json", OwnQualificationViewSet.as_view({"get": "list"})),
    path("manager/users/qualifications/<user_id:user_id>.json", ManagedQualificationViewSet.as_view({"get": "list"})),
    path("manager/users/qualifications/save.json", ManagedQualificationViewSet.as_view({"post": "save"})),
    path("manager/users/qualifications/delete.json", ManagedQualificationViewSet.as_view({"post": "delete"})),
]
