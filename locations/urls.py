"""Documented paths of locations (docs/api.md, section 10)."""

from django.urls import path

from locations.endpoints.views import LocationViewSet, ManagedLocationViewSet

urlpatterns = [
    path("trainings/locations.json", LocationViewSet.as_view({"get": "list"})),
    path("trainings/locations/view/<id:id>.json", LocationViewSet.as_view({"get": "retrieve"})),
    path("manager/trainings/locations/edit.json", ManagedLocationViewSet.as_view({"post": "edit"})),
]
