"""Ranges of time in which classes are listed: of the calendar, of the managers' sessions and of the session report."""

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from accounts import countries_and_zones
from api.input_fields import MomentField, get_caller_zone, parse_bare_day, parse_number
from core.school_time import get_clock_time, get_day_end, get_day_start, list_moments, resolve_moment

MAX_RANGE = timedelta(days=400)
# A "+" that a client does not encode in a query string arrives as a space.
LOST_PLUS = re.compile(r"(T[0-9:.]+) ([0-9]{2}:?[0-9]{2})\Z")


class EdgeField(MomentField):
    """Where the range begins or ends: an aware datetime; or, if it has no offset, a date or a naive datetime, which
    the input reads in its zone."""

    def to_internal_value(self, data: Any) -> Any:
        text = LOST_PLUS.sub(r"\1+\2", data.strip())
        moment = super().to_internal_value(text)
        if parse_number(text) is not None:
            return moment
        if parse_bare_day(text):
            return moment.date()
        return moment if datetime.fromisoformat(text).tzinfo else moment.replace(tzinfo=None)


class UtcEdgeField(EdgeField):
    """The same; a naive datetime is in UTC, so that only a date is left to the zone of the input."""

    def to_internal_value(self, data: Any) -> Any:
        edge = super().to_internal_value(data)
        return edge.replace(tzinfo=UTC) if isinstance(edge, datetime) and edge.tzinfo is None else edge


class ZoneField(serializers.CharField):
    """An IANA time zone, in upper or lower case."""

    default_error_messages = {"unknown": gettext_lazy("There is no time zone with this name.")}

    def to_internal_value(self, data: Any) -> ZoneInfo:  # type: ignore[override]  # a CharField returns str
        zone = countries_and_zones.find_timezone(super().to_internal_value(data))
        return ZoneInfo(zone or self.fail("unknown"))


class RangeInput(serializers.Serializer[Any]):
    """`start` and `end`, both required, as moments. A date alone as `end` reaches to the end of that day.

    Rejects, at `end`, a range that ends before it starts or is longer than 400 days.
    """

    start = EdgeField()
    end = EdgeField()

    def get_zone(self, values: dict[str, Any]) -> tzinfo:
        """In which dates and naive datetimes are read."""
        raise NotImplementedError

    def resolve_end(self, start: date | datetime, end: date | datetime, zone: tzinfo) -> datetime:
        return get_last_moment(end, zone) if is_day(end) else list_edge_readings(end, zone)[-1]

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        zone = self.get_zone(values)
        start = list_edge_readings(values["start"], zone)[0]
        end = self.resolve_end(values["start"], values["end"], zone)
        if end < start:
            raise serializers.ValidationError({"end": _("The end is before the start.")})
        # Compared in local time, so that 400 days are allowed whether or not clocks change in them.
        if get_clock_time(end, zone) - get_clock_time(start, zone) > MAX_RANGE:
            raise serializers.ValidationError({"end": _("The range is longer than 400 days.")})
        return {**values, "start": start, "end": end}


class ZonedRangeInput(RangeInput):
    """A range in the `timeZone` that the caller names; it is required."""

    timeZone = ZoneField()

    def get_zone(self, values: dict[str, Any]) -> tzinfo:
        zone: ZoneInfo = values["timeZone"]
        return zone


class SchoolRangeInput(RangeInput):
    """A range of moments, or of days at the caller's school."""

    start = UtcEdgeField()
    end = UtcEdgeField()

    def get_zone(self, values: dict[str, Any]) -> tzinfo:
        return get_caller_zone(self)


def is_day(edge: date | datetime) -> bool:
    return not isinstance(edge, datetime)


def get_last_moment(day: date, zone: tzinfo) -> datetime:
    """Of a day in the zone. As unix seconds it is the last second, which has the date that the caller sent."""
    return get_day_end(day, zone) - timedelta(microseconds=1)


def list_edge_readings(edge: date | datetime, zone: tzinfo) -> list[datetime]:
    """The one or two moments that an edge can mean in the zone, the earlier first."""
    if not isinstance(edge, datetime):
        return [get_day_start(edge, zone)]
    if edge.tzinfo:
        return [edge]
    return list_moments(edge, zone) or [resolve_moment(edge, zone)]
