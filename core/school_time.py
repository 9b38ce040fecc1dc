"""Days and moments in a zone: the one place where a day becomes moments, and a moment becomes a day or a text.

Moments are kept and compared in UTC. A day is always the day of a named zone, usually the school's
(`Company.zone`), never the process's and never the one that a page has activated.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

# The days that anything on the server may name. The year 0027 is a slip for 2027.
EARLIEST_DAY, LATEST_DAY = date(1900, 1, 1), date(2199, 12, 31)


def get_day(moment: datetime, zone: tzinfo) -> date:
    """The date that a moment has in the zone."""
    return moment.astimezone(zone).date()


def get_day_start(day: date, zone: tzinfo) -> datetime:
    """The first moment of a day in the zone, in UTC."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def get_day_end(day: date, zone: tzinfo) -> datetime:
    """The moment at which a day in the zone is over, in UTC: the first one outside it, be the day of 23 or 25 hours."""
    return get_day_start(day + timedelta(days=1), zone)


def pick_moment(day: date, zone: tzinfo) -> datetime:
    """A moment that stands for a day where a format wants one: it is that day in the zone and in UTC alike.

    So a client that converts it and one that takes the first ten characters show the same day. The middle of what the
    two days have in common.
    """
    start = max(get_day_start(day, zone), get_day_start(day, UTC))
    end = min(get_day_end(day, zone), get_day_end(day, UTC))
    return start + (end - start) / 2


def get_last_day(end: datetime, zone: tzinfo) -> date:
    """The last day in the zone of what ends at `end`: the day of which `end` is the `get_day_end`."""
    return get_day(end - timedelta(microseconds=1), zone)


def get_clock_time(moment: datetime, zone: tzinfo) -> datetime:
    """What a clock in the zone shows at a moment, without its zone: what forms hold and people type."""
    return moment.astimezone(zone).replace(tzinfo=None)


def list_readings(shown: datetime, zone: tzinfo) -> list[datetime]:
    """The moments, in UTC, at which clocks in the zone show `shown`, the earlier one first.

    Two in the hour that comes twice, when clocks go back; none in the one that is left out, when they go forward.
    """
    both = (shown.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return sorted({moment for moment in both if get_clock_time(moment, zone) == shown.replace(fold=0)})


def is_ambiguous(moment: datetime, zone: tzinfo) -> bool:
    """Clocks in the zone show this time twice, so that it does not tell the moment."""
    return len(list_readings(get_clock_time(moment, zone), zone)) > 1


def resolve_moment(shown: datetime, zone: tzinfo) -> datetime:
    """The moment, in UTC, that a time without offset means in the zone.

    Of two the earlier one; where there is none, the one at which a clock that was not put forward would show it.
    """
    return shown.replace(tzinfo=zone, fold=0).astimezone(UTC)


def format_moment(moment: datetime, zone: tzinfo) -> str:
    """A moment as people at the place read it: `2026-03-18 11:00 CET`."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M %Z}"


def format_utc(moment: datetime) -> str:
    """A moment as evidence has it, to the second: `2026-03-18 10:00:00 UTC`, the same wherever it is read."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S %Z}"
