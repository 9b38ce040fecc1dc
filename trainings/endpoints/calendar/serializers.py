"""The calendar on the wire (docs/api.md, section 9)."""

import re
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts import countries_and_zones
from api import output_fields
from api.input_fields import MomentField, OptionalIdField, parse_bare_day, parse_whole_number
from core.school_time import get_clock_time, get_day_end, get_day_start, list_moments, resolve_moment
from onsite.models import ClassSession
from trainings.endpoints.calendar.reads import build_title

MAX_RANGE = timedelta(days=400)
# A "+" that a client does not encode in a query string arrives as a space.
LOST_PLUS = re.compile(r"(T[0-9:.]+) ([0-9]{2}:?[0-9]{2})\Z")

# --- input


class EdgeField(MomentField):
    """Where the range begins or ends: an aware datetime; or, if it has no offset, a date or a naive datetime, which
    `CalendarInput` reads in `timeZone`."""

    def to_internal_value(self, data: Any) -> Any:
        text = LOST_PLUS.sub(r"\1+\2", data.strip())
        moment = super().to_internal_value(text)
        if parse_bare_day(text):
            return moment.date()
        is_moment = parse_whole_number(text) is not None or datetime.fromisoformat(text).tzinfo is not None
        return moment if is_moment else moment.replace(tzinfo=None)


class ZoneField(serializers.CharField):
    """An IANA time zone, in upper or lower case."""

    default_error_messages = {"unknown": gettext_lazy("There is no time zone with this name.")}

    def to_internal_value(self, data: Any) -> ZoneInfo:  # type: ignore[override]  # a CharField returns str
        zone = countries_and_zones.find_timezone(super().to_internal_value(data))
        return ZoneInfo(zone or self.fail("unknown"))


class CalendarInput(serializers.Serializer[Any]):
    """The parameters; only `training` is optional. The same date as both edges means that day."""

    start = EdgeField()
    end = EdgeField()
    timeZone = ZoneField()
    training = OptionalIdField(default=None)

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        zone = values["timeZone"]
        start, end = list_edge_readings(values["start"], zone)[0], list_edge_readings(values["end"], zone)[-1]
        if is_day(values["start"]) and values["start"] == values["end"]:
            end = get_day_end(values["end"], zone)
        if end < start:
            raise serializers.ValidationError({"end": _("The end is before the start.")})
        # Compared in local time, so that 400 days are allowed whether or not clocks change in them.
        if get_clock_time(end, zone) - get_clock_time(start, zone) > MAX_RANGE:
            raise serializers.ValidationError({"end": _("The range is longer than 400 days.")})
        return {**values, "start": start, "end": end}


def is_day(edge: date | datetime) -> bool:
    return not isinstance(edge, datetime)


def list_edge_readings(edge: date | datetime, zone: ZoneInfo) -> list[datetime]:
    """The one or two moments that an edge can mean in the zone, the earlier first."""
    if not isinstance(edge, datetime):
        return [get_day_start(edge, zone)]
    if edge.tzinfo:
        return [edge]
    return list_moments(edge, zone) or [resolve_moment(edge, zone)]


# --- output


class EventDetailOutput(serializers.Serializer[ClassSession]):
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


class CalendarEventOutput(serializers.Serializer[ClassSession]):
    """A class as calendar widgets take it; times carry the offset of the context's `zone`."""

    id = output_fields.Id()
    title = serializers.SerializerMethodField()
    start = serializers.SerializerMethodField()
    end = serializers.SerializerMethodField()
    allDay = serializers.SerializerMethodField()
    color = serializers.CharField(source="subject.training.color")
    url = serializers.SerializerMethodField()
    extendedProps = EventDetailOutput(source="*")

    def get_title(self, session: ClassSession) -> str:
        return build_title(session)

    @extend_schema_field(OpenApiTypes.DATETIME)
    def get_start(self, session: ClassSession) -> str:
        return self.format_moment(session.starts_at)

    @extend_schema_field(OpenApiTypes.DATETIME)
    def get_end(self, session: ClassSession) -> str:
        return self.format_moment(session.ends_at)

    def get_allDay(self, session: ClassSession) -> bool:
        return False

    def get_url(self, session: ClassSession) -> str:
        return f"/trainings/onsite/class/{session.pk}"

    def format_moment(self, moment: datetime) -> str:
        zone: ZoneInfo = self.context["zone"]
        return moment.astimezone(zone).isoformat(timespec="seconds")
