"""What clients send about trainings, checked field by field."""

import uuid
from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.input_fields import (
    BIGINT_MAX,
    UUID_TEXT,
    MomentField,
    ObjectIdField,
    OptionalUserIdField,
    get_caller_zone,
    is_blank,
    normalise_list,
    parse_bare_day,
    parse_exact_number,
    parse_whole_number,
)
from core.school_time import get_day_start

MAX_STUDENTS = 1000


class ListField(serializers.ListField):
    """A JSON array, or a form's `name[]=…` or `name[0]=…`; nothing else passes for one."""

    def to_internal_value(self, data: Any) -> list[Any]:
        data = normalise_list(data)
        if not isinstance(data, list):
            self.fail("not_a_list", input_type=type(data).__name__)
        return super().to_internal_value(data)


@extend_schema_field({"oneOf": [{"type": "integer"}, {"type": "string"}]})
class StudentOrGroupField(serializers.Field[Any, Any, Any, Any]):
    """A user id when it is numeric, else a pilot group's id. A text that can be neither stays text: it names nobody."""

    default_error_messages = {"invalid": "This must be the id of a user or of a pilot group."}

    def to_internal_value(self, data: Any) -> int | uuid.UUID | str:
        number = parse_exact_number(data)
        if number is not None:
            return number if 0 < number <= BIGINT_MAX else str(number)
        if not isinstance(data, str) or len(data) > 100:
            self.fail("invalid")
        return uuid.UUID(data.strip()) if UUID_TEXT.match(data.strip()) else data


@extend_schema_field({"oneOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]})
class FinishBeforeField(MomentField):
    """A deadline. The documented API casts it to unix seconds, and what comes out as 0 means none: false, null, 0, "0",
    text without a digit. Dates, which that cast would read as their year, are taken as dates: that day's beginning at
    the school, which is then shown as that date."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        return None if is_falsy(data) else super().run_validation(data)

    def to_internal_value(self, data: Any) -> datetime:
        moment = super().to_internal_value(data)
        return get_day_start(moment.date(), get_caller_zone(self)) if parse_bare_day(data) else moment


def is_falsy(data: Any) -> bool:
    is_wordy = isinstance(data, str) and not any(character.isdigit() for character in data)
    return data is not serializers.empty and (not data or is_wordy or parse_whole_number(data) == 0)


class TrainingIdField(ObjectIdField):
    """The id of a training; None for what is no id, which the documented API answers like an unknown one: 404."""

    def to_internal_value(self, data: Any) -> Any:
        if is_blank(data):
            self.fail("required")
        is_id = isinstance(data, str) and UUID_TEXT.match(data.strip())
        return super().to_internal_value(data) if is_id else None


class EnrollInput(serializers.Serializer[Any]):
    training_id = TrainingIdField()
    students = ListField(child=StudentOrGroupField(), max_length=MAX_STUDENTS)
    supervisor_id = OptionalUserIdField(default=None)
    finish_before = FinishBeforeField(required=False, default=None)
