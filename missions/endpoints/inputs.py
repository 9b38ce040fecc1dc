"""Input serializers of flights (docs/api.md, section 11)."""

import uuid
from typing import Any

from rest_framework import serializers

from accounts.passwords import PASSWORD_MAX_LENGTH
from api.input_fields import (
    FlagField,
    ObjectIdField,
    OptionalDayField,
    OptionalUserIdField,
    PasswordField,
    TextField,
    WholeNumberField,
)
from core.units import SECONDS_PER_DAY
from trainings.rating_inputs import RatingField, RatingsField

MAX_REMARKS = 5_000


class TextOrEmpty(TextField):
    """Optional text; null counts as the empty text."""

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, required=False, allow_blank=True, default="", **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        return super().run_validation("" if data is None else data)


class SignMissionInput(serializers.Serializer[Any]):
    user_training_flight_id = ObjectIdField()

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """The documented name `pass` cannot be an attribute, because it is a keyword of Python."""
        password = PasswordField(max_length=PASSWORD_MAX_LENGTH, source="password")
        return {**super().get_fields(), "pass": password}


class RecordInput(serializers.Serializer[Any]):
    enrollment_id = ObjectIdField()
    training_flight_id = ObjectIdField()
    completed = FlagField()
    time = WholeNumberField(min_value=0, max_value=SECONDS_PER_DAY)
    flight_id = TextOrEmpty(max_length=100)
    instructor_id = OptionalUserIdField(default=None)
    date = OptionalDayField(default=None)
    remarks = TextOrEmpty(max_length=MAX_REMARKS)


class InstructedInput(RecordInput):
    """A flight as its instructor records it: `objectives` maps objectives of the mission to grades."""

    objectives = RatingsField(child=RatingField())

    def validate_objectives(self, grades: dict[uuid.UUID, str | None] | None) -> dict[uuid.UUID, str]:
        """Without those that are sent as not graded."""
        return {id: grade for id, grade in (grades or {}).items() if grade}
