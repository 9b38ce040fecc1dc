"""A person on the wire, with what they are enrolled in (docs/api.md, section 13)."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.endpoints.people.serializers import GroupNameOutput, ViewedPersonOutput
from api.outputs.serializers import Output
from trainings.endpoints.my_trainings.serializers import MyTrainingRowOutput
from trainings.endpoints.person.reads import PersonRead


class PersonViewOutput(Output[PersonRead]):
    user = serializers.SerializerMethodField()
    enrollments = MyTrainingRowOutput(many=True)
    pilotGroups = GroupNameOutput(source="groups", many=True)

    @extend_schema_field(ViewedPersonOutput)
    def get_user(self, read: PersonRead) -> dict[str, Any]:
        return ViewedPersonOutput(read.user, context={"logins": read.logins}).data
