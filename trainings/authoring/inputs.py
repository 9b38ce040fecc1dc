"""What managers send to make trainings and to ask for reports, checked field by field (contract section 8)."""

from typing import Any

from rest_framework import serializers

from config.api.fields import DayField, FlagField, OptionalIdField, TextField, WordField
from trainings.models import Training


class TrainingInput(serializers.Serializer[Any]):
    name = TextField(max_length=200)
    type = WordField(choices=Training.Type.choices)
    theory = FlagField(source="has_theory", required=False, allow_null=True)
    flights = FlagField(source="has_flights", required=False, allow_null=True)
    competencies = FlagField(source="uses_competencies", required=False, allow_null=True)
    template_id = OptionalIdField()


class TeachingReportInput(serializers.Serializer[Any]):
    training = OptionalIdField(source="training_id")
    to = DayField(source="last_day")

    def get_fields(self) -> dict[str, Any]:
        """`from` cannot be an attribute: Python keeps the word for itself."""
        return {**super().get_fields(), "from": DayField(source="first_day")}
