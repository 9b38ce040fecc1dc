"""Documented paths of missions (docs/api.md, section 11)."""

from django.urls import path

from missions.endpoints.views import InstructedMissionViewSet, ManagedMissionViewSet, MissionViewSet

urlpatterns = [
    path("trainings/missions/unsigned.json", MissionViewSet.as_view({"get": "list_unsigned"})),
    path("trainings/missions/sign.json", MissionViewSet.as_view({"post": "sign"})),
    path("trainings/missions/record.json", InstructedMissionViewSet.as_view({"post": "record"})),
    path("trainings/missions/view/<id:id>.json", MissionViewSet.as_view({"get": "retrieve"})),
    path("trainings/missions/flight/<id:id>.json", MissionViewSet.as_view({"get": "retrieve_flight"})),
    path("manager/trainings/missions/record.json", ManagedMissionViewSet.as_view({"post": "record"})),
]
