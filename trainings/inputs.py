"""What clients send about trainings, checked field by field."""

import re
import uuid
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.api.fields import (
    BIGINT_MAX,
    UUID_TEXT,
    MomentField,
    ObjectIdField,
    OptionalUserIdField,
    UserIdField,
    listed,
    whole_number,
)

MAX_STUDENTS = 1000
# Unix seconds with a fraction, which the documented API casts to whole ones.
FRACTION = re.compile(r"^[0-9]{1,15}\.[0-9]{1,9}\Z")


class ListField(serializers.ListField):
    """A JSON array, or a form's `name[]=…` or `name[0]=…`; nothing else passes for one."""

    def to_internal_value(self, data: Any) -> list[Any]:
        data = listed(data)
        if not isinstance(data, list):
            self.fail("not_a_list", input_type=type(data).__name__)
        return super().to_internal_value(data)


@extend_schema_field({"oneOf": [{"type": "integer"}, {"type": "string"}]})
class StudentOrGroupField(serializers.Field[Any, Any, Any, Any]):
    """A user id when it is numeric, else a pilot group's id. A text that can be neither stays text: it names nobody."""

    default_error_messages = {"invalid": "This must be the id of a user or of a pilot group."}

    def to_internal_value(self, data: Any) -> int | uuid.UUID | str:
        number = whole_number(data)
        if number is not None:
            return number if 0 < number <= BIGINT_MAX else str(number)
        if not isinstance(data, str) or len(data) > 100:
            self.fail("invalid")
        return uuid.UUID(data.strip()) if UUID_TEXT.match(data.strip()) else data


@extend_schema_field({"oneOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]})
class FinishBeforeField(MomentField):
    """A deadline; anything falsy (0, "", "0", false, null) means none."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        if data in (0, "", "0", False, None):
            return None
        return super().run_validation(int(float(data)) if FRACTION.match(str(data)) else data)


class WhoseInput(serializers.Serializer[Any]):
    """The query of My Trainings."""

    user_id = UserIdField()


class EnrollInput(serializers.Serializer[Any]):
    training_id = ObjectIdField()
    students = ListField(child=StudentOrGroupField(), max_length=MAX_STUDENTS)
    supervisor_id = OptionalUserIdField(default=None)
    finish_before = FinishBeforeField(required=False, default=None)
