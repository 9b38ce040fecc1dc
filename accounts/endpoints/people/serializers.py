"""People on the wire, as managers read them (docs/api.md, section 13)."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.endpoints.own_account.serializers import LoginFieldsOutput
from accounts.endpoints.serializers import (
    CompanyOutput,
    OwnAccountOutput,
    OwnDetailOutput,
    UserGroupOutput,
)
from accounts.models import PilotGroup, User
from accounts.roles import Role
from api import output_fields
from api.outputs.serializers import Output
from core.timestamps import format_day, format_moment

ROLE_NAMES = {role.value: role.english for role in Role}


class ListedAccountOutput(Output[User]):
    id = output_fields.Id()
    active = serializers.BooleanField(source="is_active")
    email_status = serializers.SerializerMethodField()
    invited = output_fields.Moment(source="invited_at", allow_null=True)
    pilot = serializers.BooleanField(source="is_pilot")
    two_factor = serializers.ChoiceField(choices=User.TwoFactor.choices)
    api = serializers.BooleanField(source="has_api_key")
    email = serializers.EmailField()
    user_group_id = output_fields.Id(source="group")
    expiration = output_fields.Day(source="expires_on", allow_null=True)

    def get_email_status(self, user: User) -> bool:
        """Whether the address is confirmed."""
        return user.email_confirmed_at is not None


class ListedDetailOutput(Output[User]):
    name = serializers.CharField()
    surname = serializers.CharField()
    photo = serializers.SerializerMethodField()

    def get_photo(self, user: User) -> str | None:
        return user.photo.url if user.photo else None


class PersonRowOutput(Output[User]):
    """A row of the list of people.

    The fields describe it; `to_representation` builds it at once, because a school may have 50,000 people and field by
    field that takes a minute.
    """

    User = ListedAccountOutput(source="*")
    UserDetail = ListedDetailOutput(source="*")
    UserGroup = UserGroupOutput(source="*")

    def to_representation(self, user: Any) -> dict[str, Any]:
        return {
            "User": {
                "id": str(user.pk),
                "active": user.is_active,
                "email_status": user.email_confirmed_at is not None,
                "invited": format_moment(user.invited_at),
                "pilot": user.is_pilot,
                "two_factor": user.two_factor,
                "api": user.has_api_key,
                "email": user.email,
                "user_group_id": str(user.group),
                "expiration": format_day(user.expires_on),
            },
            "UserDetail": {
                "name": user.name,
                "surname": user.surname,
                "photo": user.photo.url if user.photo else None,
            },
            "UserGroup": {"id": str(user.group), "name": ROLE_NAMES[user.group]},
        }


class ManagedAccountOutput(OwnAccountOutput):
    """The account as its user sees it, and whether an invitation has been accepted."""

    email_status = serializers.SerializerMethodField()
    invited = output_fields.Moment(source="invited_at", allow_null=True)

    def get_email_status(self, user: User) -> bool:
        return user.email_confirmed_at is not None


class ManagedPersonOutput(Output[User]):
    User = ManagedAccountOutput(source="*")
    UserDetail = OwnDetailOutput(source="*")
    UserGroup = UserGroupOutput(source="*")
    Company = CompanyOutput(source="company")


class ViewedPersonOutput(ManagedPersonOutput):
    """A person with the last logins, which are in the context."""

    UserLogin = serializers.SerializerMethodField()

    @extend_schema_field(LoginFieldsOutput(many=True))
    def get_UserLogin(self, user: User) -> list[Any]:
        return [LoginFieldsOutput(login).data for login in self.context["logins"]]


class GroupNameOutput(Output[PilotGroup]):
    id = output_fields.Id()
    name = serializers.CharField()


class RoleOutput(Output[Role]):
    id = output_fields.Id(source="value")
    name = serializers.CharField(source="english")
