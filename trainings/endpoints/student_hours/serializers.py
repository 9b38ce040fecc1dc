"""The required hours of an enrollment on the wire (docs/api.md, section 7)."""

from rest_framework import serializers

from api import output_fields
from api.outputs.serializers import Output
from hours.kinds import HourKind
from hours.reading.balances import HoursBalance
from trainings.endpoints.student_hours.reads import StudentHours


class HoursBalanceOutput(Output[HoursBalance]):
    """One kind of required hours, all in minutes. `subject` is null for hours of the whole training."""

    kind = serializers.ChoiceField(choices=HourKind.choices)
    subject_id = serializers.SerializerMethodField()
    subject = serializers.SerializerMethodField()
    note = serializers.CharField()
    required = serializers.IntegerField()  # type: ignore[assignment]  # a field of the wire, not the setting
    done = serializers.IntegerField()
    credited = serializers.IntegerField()
    planned = serializers.IntegerField()
    best = serializers.IntegerField()
    missing = serializers.IntegerField()
    reachable = serializers.BooleanField(source="is_reachable")

    def get_subject_id(self, balance: HoursBalance) -> str | None:
        return str(balance.subject.pk) if balance.subject else None

    def get_subject(self, balance: HoursBalance) -> str | None:
        return str(balance.subject) if balance.subject else None


class StudentHoursOutput(Output[StudentHours]):
    enrollment_id = output_fields.Id(source="enrollment.id")
    deadline = output_fields.Moment(allow_null=True)
    paragraph = serializers.CharField()
    hours = HoursBalanceOutput(many=True)
