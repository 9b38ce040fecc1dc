"""Locations (docs/api.md, section 10)."""

import uuid

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import IsManager
from api.callers import get_caller
from api.openapi.schema import inline_response, operation
from api.outputs.serializers import to_rows
from api.views import ApiViewSet
from locations import services
from locations.endpoints import reads
from locations.endpoints.serializers import LocationInput, LocationOutput, LocationRowOutput, LocationViewOutput


class LocationViewSet(ApiViewSet):
    """`GET /trainings/locations.json`, `/trainings/locations/view/{id}.json`"""

    @operation(
        "listLocations",
        response=inline_response("Locations", locations=LocationRowOutput(many=True)),
        summary="The school's locations",
    )
    def list(self, request: Request) -> Response:
        locations = reads.list_locations(get_caller(request))
        return Response({"locations": to_rows(LocationRowOutput, locations)})

    @operation(
        "viewLocation",
        response=inline_response("LocationView", location=LocationViewOutput()),
        summary="A location and the classes to come in it",
    )
    def retrieve(self, request: Request, id: uuid.UUID) -> Response:
        view = reads.read_location(id, get_caller(request), timezone.now())
        return Response({"location": LocationViewOutput(view).data})


class ManagedLocationViewSet(ApiViewSet):
    """`POST /manager/trainings/locations/edit.json`"""

    permission_classes = (IsManager,)

    @operation(
        "editLocation",
        request=LocationInput,
        response=inline_response("LocationEdited", result=serializers.BooleanField(), Location=LocationOutput()),
        summary="Add a location, or with `id` change one",
    )
    def edit(self, request: Request) -> Response:
        fields = self.validate_body(request, LocationInput)
        location = services.edit_location(location_id=fields.pop("id"), fields=fields, by=get_caller(request))
        return Response({"result": True, "Location": LocationOutput(location).data})
