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
from missions.models import FlightTime
from trainings.rating_inputs import RatingField, RatingsField

MAX_REMARKS = 5_000


class TextOrEmpty(TextField):
    """Optional text; null counts as the empty text."""

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, required=False, allow_blank=True, default="", **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        return super().run_validation("" if data is None else data)


class SecondsField(WholeNumberField):
    """Seconds of a day; null and the empty text of a form are none."""

    def __init__(self) -> None:
        super().__init__(min_value=0, max_value=SECONDS_PER_DAY, allow_null=True)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        return 0 if data is None or data == "" else super().run_validation(data)


class TimesField(RatingsField):
    """A map of kinds of flight time, in small letters, to seconds, or its JSON text; null and 0 are none of the kind.
    Missing: nothing is stated."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=SecondsField(), **kwargs)
        self.key = serializers.ChoiceField(choices=[kind.lower() for kind in FlightTime.Kind.values])


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
    times = TimesField()

    def validate_times(self, times: dict[str, int] | None) -> dict[str, int]:
        """By `FlightTime.Kind`, without those of which there is none."""
        return {kind.upper(): seconds for kind, seconds in (times or {}).items() if seconds}


class InstructedInput(RecordInput):
    """A flight as its instructor records it: `objectives` maps objectives of the mission to grades."""

    objectives = RatingsField(child=RatingField())

    def validate_objectives(self, grades: dict[uuid.UUID, str | None] | None) -> dict[uuid.UUID, str]:
        """Without those that are sent as not graded."""
        return {id: grade for id, grade in (grades or {}).items() if grade}
