"""The body with which managers create a training (docs/api.md, section 8)."""

from typing import Any

from rest_framework import serializers

from api.input_fields import ChoiceField, FlagField, OptionalIdField, TextField
from trainings.models import Training


class TrainingInput(serializers.Serializer[Any]):
    name = TextField(max_length=200)
    type = ChoiceField(choices=Training.Type.choices)
    theory = FlagField(source="has_theory", required=False, allow_null=True)
    flights = FlagField(source="has_flights", required=False, allow_null=True)
    competencies = FlagField(source="uses_competencies", required=False, allow_null=True)
    template_id = OptionalIdField()
