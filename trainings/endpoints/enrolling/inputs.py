"""The body with which managers enroll people (docs/api.md, section 7)."""

import uuid
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy
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

MAX_STUDENTS = 1000  # entries; a pilot group is one


class ListField(serializers.ListField):
    """A JSON array, or a form's `name[]=…` or `name[0]=…`, and no other value."""

    def to_internal_value(self, data: Any) -> list[Any]:
        data = normalise_list(data)
        if not isinstance(data, list):
            self.fail("not_a_list", input_type=type(data).__name__)
        return super().to_internal_value(data)


@extend_schema_field({"oneOf": [{"type": "integer"}, {"type": "string"}]})
class StudentOrGroupField(serializers.Field[Any, Any, Any, Any]):
    """A user id if it is numeric, else the id of a pilot group. A text that is neither stays text: it is an unknown id,
    which the response reports beside the others."""

    default_error_messages = {"invalid": gettext_lazy("This must be the id of a user or of a pilot group.")}

    def to_internal_value(self, data: Any) -> int | uuid.UUID | str:
        number = parse_exact_number(data)
        if number is not None:
            return number if 0 < number <= BIGINT_MAX else str(number)
        if not isinstance(data, str) or len(data) > 100:
            self.fail("invalid")
        return uuid.UUID(data.strip()) if UUID_TEXT.match(data.strip()) else data


@extend_schema_field({"oneOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]})
class FinishBeforeField(MomentField):
    """A deadline. The documented API casts it to unix seconds, and a value that becomes 0 means none: false, null, 0,
    "0", text without a digit. A date, which the cast would turn into its year, means the beginning of that day at the
    school."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        return None if is_falsy(data) else super().run_validation(data)

    def to_internal_value(self, data: Any) -> datetime:
        moment = super().to_internal_value(data)
        return get_day_start(moment.date(), get_caller_zone(self)) if parse_bare_day(data) else moment


def is_falsy(data: Any) -> bool:
    has_no_digit = isinstance(data, str) and not any(character.isdigit() for character in data)
    return data is not serializers.empty and (not data or has_no_digit or parse_whole_number(data) == 0)


class TrainingIdField(ObjectIdField):
    """The id of a training; None for a value that is no id, for which the documented API responds as for an unknown id:
    404."""

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
