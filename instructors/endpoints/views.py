"""Qualifications of instructors (docs/api.md, section 13)."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.endpoints.serializers import PersonOutput
from accounts.models import User
from accounts.permissions import IsManager, IsStaff
from api.callers import get_caller
from api.openapi.schema import DONE, inline_response, operation
from api.outputs.serializers import to_rows
from api.views import ApiViewSet
from core import clock
from core.exceptions import InvalidInput
from instructors import services
from instructors.endpoints import reads
from instructors.endpoints.inputs import QualificationInput, QualificationRemovalInput
from instructors.endpoints.serializers import QualificationOutput
from instructors.models import Qualification


class OwnQualificationViewSet(ApiViewSet):
    """`GET /users/qualifications.json`"""

    permission_classes = (IsStaff,)

    @operation(
        "listOwnQualifications",
        response=inline_response("OwnQualifications", qualifications=QualificationOutput(many=True)),
        summary="The caller's own ratings, medicals and other qualifications",
    )
    def list(self, request: Request) -> Response:
        rows = reads.list_qualifications(get_caller(request), clock.now())
        return Response({"qualifications": to_rows(QualificationOutput, rows)})


class ManagedQualificationViewSet(ApiViewSet):
    """`GET /manager/users/qualifications/{userId}.json`, `POST /manager/users/qualifications/save.json`,
    `…/delete.json`"""

    permission_classes = (IsManager,)

    @operation(
        "listQualifications",
        response=inline_response(
            "PersonsQualifications", User=PersonOutput(), qualifications=QualificationOutput(many=True)
        ),
        summary="The qualifications of a person",
    )
    def list(self, request: Request, user_id: int) -> Response:
        person = reads.get_instructor(user_id, get_caller(request))
        rows = reads.list_qualifications(person, clock.now())
        return Response({"User": PersonOutput(person).data, "qualifications": to_rows(QualificationOutput, rows)})

    @operation(
        "saveQualification",
        request=QualificationInput,
        response=inline_response(
            "QualificationSaved", result=serializers.BooleanField(), Qualification=QualificationOutput()
        ),
        summary="Add a qualification of an instructor, or with `id` change one",
    )
    def save(self, request: Request) -> Response:
        row = save_qualification(self.validate_body(request, QualificationInput), get_caller(request))
        read = reads.read_qualification(row, clock.now())
        return Response({"result": True, "Qualification": QualificationOutput(read).data})

    @operation(
        "deleteQualification",
        request=QualificationRemovalInput,
        response=DONE,
        summary="Remove a qualification that was entered by mistake or withdrawn, with a reason",
    )
    def delete(self, request: Request) -> Response:
        data = self.validate_body(request, QualificationRemovalInput)
        caller = get_caller(request)
        check_visible(data["id"], caller)
        services.remove_qualification(qualification_id=data["id"], reason=data["reason"], by=caller)
        return Response({"result": True})


def save_qualification(data: dict[str, Any], by: User) -> Qualification:
    """Raises InvalidInput for a missing person of a new one, for another person of an existing one, for an id that the
    manager does not see, and what the services do."""
    id, user_id = data.pop("id"), data.pop("user_id")
    paper = services.QualificationInput(**data)
    if id is None:
        if user_id is None:
            raise InvalidInput.for_field("user_id", _("Say whose qualification it is."))
        return services.add_qualification(user_id=user_id, paper=paper, by=by)
    check_visible(id, by, user_id)
    return services.edit_qualification(qualification_id=id, paper=paper, by=by)


def check_visible(id: Any, by: User, user_id: int | None = None) -> None:
    """The id is in a body, so one that the manager does not see is invalid input (docs/api.md, section 1)."""
    row = Qualification.objects.visible_to(by).filter(pk=id).first()
    if row is None:
        raise InvalidInput.for_field("id", _("There is no qualification with this id."))
    if user_id not in (None, row.user_id):
        raise InvalidInput.for_field("user_id", _("This is a qualification of somebody else."))
