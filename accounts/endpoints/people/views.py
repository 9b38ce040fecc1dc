"""People, for managers (docs/api.md, section 13)."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.endpoints.people import reads
from accounts.endpoints.people.filters import PARAMETERS
from accounts.endpoints.people.inputs import (
    WIRE_NAMES,
    ChangedPersonInput,
    DeletionInput,
    NewPersonInput,
    ReminderInput,
)
from accounts.endpoints.people.serializers import ManagedPersonOutput, PersonRowOutput, RoleOutput
from accounts.people.deleting import delete_user
from accounts.people.editing import edit_user
from accounts.people.invitations import invite_users
from accounts.people.services import create_user
from accounts.permissions import IsManager, IsStaff
from accounts.roles import Role
from api import pagination
from api.callers import get_caller
from api.errors import rename_fields
from api.openapi.schema import DONE, PAGE_PARAMETERS, inline_response, operation, query_parameter
from api.outputs.serializers import to_rows
from api.parameters import read_parameters
from api.views import ApiViewSet
from core.exceptions import Conflict

PEOPLE_A_PAGE = 50
FILTERS = [
    query_parameter("username", "Part of the name, the surname, both, or the e-mail address, in either case."),
    query_parameter("group", "Only people of this role (`user_group_id`).", type=int),
    query_parameter("active", "1: only active people; 0: only others."),
    query_parameter("pilot_group", "Only members of the pilot group with this id."),
]
NAMES = {
    "type": "object",
    "additionalProperties": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]},
}
PERSON_CREATED = inline_response(
    "PersonCreated",
    success=serializers.BooleanField(),
    result=serializers.BooleanField(),
    user_id=serializers.CharField(),
    message=serializers.CharField(),
)


class PeopleViewSet(ApiViewSet):
    """`GET /manager/users.json`, `/manager/users/list.json`; `POST /manager/users/create.json`, `…/edit.json`,
    `…/delete/{id}.json`"""

    permission_classes = (IsManager,)

    @operation(
        "listPeople",
        response=PersonRowOutput(many=True),
        parameters=[*FILTERS, *PAGE_PARAMETERS],
        summary="The people of the school, or a page of them",
    )
    def list(self, request: Request, named: str = "") -> Response:
        values = read_parameters(request, PARAMETERS | pagination.PARAMETERS, named)
        people = reads.list_people(get_caller(request), values)
        if not pagination.PARAMETERS & set(values):
            return Response(to_rows(PersonRowOutput, reads.read_people(people)))
        page = pagination.paginate(people.only("pk"), values, limit=PEOPLE_A_PAGE)
        return Response(to_rows(PersonRowOutput, reads.read_page(page.rows)), headers=page.as_headers)

    @operation("listNamesOfPeople", response=NAMES, summary="The names of the active people by id")
    def names(self, request: Request) -> Response:
        return Response(reads.read_names(get_caller(request)))

    @operation("createPerson", request=NewPersonInput, response=PERSON_CREATED, summary="Create a person and invite")
    def create(self, request: Request) -> Response:
        data, by = self.validate_body(request, NewPersonInput), get_caller(request)
        is_wanted = data.pop("invite")
        with rename_fields(WIRE_NAMES):
            user = create_user(company=by.company, by=by, is_invited=is_wanted, **data)
        created: dict[str, Any] = {"success": True, "result": True, "user_id": str(user.pk)}
        return Response(created | {"message": describe_invitation(user.invited_at is not None, is_wanted, user)})

    @operation(
        "editPerson",
        request=ChangedPersonInput,
        response=inline_response("PersonEdited", result=serializers.BooleanField(), user=ManagedPersonOutput()),
        summary="Change a person",
    )
    def edit(self, request: Request) -> Response:
        values, by = self.validate_body(request, ChangedPersonInput), get_caller(request)
        user = reads.get_named_person(by, values.pop("id"), field="id")
        with rename_fields(WIRE_NAMES):
            edit_user(user=user, values=values, by=by)
        return Response({"result": True, "user": ManagedPersonOutput(reads.read_person(by, user.pk)).data})

    @operation("deletePerson", request=DeletionInput, response=DONE, summary="Delete a person")
    def delete(self, request: Request, user_id: int) -> Response:
        by = get_caller(request)
        user = reads.read_person(by, user_id)
        self.validate_body(request, DeletionInput)
        delete_user(user=user, by=by)
        return Response({"result": True})


class ReminderViewSet(ApiViewSet):
    """`POST /pilots/reminder.json`"""

    permission_classes = (IsManager,)

    @operation(
        "remindPerson",
        request=ReminderInput,
        response=inline_response("Reminded", result=serializers.BooleanField(), message=serializers.CharField()),
        summary="Send the invitation again",
    )
    def remind(self, request: Request) -> Response:
        by = get_caller(request)
        user = reads.get_named_person(by, self.validate_body(request, ReminderInput)["user"], field="user")
        if not invite_users(users=[user], by=by):
            raise Conflict(_("This person has a password already, or the account is closed."))
        message = _("An invitation is on its way to %(email)s.") % {"email": user.email}
        return Response({"result": True, "message": message})


class RoleViewSet(ApiViewSet):
    """`GET /users/user_groups.json`, and the same at `…/user_groups/1.json`"""

    permission_classes = (IsStaff,)

    @operation("listUserGroups", response=RoleOutput(many=True), summary="The roles")
    def list(self, request: Request) -> Response:
        return Response(to_rows(RoleOutput, Role))

    @operation("listAllUserGroups", response=RoleOutput(many=True), summary="The same, at its other documented address")
    def list_all(self, request: Request) -> Response:
        return self.list(request)


def describe_invitation(is_invited: bool, is_wanted: bool, user: Any) -> str:
    """What has become of a new person, for people."""
    if is_invited:
        return _("The person was created. An invitation is on its way to %(email)s.") % {"email": user.email}
    if not is_wanted:
        return _("The person was created without an invitation.")
    if not user.may_log_in:
        return _("The person was created without an invitation, because the account is closed.")
    return _(
        "The person was created without an invitation, because this server sends no mail. Set a password in the admin."
    )
