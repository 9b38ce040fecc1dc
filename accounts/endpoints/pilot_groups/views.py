"""Pilot groups (docs/api.md, section 13): read by the chief instructor and above, changed by managers."""

import uuid
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.endpoints.pilot_groups import reads
from accounts.endpoints.pilot_groups.inputs import WIRE_NAMES, ChangedGroupInput, NewGroupInput
from accounts.endpoints.pilot_groups.serializers import PilotGroupRowOutput, PilotGroupViewOutput
from accounts.people.pilot_groups import create_pilot_group, delete_pilot_group, edit_pilot_group
from accounts.permissions import IsManager, SeesAllStudents
from api.callers import get_caller
from api.errors import rename_fields
from api.openapi.schema import inline_response, operation
from api.outputs.serializers import to_rows
from api.views import ApiViewSet

READS = ("index", "retrieve")
GROUP_SAVED = inline_response("PilotGroupSaved", result=serializers.BooleanField(), message=serializers.CharField())


class PilotGroupViewSet(ApiViewSet):
    """`GET /pilot_groups/manager_index.json`, `…/manager_view/{id}.json`; `POST …/manager_add.json`,
    `…/manager_edit/{id}.json`, `…/manager_delete/{id}.json`"""

    def get_permissions(self) -> list[Any]:
        kind: type[BasePermission] = SeesAllStudents if self.action in READS else IsManager
        return [kind()]

    @operation(
        "listPilotGroups",
        response=inline_response("PilotGroups", pilotGroups=PilotGroupRowOutput(many=True)),
        summary="The pilot groups of the school",
    )
    def index(self, request: Request) -> Response:
        return Response({"pilotGroups": to_rows(PilotGroupRowOutput, reads.list_pilot_groups(get_caller(request)))})

    @operation(
        "viewPilotGroup",
        response=inline_response("PilotGroupViewed", PilotGroup=PilotGroupViewOutput()),
        summary="A pilot group and its members",
    )
    def retrieve(self, request: Request, id: uuid.UUID) -> Response:
        group = reads.read_pilot_group(get_caller(request), id)
        return Response({"PilotGroup": PilotGroupViewOutput(group).data})

    @operation(
        "addPilotGroup",
        request=NewGroupInput,
        response=inline_response(
            "PilotGroupAdded",
            result=serializers.BooleanField(),
            message=serializers.CharField(),
            id=serializers.UUIDField(),
        ),
        summary="Create a pilot group",
    )
    def add(self, request: Request) -> Response:
        data = self.validate_body(request, NewGroupInput)["PilotGroup"]
        with rename_fields(WIRE_NAMES):
            group = create_pilot_group(**data, by=get_caller(request))
        return Response({"result": True, "message": _("The pilot group was created."), "id": str(group.pk)})

    @operation("editPilotGroup", request=ChangedGroupInput, response=GROUP_SAVED, summary="Change a pilot group")
    def edit(self, request: Request, id: uuid.UUID) -> Response:
        by = get_caller(request)
        reads.get_pilot_group(by, id)
        data = self.validate_body(request, ChangedGroupInput)["PilotGroup"]
        with rename_fields(WIRE_NAMES):
            edit_pilot_group(group_id=id, **data, by=by)
        return Response({"result": True, "message": _("The pilot group was saved.")})

    @operation("deletePilotGroup", response=GROUP_SAVED, summary="Delete a pilot group; its members stay")
    def delete(self, request: Request, id: uuid.UUID) -> Response:
        delete_pilot_group(group_id=id, by=get_caller(request))
        return Response({"result": True, "message": _("The pilot group was deleted.")})
