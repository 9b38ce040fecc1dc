"""The bodies with which questions are written (docs/api.md, section 8, Authoring)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from api.input_fields import FlagField, ObjectIdField, OptionalIdField, TextField, is_blank, normalise_list
from exams.authoring.options import OptionEntry
from exams.bank.question_text import MAX_OPTIONS, MAX_TEXT_LENGTH

NESTED = "TrainingQuestion"


class QuestionOptionInput(serializers.Serializer[Any]):
    """One option; `value` may also be called `correct`."""

    id = OptionalIdField()
    name = TextField(source="text", max_length=MAX_TEXT_LENGTH)
    value = FlagField(source="is_correct", required=False, default=False)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping) and is_blank(data.get("value")) and "correct" in data:
            data = {**data, "value": data["correct"]}
        return OptionEntry(**super().to_internal_value(data))


class QuestionOptionsField(serializers.ListField):
    """The options in their order: a list, or the `…[0][name]=…` of a form."""

    default_error_messages = {"max_length": gettext_lazy("A question has at most {max_length} options.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=QuestionOptionInput(), max_length=MAX_OPTIONS, **kwargs)

    def to_internal_value(self, data: Any) -> list[Any]:
        data = normalise_list(data)
        if not isinstance(data, list):
            self.fail("not_a_list", input_type=type(data).__name__)
        # The limit of ListField comes after every item has been parsed, and would report an error for each.
        if len(data) > MAX_OPTIONS:
            self.fail("max_length", max_length=MAX_OPTIONS)
        return super().to_internal_value(data)


class QuestionInput(serializers.Serializer[Any]):
    """A question, flat or nested in `TrainingQuestion`. What is left out of an existing one stays."""

    id = OptionalIdField(source="question_id", default=None)
    exam_id = OptionalIdField(default=None)
    name = TextField(source="text", max_length=MAX_TEXT_LENGTH, required=False)
    shuffle = FlagField(source="shuffle_options", required=False)
    TrainingQuestionOption = QuestionOptionsField(source="options", required=False)

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value(flatten_question(data))


class QuestionDeletionInput(serializers.Serializer[Any]):
    """The question, flat or nested in `TrainingQuestion`."""

    id = ObjectIdField(source="question_id")
    exam_id = OptionalIdField(default=None)

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value(flatten_question(data))


def flatten_question(data: Any) -> Any:
    """The body without its nesting. Raises ValidationError for a `TrainingQuestion` that is no object."""
    part = data.get(NESTED)
    if is_blank(part):
        return data
    if not isinstance(part, Mapping):
        raise serializers.ValidationError({NESTED: [_("This must be an object.")]})
    return {**part, **{name: value for name, value in data.items() if name != NESTED}}


WIRE_NAMES = {"question_id": "id", "text": "name", "options": "TrainingQuestionOption"}
