"""Flights on the wire (docs/api.md, section 11)."""

from typing import Any

from rest_framework import serializers

from api import output_fields
from missions.models import FlightRecord, FlightTemplate
from trainings.models import Training


class FlownOutput(serializers.Serializer[FlightRecord]):
    """`UserTrainingFlight` of the unsigned ones."""

    id = output_fields.Id()
    training_flight_id = output_fields.Id(source="template_id")
    flight_id = output_fields.Optional()
    completed = output_fields.Moment(source="completed_at", allow_null=True)
    time = serializers.IntegerField(source="seconds")


class RecordedOutput(FlownOutput):
    """`UserTrainingFlight` as a manager has just recorded it."""

    enrollment_id = output_fields.Id()
    instructor_id = output_fields.Id(allow_null=True)
    date = output_fields.Day(source="flown_on")
    remarks = serializers.CharField()
    signed = serializers.SerializerMethodField()

    def get_signed(self, record: FlightRecord) -> bool:
        return record.signed_at is not None


class MissionTrainingOutput(serializers.Serializer[Training]):
    id = output_fields.Id()
    name = serializers.CharField()
    active = serializers.BooleanField(source="is_active")
    start = output_fields.Day(source="starts_on", allow_null=True)
    end = output_fields.Day(source="ends_on", allow_null=True)
    require_debriefing_signature = serializers.BooleanField(source="requires_debriefing_signature")


class MissionOutput(serializers.Serializer[FlightTemplate]):
    """`TrainingFlight` with the training it belongs to."""

    id = output_fields.Id()
    name = serializers.CharField()
    order = serializers.IntegerField()
    Training = MissionTrainingOutput(source="training")


class UnsignedOutput(serializers.Serializer[Any]):
    """A flight whose debriefing is still to be signed."""

    UserTrainingFlight = FlownOutput(source="*")
    TrainingFlight = MissionOutput(source="template")
