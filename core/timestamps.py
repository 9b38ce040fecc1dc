"""Moments and days in the formats for programs: on the wire and in files (docs/api.md, section 1, Time)."""

from datetime import UTC, date, datetime
from typing import overload


@overload
def format_moment(value: datetime) -> str: ...
@overload
def format_moment(value: None) -> None: ...
def format_moment(value: datetime | None) -> str | None:
    """`YYYY-MM-DD HH:MM:SS` in UTC."""
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S") if value else None


def to_unix_seconds(value: datetime | None) -> int:
    """Whole seconds since 1970; 0 for None, as the documented API writes it."""
    return int(value.timestamp()) if value else 0


def format_day(value: date | None) -> str | None:
    """`YYYY-MM-DD`. Raises TypeError for a moment, which has a date only in a zone (`Company.local_date`)."""
    if isinstance(value, datetime):
        raise TypeError("A moment has a date only in a zone.")
    return value.isoformat() if value else None
