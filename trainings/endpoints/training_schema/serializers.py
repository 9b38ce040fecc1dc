"""The schema of a training on the wire (docs/api.md, section 3)."""

from rest_framework import serializers

from api import output_fields
from api.outputs.serializers import Output
from missions.models import FlightTemplate
from trainings.endpoints.training_schema.reads import FlightTypeSize, SubjectSize, TrainingSchema


class SubjectSizeOutput(Output[SubjectSize]):
    """`hours` are decimal hours."""

    id = output_fields.Id()
    name = serializers.CharField()
    lessons = serializers.IntegerField()
    hours = output_fields.Hours()


class FlightTypeSizeOutput(Output[FlightTypeSize]):
    """`hours` are the least time that the missions must take."""

    id = serializers.ChoiceField(choices=FlightTemplate.FlightType.choices)
    name = serializers.CharField()
    missions = serializers.IntegerField()
    hours = output_fields.Hours()


class TrainingSchemaOutput(Output[TrainingSchema]):
    """How large the syllabus is, by subject and by flight type."""

    subjects_total = serializers.IntegerField()
    lessons_total = serializers.IntegerField()
    lessons_per_subject = SubjectSizeOutput(source="subjects", many=True)
    ground_hours_total = output_fields.Hours()
    missions_total = serializers.IntegerField()
    flights_per_flight_type = FlightTypeSizeOutput(source="flight_types", many=True)
    flight_hours_total = output_fields.Hours()
