"""Writes days, times and durations for people: on pages of the admin, in its messages, and in printed documents.

The active language decides the format (core/dates/locales.py); documents, which are in English whoever prints them,
activate English (`write_english`). The zone is named once, by the page or document around: in a text, it is added only
to a time that clocks show twice.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, tzinfo

from django.conf import settings
from django.utils.dateformat import format as format_date
from django.utils.dateformat import time_format
from django.utils.formats import get_format
from django.utils.translation import override

from core.school_time import get_clock_time, is_ambiguous
from core.units import SECONDS_PER_MINUTE


def format_day(day: date) -> str:
    """`3 Dec 2026`, `3. Dez. 2026`, `3 dic 2026`, `3 déc. 2026`. Raises TypeError for a moment, which has a day only in
    a zone."""
    if isinstance(day, datetime):
        raise TypeError("A moment has a day only in a zone.")
    return format_date(day, get_format("DATE_FORMAT"))


def format_time(shown: time) -> str:
    """`14:30`."""
    return time_format(shown, get_format("TIME_FORMAT"))


def format_moment(moment: datetime, zone: tzinfo) -> str:
    """`3 Dec 2026, 14:30` by clocks in the zone; with the zone's abbreviation where they show that time twice."""
    text = format_date(get_clock_time(moment, zone), get_format("DATETIME_FORMAT"))
    return f"{text} ({name_offset(moment, zone)})" if is_ambiguous(moment, zone) else text


def format_duration(seconds: float) -> str:
    """`1 h 20 min`, `45 min`, `2 h`. Seconds are left out: a minute that has begun does not count."""
    minutes = int(seconds) // SECONDS_PER_MINUTE
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} h"] if hours else []
    if rest or not hours:
        parts.append(f"{rest} min" if rest or not seconds else "< 1 min")
    return " ".join(parts)


def name_offset(moment: datetime, zone: tzinfo) -> str:
    """`NZDT`, or `UTC+05:45` for a zone without an abbreviation."""
    local = moment.astimezone(zone)
    name, offset = f"{local:%Z}", f"{local:%z}"
    return name if name.isalpha() else f"{UTC}{offset[:3]}:{offset[3:5]}"


@contextmanager
def write_english() -> Iterator[None]:
    """Within it, texts are in the language of documents and of what is stored: English, with the month's name."""
    with override(settings.LANGUAGE_CODE):
        yield
