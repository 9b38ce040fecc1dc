"""Days and moments in a time zone: the only place that converts between days, moments and texts.

Moments are stored and compared in UTC. A day is always a date in an explicit zone, usually the school's
(`Company.zone`), never in the process's zone or Django's active one (docs/decisions/0011).
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

# The range of days that input may name: the year 0027 is a typing mistake for 2027.
EARLIEST_DAY, LATEST_DAY = date(1900, 1, 1), date(2199, 12, 31)


def get_day(moment: datetime, zone: tzinfo) -> date:
    """The date of a moment in the zone."""
    return moment.astimezone(zone).date()


def get_day_start(day: date, zone: tzinfo) -> datetime:
    """The first moment of a day in the zone, in UTC."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def get_day_end(day: date, zone: tzinfo) -> datetime:
    """The first moment after a day in the zone, in UTC. Not 24 hours after its start when the clocks change."""
    return get_day_start(day + timedelta(days=1), zone)


def pick_moment(day: date, zone: tzinfo) -> datetime:
    """A moment that stands for a day, where the wire has a moment: the date is the same in the zone and in UTC.

    So a client that converts it to local time and one that takes the first ten characters show the same day. It is the
    middle of the time that the two days have in common.
    """
    start = max(get_day_start(day, zone), get_day_start(day, UTC))
    end = min(get_day_end(day, zone), get_day_end(day, UTC))
    return start + (end - start) / 2


def get_last_day(end: datetime, zone: tzinfo) -> date:
    """The last day in the zone of a period that ends at `end`: the inverse of `get_day_end`."""
    return get_day(end - timedelta(microseconds=1), zone)


def get_clock_time(moment: datetime, zone: tzinfo) -> datetime:
    """The local time in the zone at a moment, as a naive datetime: what forms show and people type."""
    return moment.astimezone(zone).replace(tzinfo=None)


def list_moments(shown: datetime, zone: tzinfo) -> list[datetime]:
    """The moments, in UTC, at which clocks in the zone show `shown`, the earlier one first.

    Two in the hour that is repeated when the clocks go back; none in the hour that is skipped when they go forward.
    """
    both = (shown.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return sorted({moment for moment in both if get_clock_time(moment, zone) == shown.replace(fold=0)})


def is_ambiguous(moment: datetime, zone: tzinfo) -> bool:
    """Whether clocks in the zone show this time twice, so that it does not identify the moment."""
    return len(list_moments(get_clock_time(moment, zone), zone)) > 1


def resolve_moment(shown: datetime, zone: tzinfo) -> datetime:
    """The moment, in UTC, of a local time in the zone.

    A repeated time means the earlier moment; a skipped one is read with the offset from before the change.
    """
    return shown.replace(tzinfo=zone, fold=0).astimezone(UTC)


def add_days(moment: datetime, days: int, zone: tzinfo) -> datetime:
    """The same time by the clocks of the zone so many days later, in UTC: an hour more or less than that many times 24
    hours if the clocks change meanwhile. Repeated and skipped times as in `resolve_moment`."""
    return resolve_moment(get_clock_time(moment, zone) + timedelta(days=days), zone)


def format_moment(moment: datetime, zone: tzinfo) -> str:
    """A moment as people in the zone read it: `2026-03-18 11:00 CET`."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M %Z}"


def format_utc(moment: datetime) -> str:
    """A moment as evidence states it, to the second and the same everywhere: `2026-03-18 10:00:00 UTC`."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S %Z}"
