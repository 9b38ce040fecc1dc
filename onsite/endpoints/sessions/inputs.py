"""The parameters of the managers' sessions and of the session report."""

from typing import Any

from rest_framework import serializers

from api.input_fields import ChoiceField, OptionalIdField
from onsite.endpoints.time_ranges import SchoolRangeInput, ZonedRangeInput

SESSIONS, USERS = "sessions", "users"


class SessionsInput(ZonedRangeInput):
    training = OptionalIdField(source="training_id", default=None)


class SessionReportInput(SchoolRangeInput):
    """The pieces of the path, without the id of the training."""


class TableInput(serializers.Serializer[Any]):
    """Which list of the report a file holds."""

    list = ChoiceField(choices=[SESSIONS, USERS], default=SESSIONS)
