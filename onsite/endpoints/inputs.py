"""Input serializers of classes, attendance and evaluations (docs/api.md, section 5)."""

import uuid
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import Direction, extend_schema_field
from rest_framework import serializers

from accounts.passwords import PASSWORD_MAX_LENGTH
from api.input_fields import (
    USER_ID,
    UUID_TEXT,
    FlagField,
    MomentField,
    ObjectIdField,
    OptionalIdField,
    PasswordField,
    TextField,
    UserIdField,
    WholeNumberField,
    is_blank,
    normalise_list,
)
from core.units import SECONDS_PER_DAY
from onsite.meeting_links import MAX_MEETING_URL_LENGTH, check_meeting_url
from trainings.models import MAX_MINUTES
from trainings.rating_inputs import RATINGS, MapField, RatingField, RatingsField

MAX_STUDENTS = 1000
MAX_TEXT_LENGTH = 5000
# Beyond this range a start is a wrong value for certain; inside of it, a class plan still asks about distant ones.
EARLIEST_START = datetime(2000, 1, 1, tzinfo=UTC)
LATEST_START = datetime(2100, 1, 1, tzinfo=UTC)

Json = dict[str, Any]


class StartField(MomentField):
    """The start of a class, in this century. `onsite.classes.class_plans` checks that a new start is near enough."""

    def to_internal_value(self, data: Any) -> datetime:
        moment = super().to_internal_value(data)
        if not EARLIEST_START <= moment < LATEST_START:
            self.fail("range")
        return moment


