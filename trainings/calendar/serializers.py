"""The calendar on the wire (contract section 9)."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts import places
from config.api import wire
from config.api.fields import MomentField, ObjectIdField
from onsite.models import ClassSession
from trainings.calendar.reads import ends_at, title_of

LONGEST_RANGE = timedelta(days=400)
DAY = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
# A "+" that a client left as it is in a query string arrives as a space.
LOST_PLUS = re.compile(r"(T[0-9:.]+) ([0-9]{2}:?[0-9]{2})\Z")

# --- input


class EdgeField(MomentField):
    """Where the range begins or ends. A bare date stays one: the calendar begins it where its own zone does."""

    def to_internal_value(self, data: Any) -> Any:
        text = LOST_PLUS.sub(r"\1+\2", data.strip())
        moment = super().to_internal_value(text)
        return moment.date() if DAY.match(text) else moment


class ZoneField(serializers.CharField):
    """An IANA time zone."""

    default_error_messages = {"unknown": "There is no time zone with this name."}

    def to_internal_value(self, data: Any) -> ZoneInfo:  # type: ignore[override]
        if data not in places.timezones():
            self.fail("unknown")
        return ZoneInfo(data)


class CalendarInput(serializers.Serializer[Any]):
    """The parameters: `training` is a filter and may be left out, the others may not."""

    start = EdgeField()
    end = EdgeField()
    timeZone = ZoneField()
    training = ObjectIdField(required=False, default=None)

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        zone = values["timeZone"]
        start, end = (moment_in(values[edge], zone) for edge in ("start", "end"))
        if end < start:
            raise serializers.ValidationError({"end": "The end is before the start."})
        if wall_clock(end, zone) - wall_clock(start, zone) > LONGEST_RANGE:
            raise serializers.ValidationError({"end": "The range is longer than 400 days."})
        return {**values, "start": start, "end": end}


def moment_in(edge: date | datetime, zone: ZoneInfo) -> datetime:
    return edge if isinstance(edge, datetime) else datetime.combine(edge, time.min, zone)


def wall_clock(moment: datetime, zone: ZoneInfo) -> datetime:
    """What clocks in the zone show, so that a range of days is as long whether or not clocks change in it."""
    return moment.astimezone(zone).replace(tzinfo=None)


# --- output


class EventDetailOutput(serializers.Serializer[ClassSession]):
    """`extendedProps` of a calendar's entry."""

    type = serializers.SerializerMethodField()
    training_id = wire.Id(source="subject.training_id")
    training_subject_id = wire.Id(source="subject_id")
    teacher = serializers.CharField()
    location = serializers.CharField(source="location.name", allow_null=True)
    status = serializers.ChoiceField(choices=ClassSession.Status.choices)

    @extend_schema_field(serializers.ChoiceField(choices=["lesson", "exam", "class"]))
    def get_type(self, session: ClassSession) -> str:
        if session.lesson_id:
            return "lesson"
        return "exam" if session.exam_id else "class"


class CalendarEventOutput(serializers.Serializer[ClassSession]):
    """A class as calendar widgets take it; times carry the offset of the context's `zone`."""

    id = wire.Id()
    title = serializers.SerializerMethodField()
    start = serializers.SerializerMethodField()
    end = serializers.SerializerMethodField()
    allDay = serializers.SerializerMethodField()
    color = serializers.CharField(source="subject.training.color")
    url = serializers.SerializerMethodField()
    extendedProps = EventDetailOutput(source="*")

    def get_title(self, session: ClassSession) -> str:
        return title_of(session)

    @extend_schema_field(OpenApiTypes.DATETIME)
    def get_start(self, session: ClassSession) -> str:
        return self.at(session.starts_at)

    @extend_schema_field(OpenApiTypes.DATETIME)
    def get_end(self, session: ClassSession) -> str:
        return self.at(ends_at(session))

    def get_allDay(self, session: ClassSession) -> bool:
        return False

    def get_url(self, session: ClassSession) -> str:
        return f"/trainings/onsite/class/{session.pk}.json"

    def at(self, moment: datetime) -> str:
        zone: ZoneInfo = self.context["zone"]
        return moment.astimezone(zone).isoformat(timespec="seconds")
