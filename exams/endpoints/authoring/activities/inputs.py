"""The bodies with which the activities of a subject are written (docs/api.md, section 8, Authoring)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from api.input_fields import (
    ChoiceField,
    FlagField,
    MomentField,
    ObjectIdField,
    OptionalIdField,
    TextField,
    WholeNumberField,
    is_blank,
    normalise_list,
)
from core.units import MINUTES_PER_DAY
from exams.authoring.ordering import MAX_ROWS
from exams.models import MAX_WINDOW_DAYS, Exam

NESTED = "TrainingSubjectExam"
MAX_INSTRUCTIONS = 10_000


def check_owner(attrs: Mapping[str, Any], subject_name: str) -> None:
    """Raises ValidationError unless the body names either a subject, by `subject_name`, or a training."""
    if attrs["subject_id"] and attrs["training_id"]:
        text = _("Name a subject or a training, and not both.")
        raise serializers.ValidationError({subject_name: [text], "training_id": [text]})
    if not (attrs["subject_id"] or attrs["training_id"]):
        raise serializers.ValidationError({subject_name: [serializers.Field.default_error_messages["required"]]})


class OptionalNumberField(WholeNumberField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)


class ExamInput(serializers.Serializer[Any]):
    """An exam with the names that it has when it is read, flat or nested in `TrainingSubjectExam`; the subject may also
    be given as `id`. With `training_id` it is one of the whole training. What is left out gets the model's default."""

    training_id = OptionalIdField(default=None)
    training_subject_id = OptionalIdField(source="subject_id", default=None)
    training_subject_lesson_id = OptionalIdField(source="lesson_id", default=None)
    name = TextField(max_length=200)
    type = ChoiceField(choices=Exam.Type.choices, required=False)
    mandatory = FlagField(source="is_mandatory", required=False)
    score = OptionalNumberField(source="pass_percent", min_value=0, max_value=100)
    questions = OptionalNumberField(source="question_count", min_value=1, max_value=500)
    minutes = OptionalNumberField(source="duration_minutes", min_value=1, max_value=MINUTES_PER_DAY)
    attempts = OptionalNumberField(source="max_attempts", min_value=1, max_value=100)
    instructions = TextField(max_length=MAX_INSTRUCTIONS, required=False, allow_blank=True)
    expiration = MomentField(source="expires_at", required=False)
    show_answers = FlagField(required=False)
    access_mode = ChoiceField(choices=Exam.AccessMode.choices, required=False)
    access_window_days = OptionalNumberField(min_value=1, max_value=MAX_WINDOW_DAYS)

    def to_internal_value(self, data: Any) -> Any:
        part = data.get(NESTED)
        if not (is_blank(part) or isinstance(part, Mapping)):
            raise serializers.ValidationError({NESTED: [_("This must be an object.")]})
        data = {**(part or {}), **data} if isinstance(part, Mapping) else data
        given = data.get("training_subject_id")
        return super().to_internal_value(data if given else {**data, "training_subject_id": data.get("id")})

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        check_owner(attrs, "training_subject_id")
        if attrs["training_id"] and attrs["lesson_id"]:
            text = _("An exam of a whole training belongs to no lesson.")
            raise serializers.ValidationError({"training_subject_lesson_id": [text]})
        return attrs


class ActivityInput(serializers.Serializer[Any]):
    """A lesson or an exam."""

    lesson_id = OptionalIdField(default=None)
    exam_id = OptionalIdField(default=None)


class ItemsField(serializers.ListField):
    """Ids in their order: a list, the `items[]=…` of a form, or a text with commas."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=ObjectIdField(), max_length=MAX_ROWS, **kwargs)

    def to_internal_value(self, data: Any) -> list[Any]:
        data = normalise_list(data.split(",") if isinstance(data, str) else data)
        if not isinstance(data, list):
            self.fail("not_a_list", input_type=type(data).__name__)
        # The limit of ListField comes after every item has been parsed, and would report an error for each.
        if len(data) > MAX_ROWS:
            self.fail("max_length", max_length=MAX_ROWS)
        return super().to_internal_value(data)


class OrderInput(serializers.Serializer[Any]):
    """A subject, and all its lessons and exams in their new order; or a training, and the exams of it as a whole."""

    id = OptionalIdField(source="subject_id", default=None)
    training_id = OptionalIdField(default=None)
    items = ItemsField(source="ids")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        check_owner(attrs, "id")
        return attrs


ORDER_NAMES = {"subject_id": "id", "ids": "items"}
EXAM_NAMES = {"subject_id": "training_subject_id", "lesson_id": "training_subject_lesson_id"}