@extend_schema_field(
    {
        "oneOf": [
            {"type": "array", "items": USER_ID, "minItems": 1, "maxItems": MAX_STUDENTS},
            {"type": "string", "description": "The ids, separated by commas."},
        ]
    }
)
class StudentsField(serializers.ListField):
    """User ids, each once: a list, a text with commas, or the `students[]=…` of a form."""

    default_error_messages = {"twins": gettext_lazy("Given twice: {ids}.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=UserIdField(), min_length=1, max_length=MAX_STUDENTS, **kwargs)

    def to_internal_value(self, data: Any) -> list[int]:
        data = normalise_list(data.split(",") if isinstance(data, str) else data)
        if isinstance(data, int) and not isinstance(data, bool):
            data = [data]
        # The limit of ListField comes after every item has been parsed, and would report an error for each.
        if isinstance(data, list) and len(data) > 10 * MAX_STUDENTS:
            self.fail("max_length", max_length=MAX_STUDENTS)
        ids: list[int] = super().to_internal_value(data)
        twins = sorted(id for id, times in Counter(ids).items() if times > 1)
        if twins:
            self.fail("twins", ids=", ".join(map(str, twins)))
        return ids


class ClassInput(serializers.Serializer[Any]):
    id = OptionalIdField()
    training_subject_id = ObjectIdField(source="subject_id")
    start = StartField(source="starts_at")
    teacher_id = UserIdField()
    students = StudentsField(source="student_ids")
    training_subject_lesson_id = OptionalIdField(source="lesson_id")
    training_subject_exam_id = OptionalIdField(source="exam_id")
    location_id = OptionalIdField()
    minutes = WholeNumberField(
        source="duration_minutes", min_value=1, max_value=MAX_MINUTES, required=False, allow_null=True
    )
    remarks = TextField(max_length=MAX_TEXT_LENGTH, required=False, allow_null=True, allow_blank=True)
    meeting_url = TextField(
        max_length=MAX_MEETING_URL_LENGTH,
        required=False,
        allow_null=True,
        allow_blank=True,
        validators=[check_meeting_url],
    )
    notify = FlagField(required=False, default=False)

    def validate(self, attrs: Json) -> Json:
        if attrs.get("lesson_id") and attrs.get("exam_id"):
            text = _("A class is of a lesson or of an exam, not of both.")
            raise serializers.ValidationError({"training_subject_lesson_id": text, "training_subject_exam_id": text})
        return attrs


class MarkInput(serializers.Serializer[Any]):
    """What is recorded of one student. Only what is sent is changed; null is not sent."""

    value = FlagField(source="is_present", required=False, allow_null=True)
    time = WholeNumberField(source="seconds", min_value=0, max_value=SECONDS_PER_DAY, required=False, allow_null=True)
    remarks = TextField(max_length=MAX_TEXT_LENGTH, required=False, allow_null=True, allow_blank=True)
    measures = TextField(max_length=MAX_TEXT_LENGTH, required=False, allow_null=True, allow_blank=True)
    exam_value = FlagField(source="is_passed", required=False, allow_null=True)
    exam_rating = TextField(max_length=50, required=False, allow_null=True, allow_blank=True)
    code = TextField(max_length=50, required=False, allow_null=True, allow_blank=True)

    def validate(self, attrs: Json) -> Json:
        mark = {name: value for name, value in attrs.items() if value is not None}
        if "is_present" not in mark and "is_passed" not in mark:
            raise serializers.ValidationError({"value": _("Specify whether the student was present.")})
        mark.setdefault("is_present", True)
        if mark.get("is_passed") and not mark["is_present"]:
            raise serializers.ValidationError({"exam_value": _("An absent student cannot have passed.")})
        return mark


class MarkField(serializers.Field[Json, Any, Any, Any]):
    """Present or not, as a flag or as a `MarkInput`."""

    def to_internal_value(self, data: Any) -> Json:
        if isinstance(data, Mapping):
            mark: Json = MarkInput().run_validation(data)
            return mark
        return {"is_present": FlagField().run_validation(data)}


class MarkFieldSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]  # untyped in drf-spectacular
    target_class = MarkField

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        return {"oneOf": [{"type": "boolean"}, auto_schema.resolve_serializer(MarkInput, direction).ref]}


class StudentOrRowField(UserIdField):
    """Identifies a student of a roster: the id of the user, or of the attendance row."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        is_row = isinstance(data, str) and UUID_TEXT.match(data.strip())
        return uuid.UUID(data.strip()) if is_row else super().run_validation(data)


class AttendanceInput(serializers.Serializer[Any]):
    """The class may also be given as `classId` or `session_id`; the keys of `attendance` are ids of users or of
    attendance rows."""

    ALIASES = ("classId", "session_id")

    class_id = ObjectIdField()
    attendance = MapField(key=StudentOrRowField(), child=MarkField(), allow_empty=False)

    def to_internal_value(self, data: Any) -> Any:
        given = [data[name] for name in ("class_id", *self.ALIASES) if not is_blank(data.get(name))]
        return super().to_internal_value({**data, "class_id": given[0]} if given else data)


class SignClassInput(serializers.Serializer[Any]):
    classId = ObjectIdField()
    password = PasswordField(max_length=PASSWORD_MAX_LENGTH)


class UnsignClassInput(serializers.Serializer[Any]):
    classId = ObjectIdField()
    reason = TextField(max_length=1000, required=False, allow_null=True, allow_blank=True, default="")


class MetricInput(serializers.Serializer[Any]):
    rating = RatingField()
    comments = TextField(max_length=MAX_TEXT_LENGTH, required=False, allow_null=True, allow_blank=True)


class MetricField(serializers.Field[Json, Any, Any, Any]):
    """A rating, or `{rating, comments?}`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_null=True, **kwargs)

    def to_internal_value(self, data: Any) -> Json:
        data = data if isinstance(data, Mapping) else {"rating": data}
        rating: Json = MetricInput().run_validation(data)
        return rating


class MetricFieldSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]  # untyped in drf-spectacular
    target_class = MetricField

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        return {"oneOf": [*RATINGS, auto_schema.resolve_serializer(MetricInput, direction).ref]}


class EvaluationInput(serializers.Serializer[Any]):
    class_id = ObjectIdField()
    student_id = UserIdField()
    remarks = TextField(max_length=MAX_TEXT_LENGTH, required=False, allow_null=True, allow_blank=True, default=None)
    measures = TextField(max_length=MAX_TEXT_LENGTH, required=False, allow_null=True, allow_blank=True, default=None)
    objectives = RatingsField(child=RatingField())
    metrics = RatingsField(child=MetricField())
