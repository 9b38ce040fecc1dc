"""Pilot groups on the wire (docs/api.md, section 13)."""

from rest_framework import serializers

from accounts.endpoints.people.serializers import GroupNameOutput
from accounts.endpoints.pilot_groups.reads import PilotGroupRead
from accounts.models import PilotGroup, User
from api import output_fields
from api.outputs.serializers import Output


class PilotGroupOutput(Output[PilotGroup]):
    id = output_fields.Id()
    company_id = output_fields.Id()
    name = serializers.CharField()


class SizedPilotGroupOutput(PilotGroupOutput):
    pilot_count = serializers.IntegerField()


class PilotGroupRowOutput(Output[PilotGroup]):
    PilotGroup = SizedPilotGroupOutput(source="*")


class RoleNameOutput(Output[User]):
    name = serializers.CharField(source="role_name")


class MemberDetailOutput(Output[User]):
    name = serializers.CharField()
    surname = serializers.CharField()


class MemberOutput(Output[User]):
    id = output_fields.Id()
    active = serializers.BooleanField(source="is_active")
    email = serializers.EmailField()
    email_status = serializers.SerializerMethodField()
    user_group_id = output_fields.Id(source="group")
    UserGroup = RoleNameOutput(source="*")
    UserDetail = MemberDetailOutput(source="*")
    PilotGroups = GroupNameOutput(source="pilot_groups.all", many=True)

    def get_email_status(self, user: User) -> bool:
        """Whether the address is confirmed."""
        return user.email_confirmed_at is not None


class PilotGroupViewOutput(Output[PilotGroupRead]):
    PilotGroup = PilotGroupOutput(source="group")
    User = MemberOutput(source="members", many=True)
