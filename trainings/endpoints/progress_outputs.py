"""Progress and names, as several screens show them (docs/api.md, section 3)."""

from typing import Any

from rest_framework import serializers

from api import output_fields
from trainings.endpoints.subjects.reads import SubjectRead
from trainings.models import Training


class ProgressOutput(serializers.Serializer[Any]):
    """`{total, completed, finished}`"""

    total = serializers.IntegerField()
    completed = serializers.IntegerField()
    finished = serializers.BooleanField()


class FlightProgressOutput(serializers.Serializer[Any]):
    """`{completed, total}`"""

    completed = serializers.IntegerField()
    total = serializers.IntegerField()


class NameOutput(serializers.Serializer[Any]):
    name = serializers.CharField()


class TrainingNameOutput(serializers.Serializer[Training]):
    id = output_fields.Id()
    name = serializers.CharField()


class SubjectProgressOutput(ProgressOutput):
    """`{total, completed, finished, lessons: {lesson_id: bool}}`"""

    lessons = serializers.DictField(child=serializers.BooleanField())

    @classmethod
    def of(cls, read: SubjectRead) -> dict[str, Any]:
        return {**ProgressOutput(read.progress).data, "lessons": read.done_by_lesson}
