"""The teaching report on the wire (docs/api.md, section 8)."""

from typing import Any

from rest_framework import serializers

from accounts.endpoints.serializers import PersonOutput
from api import output_fields
from api.outputs.serializers import Output
from trainings.endpoints.teaching_report.own_reads import MonthRow, OwnTeaching
from trainings.endpoints.teaching_report.reads import TaughtSubjectRow, TeacherRow, TeachingReport, TeachingTotals


class ReportedSubjectOutput(Output[TaughtSubjectRow]):
    id = output_fields.Id()
    name = serializers.CharField()
    classes = serializers.IntegerField(source="taught.classes")
    minutes = serializers.IntegerField(source="taught.minutes")


class TaughtByOutput(Output[TeacherRow]):
    """A teacher's line. `hours` are the minutes in decimal hours; `students` are different people."""

    Teacher = PersonOutput(source="teacher")
    classes = serializers.IntegerField(source="taught.classes")
    minutes = serializers.IntegerField(source="taught.minutes")
    hours = serializers.FloatField(source="taught.hours")
    signed = serializers.IntegerField(source="taught.signed")
    students = serializers.IntegerField()
    TrainingSubject = ReportedSubjectOutput(source="subjects", many=True)


class TotalsOutput(Output[TeachingTotals]):
    classes = serializers.IntegerField()
    minutes = serializers.IntegerField()
    hours = serializers.FloatField()


class FiltersOutput(Output[TeachingReport]):
    """What was asked for, as the server read it; no training means all of the school."""

    training = output_fields.Id(source="training_id", allow_null=True)
    to = output_fields.Day(source="period.last_day")

    def get_fields(self) -> dict[str, Any]:
        """`from` is a keyword, which cannot name an attribute."""
        return {**super().get_fields(), "from": output_fields.Day(source="period.first_day")}


class TaughtMonthOutput(Output[MonthRow]):
    """`month` is the first day of the month."""

    month = output_fields.Day()
    classes = serializers.IntegerField(source="taught.classes")
    minutes = serializers.IntegerField(source="taught.minutes")
    hours = serializers.FloatField(source="taught.hours")
    signed = serializers.IntegerField(source="taught.signed")


class OwnTeachingOutput(Output[OwnTeaching]):
    months = TaughtMonthOutput(many=True)
    TrainingSubject = ReportedSubjectOutput(source="subjects", many=True)
    totals = TotalsOutput()


class TeachingReportOutput(Output[TeachingReport]):
    report = TaughtByOutput(source="teachers", many=True)
    totals = TotalsOutput()
    filters = FiltersOutput(source="*")
