"""Progress and names, which several screens show (docs/api.md, section 3)."""

from typing import Any

from rest_framework import serializers

from api import output_fields
from api.outputs.serializers import Output
from trainings.enrollments.progress import Progress
from trainings.models import Training


class ProgressOutput(Output[Progress]):
    """`{total, completed, finished}`"""

    total = serializers.IntegerField()
    completed = serializers.IntegerField()
    finished = serializers.BooleanField(source="is_complete")


class FlightProgressOutput(Output[Progress]):
    """`{completed, total}`"""

    completed = serializers.IntegerField()
    total = serializers.IntegerField()


class NameOutput(Output[Any]):
    name = serializers.CharField()


class TrainingNameOutput(Output[Training]):
    id = output_fields.Id()
    name = serializers.CharField()


class SubjectProgressOutput(ProgressOutput):
    """`{total, completed, finished, lessons: {lesson_id: bool}}`"""

    lessons = serializers.DictField(child=serializers.BooleanField())


def remove_missing_parts(output: dict[str, Any], training: Training) -> dict[str, Any]:
    """`output` without the progress of what the training does not have: the key is missing, not null
    (docs/api.md, section 3)."""
    if not training.has_theory:
        del output["Lessons"]
    if not training.has_flights:
        del output["FlightProgress"]
    return output
