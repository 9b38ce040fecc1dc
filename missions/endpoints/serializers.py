"""Flights on the wire (contract section 11)."""

from typing import Any

from rest_framework import serializers

from api import wire
from missions.models import FlightRecord, FlightTemplate
from trainings.models import Training


class FlownOutput(serializers.Serializer[FlightRecord]):
    """`UserTrainingFlight` of the unsigned ones."""

    id = wire.Id()
    training_flight_id = wire.Id(source="template_id")
    flight_id = wire.Optional()
    completed = wire.Moment(source="completed_at", allow_null=True)
    time = serializers.IntegerField(source="seconds")


class RecordedOutput(FlownOutput):
    """`UserTrainingFlight` as a manager has just recorded it."""

    enrollment_id = wire.Id()
    instructor_id = wire.Id(allow_null=True)
    date = wire.Day(source="flown_on")
    remarks = serializers.CharField()
    signed = serializers.SerializerMethodField()

    def get_signed(self, record: FlightRecord) -> bool:
        return record.signed_at is not None


class MissionTrainingOutput(serializers.Serializer[Training]):
    id = wire.Id()
    name = serializers.CharField()
    active = serializers.BooleanField(source="is_active")
    start = wire.Day(source="starts_on", allow_null=True)
    end = wire.Day(source="ends_on", allow_null=True)
    require_debriefing_signature = serializers.BooleanField(source="requires_debriefing_signature")


class MissionOutput(serializers.Serializer[FlightTemplate]):
    """`TrainingFlight` with the training it belongs to."""

    id = wire.Id()
    name = serializers.CharField()
    order = serializers.IntegerField()
    Training = MissionTrainingOutput(source="training")


class UnsignedOutput(serializers.Serializer[Any]):
    """A flight whose debriefing is still to be signed."""

    UserTrainingFlight = FlownOutput(source="*")
    TrainingFlight = MissionOutput(source="template")
