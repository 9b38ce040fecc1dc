"""The summary of an enrollment on the wire (docs/api.md, section 7)."""

from rest_framework import serializers

from api import output_fields
from trainings.endpoints.student_summary.reads import FlightSummary, GroundSchoolSummary, Share, StudentSummary


class SummarisedProgressOutput(serializers.Serializer[Share]):
    """Percentages are rounded down here and in what follows."""

    total = serializers.IntegerField()
    completed = serializers.IntegerField(source="part")
    percentage = serializers.IntegerField()


class SummarisedAttendanceOutput(serializers.Serializer[Share]):
    given = serializers.IntegerField(source="total")
    taken = serializers.IntegerField(source="part")
    percentage = serializers.IntegerField()


class SummarisedFlightsOutput(serializers.Serializer[Share]):
    """All flights, and those that completed their mission."""

    attempts = serializers.IntegerField(source="total")
    passed = serializers.IntegerField(source="part")
    percentage = serializers.IntegerField()


class FlightHoursOutput(serializers.Serializer[FlightSummary]):
    planned = output_fields.Hours(source="hours_planned")
    flown = output_fields.Hours(source="hours_flown")


class TheorySummaryOutput(serializers.Serializer[GroundSchoolSummary]):
    progress = SummarisedProgressOutput()
    attendance = SummarisedAttendanceOutput()


class FlightSummaryOutput(serializers.Serializer[FlightSummary]):
    progress = SummarisedProgressOutput()
    attendance = SummarisedFlightsOutput(source="flights")
    hours = FlightHoursOutput(source="*")


class StudentSummaryOutput(serializers.Serializer[StudentSummary]):
    """`theory` and `flight` are null where the training has none."""

    training_id = output_fields.Id(source="enrollment.training_id")
    enrollment_id = output_fields.Id(source="enrollment.id")
    user_id = output_fields.Id(source="enrollment.user_id")
    finished = serializers.BooleanField(source="enrollment.is_finished")
    theory = TheorySummaryOutput(allow_null=True)
    flight = FlightSummaryOutput(allow_null=True)
