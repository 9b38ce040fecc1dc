"""Trainings on the wire, for managers (docs/api.md, section 8)."""

from rest_framework import serializers

from api import output_fields
from api.outputs.serializers import Output
from trainings.models import Training


class ManagedTrainingOutput(Output[Training]):
    """A row of the managers' list of trainings."""

    id = output_fields.Id()
    name = serializers.CharField()
    type = serializers.ChoiceField(choices=Training.Type.choices)
    active = serializers.BooleanField(source="is_active")
    theory = serializers.BooleanField(source="has_theory")
    flights = serializers.BooleanField(source="has_flights")
    flights_count = serializers.IntegerField()
    competencies = serializers.BooleanField(source="uses_competencies")
    metrics = serializers.BooleanField(source="uses_metrics")
    announcement = output_fields.Optional()
    start = output_fields.Day(source="starts_on", allow_null=True)
    end = output_fields.Day(source="ends_on", allow_null=True)
    color = serializers.CharField()
    created = output_fields.SchoolDay(source="created_at")
    students_count = serializers.IntegerField()
    subjects_count = serializers.IntegerField()
    revision = serializers.IntegerField(allow_null=True)
    revision_state = serializers.CharField(allow_null=True)


class ManagedTrainingRowOutput(Output[Training]):
    Training = ManagedTrainingOutput(source="*")
