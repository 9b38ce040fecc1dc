"""The calendar on the wire (docs/api.md, section 9)."""

from datetime import date, datetime, tzinfo

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api import output_fields
from api.input_fields import OptionalIdField
from api.outputs.serializers import Output
from onsite.endpoints.time_ranges import ZonedRangeInput, list_edge_readings
from onsite.models import ClassSession
from trainings.endpoints.calendar.reads import build_title

# --- input


class CalendarInput(ZonedRangeInput):
    """The parameters; only `training` is optional. As `end`, a date is its midnight, but the same date as `start` means
    that day."""

    training = OptionalIdField(default=None)

    def resolve_end(self, start: date | datetime, end: date | datetime, zone: tzinfo) -> datetime:
        return super().resolve_end(start, end, zone) if start == end else list_edge_readings(end, zone)[-1]


# --- output


class EventDetailOutput(Output[ClassSession]):
    """`extendedProps` of a calendar's entry."""

    type = serializers.SerializerMethodField()
    training_id = output_fields.Id(source="subject.training_id")
    training_subject_id = output_fields.Id(source="subject_id")
    teacher = serializers.CharField()
    location = serializers.CharField(source="location.name", allow_null=True)
    meeting_url = output_fields.Optional()
    status = serializers.ChoiceField(choices=ClassSession.Status.choices)

    @extend_schema_field(serializers.ChoiceField(choices=["lesson", "exam", "class"]))
    def get_type(self, session: ClassSession) -> str:
        if session.lesson_id:
            return "lesson"
        return "exam" if session.exam_id else "class"


class CalendarEventOutput(Output[ClassSession]):
    """A class as calendar widgets take it; times carry the offset of the context's `zone`."""

    id = output_fields.Id()
    title = serializers.SerializerMethodField()
    start = output_fields.ZonedMoment(source="starts_at")
    end = output_fields.ZonedMoment(source="ends_at")
    allDay = serializers.SerializerMethodField()
    color = serializers.CharField(source="subject.training.color")
    url = serializers.SerializerMethodField()
    extendedProps = EventDetailOutput(source="*")

    def get_title(self, session: ClassSession) -> str:
        return build_title(session)

    def get_allDay(self, session: ClassSession) -> bool:
        return False

    def get_url(self, session: ClassSession) -> str:
        return f"/trainings/onsite/class/{session.pk}"
