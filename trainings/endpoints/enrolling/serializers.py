"""The results of enrolling on the wire (docs/api.md, section 7)."""

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import Direction
from rest_framework import serializers

from api import output_fields
from api.outputs.serializers import Output
from core.timestamps import to_unix_seconds
from trainings.models import Enrollment


class EnrolledOutput(Output[Enrollment]):
    id = output_fields.Id()
    training_id = output_fields.Id()
    user_id = output_fields.Id()
    supervisor_id = output_fields.Id(allow_null=True)
    finish_before = serializers.SerializerMethodField()

    def get_finish_before(self, enrollment: Enrollment) -> int | None:
        return to_unix_seconds(enrollment.finish_before_at) or None


class EnrolledRowOutput(Output[Any]):
    TrainingsUser = EnrolledOutput()


class EnrollmentResultsOutput(serializers.DictField):
    """`{user id: {TrainingsUser} | false}`"""


class EnrollmentResultsSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]  # untyped in drf-spectacular
    target_class = EnrollmentResultsOutput

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        enrolled = auto_schema.resolve_serializer(EnrolledRowOutput, direction).ref
        return {
            "type": "object",
            "additionalProperties": {"oneOf": [enrolled, {"const": False}]},
            "description": "By user id: the new enrollment, or false for an id that names nobody.",
        }
