"""Documented paths of missions (docs/api.md, section 11)."""

from django.urls import path

from missions.endpoints.views import ManagedMissionViewSet, MissionViewSet

urlpatterns = [
    path("trainings/missions/unsigned.json", MissionViewSet.as_view({"get": "list_unsigned"})),
    path("trainings/missions/sign.json", MissionViewSet.as_view({"post": "sign"})),
    path("manager/trainings/missions/record.json", ManagedMissionViewSet.as_view({"post": "record"})),
]
