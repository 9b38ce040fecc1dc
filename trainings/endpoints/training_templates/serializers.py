"""Templates on the wire (docs/api.md, section 8)."""

from rest_framework import serializers

from api import output_fields
from api.outputs.serializers import Output
from trainings.models import Training


class TemplateOutput(Output[Training]):
    """A pattern to make trainings from, with what is in it."""

    id = output_fields.Id()
    name = serializers.CharField()
    type = serializers.ChoiceField(choices=Training.Type.choices)
    theory = serializers.BooleanField(source="has_theory")
    flights = serializers.BooleanField(source="has_flights")
    description = serializers.CharField()
    subjects_count = serializers.IntegerField()
    lessons_count = serializers.IntegerField()
    flights_count = serializers.IntegerField()


class TemplateRowOutput(Output[Training]):
    Training = TemplateOutput(source="*")
