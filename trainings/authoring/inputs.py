"""What managers send to make trainings and to ask for reports, checked field by field (contract section 8)."""

from typing import Any

from rest_framework import serializers

from config.api.fields import DayField, FlagField, OptionalIdField, TextField
from trainings.models import Training


class OptionalFlagField(FlagField):
    """A flag; not sent and null are alike: not said."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, allow_null=True, **kwargs)


class TrainingInput(serializers.Serializer[Any]):
    name = TextField(max_length=200)
    type = serializers.ChoiceField(choices=Training.Type.choices)
    theory = OptionalFlagField(source="has_theory")
    flights = OptionalFlagField(source="has_flights")
    competencies = OptionalFlagField(source="uses_competencies")
    template_id = OptionalIdField()


class TeachingReportInput(serializers.Serializer[Any]):
    training = OptionalIdField(source="training_id")
    to = DayField(source="last_day")

    def get_fields(self) -> dict[str, Any]:
        """`from` cannot be an attribute: Python keeps the word for itself."""
        return {**super().get_fields(), "from": DayField(source="first_day")}
