"""Templates and the teaching report on the wire (contract section 8)."""

from typing import Any

from rest_framework import serializers

from accounts.serializers import PersonOutput
from config.api import wire
from onsite.teaching_report import TaughtBy, TaughtSubject, TeachingReport
from trainings.models import Training


class TemplateOutput(serializers.Serializer[Training]):
    """A pattern to make trainings from, with what is in it."""

    id = wire.Id()
    name = serializers.CharField()
    type = serializers.ChoiceField(choices=Training.Type.choices)
    theory = serializers.BooleanField(source="has_theory")
    flights = serializers.BooleanField(source="has_flights")
    description = serializers.CharField()
    subjects_count = serializers.IntegerField()
    lessons_count = serializers.IntegerField()
    flights_count = serializers.IntegerField()


class TemplateRowOutput(serializers.Serializer[Training]):
    Training = TemplateOutput(source="*")


class ReportedSubjectOutput(serializers.Serializer[TaughtSubject]):
    id = wire.Id()
    name = serializers.CharField()
    classes = serializers.IntegerField(source="taught.classes")
    minutes = serializers.IntegerField(source="taught.minutes")


class TaughtByOutput(serializers.Serializer[TaughtBy]):
    """A teacher's line. `hours` are the minutes in decimal hours; `students` are different people."""

    Teacher = PersonOutput(source="teacher")
    classes = serializers.IntegerField(source="taught.classes")
    minutes = serializers.IntegerField(source="taught.minutes")
    hours = serializers.FloatField(source="taught.hours")
    signed = serializers.IntegerField(source="taught.signed")
    students = serializers.IntegerField()
    TrainingSubject = ReportedSubjectOutput(source="subjects", many=True)


class TotalsOutput(serializers.Serializer[Any]):
    classes = serializers.IntegerField()
    minutes = serializers.IntegerField()
    hours = serializers.FloatField()


class FiltersOutput(serializers.Serializer[TeachingReport]):
    """What was asked for, as the server read it; no training means all of the school."""

    training = wire.Id(source="training_id", allow_null=True)
    to = wire.Day(source="period.last_day")

    def get_fields(self) -> dict[str, Any]:
        """`from` cannot be an attribute: Python keeps the word for itself."""
        return {**super().get_fields(), "from": wire.Day(source="period.first_day")}


class TeachingReportOutput(serializers.Serializer[TeachingReport]):
    report = TaughtByOutput(source="teachers", many=True)
    totals = TotalsOutput()
    filters = FiltersOutput(source="*")
