"""Trainings and enrolling on the wire, for managers (contract sections 7 and 8)."""

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import Direction
from rest_framework import serializers

from config.api import wire
from trainings.models import Enrollment, Training


class ManagedTrainingOutput(serializers.Serializer[Training]):
    """A row of the managers' list of trainings."""

    id = wire.Id()
    name = serializers.CharField()
    type = serializers.ChoiceField(choices=Training.Type.choices)
    active = serializers.BooleanField(source="is_active")
    theory = serializers.BooleanField(source="has_theory")
    flights = serializers.BooleanField(source="has_flights")
    flights_count = serializers.IntegerField()
    competencies = serializers.BooleanField(source="uses_competencies")
    metrics = serializers.BooleanField(source="uses_metrics")
    announcement = wire.Optional()
    start = wire.Day(source="starts_on", allow_null=True)
    end = wire.Day(source="ends_on", allow_null=True)
    color = serializers.CharField()
    created = wire.SchoolDay(source="created_at")
    students_count = serializers.IntegerField()
    subjects_count = serializers.IntegerField()


class ManagedTrainingRowOutput(serializers.Serializer[Training]):
    Training = ManagedTrainingOutput(source="*")


class EnrolledOutput(serializers.Serializer[Enrollment]):
    id = wire.Id()
    training_id = wire.Id()
    user_id = wire.Id()
    supervisor_id = wire.Id(allow_null=True)
    finish_before = serializers.SerializerMethodField()

    def get_finish_before(self, enrollment: Enrollment) -> int | None:
        return wire.unix(enrollment.finish_before_at) or None


class EnrolledRowOutput(serializers.Serializer[Any]):
    TrainingsUser = EnrolledOutput()


class EnrollmentResultsOutput(serializers.DictField):
    """`{user id: {TrainingsUser} | false}`"""


class EnrollmentResultsSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    target_class = EnrollmentResultsOutput

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        enrolled = auto_schema.resolve_serializer(EnrolledRowOutput, direction).ref
        return {
            "type": "object",
            "additionalProperties": {"oneOf": [enrolled, {"const": False}]},
            "description": "By user id: the new enrollment, or false for an id that names nobody.",
        }
