"""The summary of an enrollment on the wire (docs/api.md, section 7)."""

from rest_framework import serializers

from api import output_fields
from api.outputs.serializers import Output
from trainings.endpoints.student_summary.reads import FlightSummary, GroundSchoolSummary, Share, StudentSummary


class SummarisedProgressOutput(Output[Share]):
    """Percentages are rounded down here and in what follows."""

    total = serializers.IntegerField()
    completed = serializers.IntegerField(source="part")
    percentage = serializers.IntegerField()


class SummarisedAttendanceOutput(Output[Share]):
    given = serializers.IntegerField(source="total")
    taken = serializers.IntegerField(source="part")
    percentage = serializers.IntegerField()


class SummarisedFlightsOutput(Output[Share]):
    """All flights, and those that completed their mission."""

    attempts = serializers.IntegerField(source="total")
    passed = serializers.IntegerField(source="part")
    percentage = serializers.IntegerField()


class FlightHoursOutput(Output[FlightSummary]):
    planned = output_fields.Hours(source="hours_planned")
    flown = output_fields.Hours(source="hours_flown")


class TheorySummaryOutput(Output[GroundSchoolSummary]):
    progress = SummarisedProgressOutput()
    attendance = SummarisedAttendanceOutput()


class FlightSummaryOutput(Output[FlightSummary]):
    progress = SummarisedProgressOutput()
    attendance = SummarisedFlightsOutput(source="flights")
    hours = FlightHoursOutput(source="*")


class StudentSummaryOutput(Output[StudentSummary]):
    """`theory` and `flight` are null where the training has none."""

    training_id = output_fields.Id(source="enrollment.training_id")
    enrollment_id = output_fields.Id(source="enrollment.id")
    user_id = output_fields.Id(source="enrollment.user_id")
    finished = serializers.BooleanField(source="enrollment.is_finished")
    theory = TheorySummaryOutput(allow_null=True)
    flight = FlightSummaryOutput(allow_null=True)
