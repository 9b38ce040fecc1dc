"""Days and moments in a zone: the one place where a day becomes moments, and a moment becomes a day or a text.

Moments are kept and compared in UTC. A day is always the day of a named zone, usually the school's
(`Company.zone`), never the process's and never the one that a page has activated.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """The date that a moment has in the zone."""
    return moment.astimezone(zone).date()


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day in the zone, in UTC."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The moment at which a day in the zone is over, in UTC: the first one outside it, be the day of 23 or 25 hours."""
    return start_of_day(day + timedelta(days=1), zone)


def moment_text(moment: datetime, zone: ZoneInfo) -> str:
    """A moment as people at the place read it: `2026-03-18 11:00 CET`."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M %Z}"
