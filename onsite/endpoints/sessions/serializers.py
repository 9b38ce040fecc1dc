"""The managers' sessions and the session report on the wire (docs/api.md, section 5)."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User
from api import output_fields
from api.outputs.serializers import Output
from onsite.endpoints.sessions.reads import EXAM, LESSON, SessionReport, UserRow, get_activity, get_kind
from onsite.models import ClassSession

KIND = serializers.ChoiceField(choices=[LESSON, EXAM])


class SessionFieldsOutput(Output[ClassSession]):
    """What both lists say of a class."""

    id = output_fields.Id()
    kind = serializers.SerializerMethodField()
    activity = serializers.SerializerMethodField()
    training = serializers.CharField(source="subject.training.name")

    @extend_schema_field(KIND)
    def get_kind(self, session: ClassSession) -> str:
        return get_kind(session)

    def get_activity(self, session: ClassSession) -> str:
        return get_activity(session)


class SessionTeacherOutput(Output[User]):
    id = output_fields.Id()
    name = serializers.CharField()
    surname = serializers.CharField()


class SessionOutput(SessionFieldsOutput):
    """A class of the managers' list; times carry the offset of the context's `zone`."""

    start = output_fields.ZonedMoment(source="starts_at")
    end = output_fields.ZonedMoment(source="ends_at")
    duration_minutes = serializers.IntegerField()
    teacher = SessionTeacherOutput()
    location = serializers.CharField(source="location.name", allow_null=True)


class SessionFiltersOutput(Output[Any]):
    """What was asked for, as the server read it."""

    start = output_fields.Unix()
    end = output_fields.Unix()
    timeZone = serializers.CharField()
    training = output_fields.Id(source="training_id", allow_null=True)


class ReportedSessionOutput(SessionFieldsOutput):
    """A class of the report."""

    datetime = output_fields.Unix(source="starts_at")
    minutes = serializers.IntegerField(source="duration_minutes")
    status = serializers.ChoiceField(choices=ClassSession.Status.choices)
    training_id = output_fields.Id(source="subject.training_id")
    subject_id = output_fields.Id()
    subject = serializers.CharField(source="subject.name")
    teacher_id = output_fields.Id()
    teacher_name = serializers.CharField(source="teacher")


class ReportedUserOutput(Output[UserRow]):
    """A person on the rosters. `minutes_attended`: the time present where it was recorded, else the whole class."""

    user_id = output_fields.Id()
    user_name = serializers.CharField(source="full_name")
    user_group = serializers.CharField(source="role")
    sessions_invited = serializers.IntegerField(source="invited")
    sessions_attended = serializers.IntegerField(source="attended")
    minutes_invited = serializers.IntegerField()
    minutes_attended = serializers.IntegerField()


class ReportFiltersOutput(Output[SessionReport]):
    """What was asked for, as the server read it; no training means all that the caller may read."""

    start = output_fields.Unix()
    end = output_fields.Unix()
    training_id = output_fields.Id(allow_null=True)


class SessionReportOutput(Output[SessionReport]):
    sessions = ReportedSessionOutput(many=True)
    users = ReportedUserOutput(many=True)
    filters = ReportFiltersOutput(source="*")
