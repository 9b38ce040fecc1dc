"""Flights on the wire (docs/api.md, section 11)."""

from typing import Any

from rest_framework import serializers

from accounts.endpoints.serializers import PersonOutput
from api import output_fields
from api.outputs.serializers import Output
from missions.flight_times import read_times
from missions.models import FlightGrade, FlightObjective, FlightRecord, FlightTemplate
from trainings.models import Training
from trainings.ratings import Rating


class FlownOutput(Output[FlightRecord]):
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
    times = serializers.SerializerMethodField()

    def get_times(self, record: FlightRecord) -> dict[str, int]:
        """The seconds that are stated of each kind of flight time; {} where the type of the mission says it."""
        return {kind.lower(): seconds for kind, seconds in read_times(record).items()}

    def get_signed(self, record: FlightRecord) -> bool:
        return record.signed_at is not None


class MissionTrainingOutput(Output[Training]):
    id = output_fields.Id()
    name = serializers.CharField()
    active = serializers.BooleanField(source="is_active")
    start = output_fields.Day(source="starts_on", allow_null=True)
    end = output_fields.Day(source="ends_on", allow_null=True)
    require_debriefing_signature = serializers.BooleanField(source="requires_debriefing_signature")


class MissionOutput(Output[FlightTemplate]):
    """`TrainingFlight` with the training it belongs to."""

    id = output_fields.Id()
    name = serializers.CharField()
    order = serializers.IntegerField()
    Training = MissionTrainingOutput(source="training")


class UnsignedOutput(Output[Any]):
    """A flight whose debriefing is still to be signed."""

    UserTrainingFlight = FlownOutput(source="*")
    TrainingFlight = MissionOutput(source="template")


class FlightObjectiveOutput(Output[FlightObjective]):
    id = output_fields.Id()
    name = serializers.CharField()
    description = serializers.CharField()


class FlightGradeOutput(Output[FlightGrade]):
    """The grade of an objective on one flight."""

    objective_id = output_fields.Id()
    name = serializers.CharField(source="objective.name")
    grade = serializers.ChoiceField(choices=Rating.choices)


class GradedFlightOutput(RecordedOutput):
    """`UserTrainingFlight` with its grades, of the objectives that were graded."""

    objectives = FlightGradeOutput(many=True, source="grades")


class FlownMissionOutput(Output[FlightTemplate]):
    """`TrainingFlight` without its training."""

    id = output_fields.Id()
    name = serializers.CharField()
    order = serializers.IntegerField()
    flight_type = serializers.ChoiceField(choices=FlightTemplate.FlightType.choices)
    rules = serializers.ChoiceField(choices=FlightTemplate.Rules.choices)
    hours = output_fields.Hours()


class MissionFieldsOutput(FlownMissionOutput):
    """`TrainingFlight` with all that the syllabus says about it."""

    training_id = output_fields.Id()
    description = serializers.CharField()
    flight_phase = output_fields.Optional(source="phase")


class MissionViewOutput(Output[Any]):
    """A mission with its objectives."""

    TrainingFlight = MissionFieldsOutput(source="*")
    Training = MissionTrainingOutput(source="training")
    FlightObjective = FlightObjectiveOutput(source="objectives", many=True)


class FlightViewOutput(Output[Any]):
    """A flight with its mission, its people and its grades."""

    UserTrainingFlight = GradedFlightOutput(source="*")
    TrainingFlight = FlownMissionOutput(source="template")
    Training = MissionTrainingOutput(source="template.training")
    User = PersonOutput(source="enrollment.user")
    Instructor = PersonOutput(source="instructor", allow_null=True)
