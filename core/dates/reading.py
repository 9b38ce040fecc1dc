"""Reads days, times and durations as people type them, in the formats of the active language.

What is refused is refused with the formats that are accepted. Formats of programs are read by api/input_fields.py.
"""

import re
from datetime import date, time

from django.utils.dates import MONTHS, MONTHS_3, MONTHS_ALT, MONTHS_AP
from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.dates.writing import format_day
from core.exceptions import InvalidInput
from core.units import SECONDS_PER_DAY, SECONDS_PER_HOUR, SECONDS_PER_MINUTE

EXAMPLE = date(2026, 12, 3)
ISO = re.compile(r"(?P<year>\d{4,})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
DOTTED = re.compile(r"(?P<day>\d{1,2})\s*\.\s*(?P<month>\d{1,2})\s*\.\s*(?P<year>\d{4,})")
DAY_FIRST = re.compile(r"(?P<day>\d{1,2})\s*/\s*(?P<month>\d{1,2})\s*/\s*(?P<year>\d{4,})")
MONTH_FIRST = re.compile(r"(?P<month>\d{1,2})\s*/\s*(?P<day>\d{1,2})\s*/\s*(?P<year>\d{4,})")
WORD_OR_NUMBER = re.compile(r"[^\W\d_]+|\d+")
LINKS = {"de", "of"}  # 3 de diciembre de 2026
TIME = re.compile(r"(\d{1,2})(?:[:.h]|\s*h\s*)(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:\s*(?:h|Uhr))?", re.IGNORECASE)
LONGEST = 40  # characters: what is longer is no date, and is not repeated in the refusal

CLOCK_DURATION = re.compile(r"(\d{1,2}):([0-5]\d)(?:\s*h)?")
DECIMAL_DURATION = re.compile(r"(\d{1,2}(?:[.,]\d{1,2})?)\s*h")
DURATION_IN_WORDS = re.compile(r"(?:(\d{1,2})\s*h)?\s*(?:(\d{1,4})\s*(?:min|m)?)?", re.IGNORECASE)


def parse_day(text: str) -> date:
    """The day. Raises InvalidInput, whose message says what is accepted in the active language."""
    text = text.strip()
    if len(text) > LONGEST:
        raise InvalidInput(describe_days())
    match = next((found for found in (form.fullmatch(text) for form in list_forms()) if found), None)
    parts = {name: int(part) for name, part in match.groupdict().items()} if match else split_words(text)
    if parts is None:
        raise InvalidInput(describe_days())
    try:
        return date(**parts)
    except ValueError:
        message = _("There is no such day: %(day)s. %(advice)s") % {"day": text, "advice": describe_days()}
        raise InvalidInput(message) from None


def list_forms() -> list[re.Pattern[str]]:
    return [ISO, DOTTED, MONTH_FIRST if is_month_first() else DAY_FIRST]


def is_month_first() -> bool:
    """Whether the active language writes `12/3/2026` for 3 December (config/formats)."""
    return "%m/%d/%Y" in get_format("DATE_INPUT_FORMATS")


def split_words(text: str) -> dict[str, int] | None:
    """The parts of a day whose month is a word, in the active language or in English; None for anything else."""
    parts = [part for part in WORD_OR_NUMBER.findall(text) if part.casefold() not in LINKS]
    numbers = [int(part) for part in parts if part.isdecimal()]
    words = [part for part in parts if not part.isdecimal()]
    if len(numbers) != 2 or len(words) != 1 or len(parts[-1]) != 4:
        return None
    month = index_months().get(words[0].casefold())
    return None if month is None else {"day": numbers[0], "month": month, "year": numbers[1]}


def index_months() -> dict[str, int]:
    """The numbers of the months by name and abbreviation, in the active language and in English."""
    names = list_month_names()
    with override("en"):
        return {**list_month_names(), **names}


def list_month_names() -> dict[str, int]:
    tables = (MONTHS, MONTHS_3, MONTHS_AP, MONTHS_ALT)
    return {str(name).rstrip(".").casefold(): number for table in tables for number, name in table.items()}


def describe_days() -> str:
    """The accepted formats by example: `Write the day as 3.12.2026, 2026-12-03 or 3. Dez. 2026.`"""
    if is_month_first():
        text = _("Write the day as %(numeric)s (month first), %(iso)s or %(day)s.")
        numeric = "12/3/2026"
    elif "%d.%m.%Y" in get_format("DATE_INPUT_FORMATS"):
        text, numeric = _("Write the day as %(numeric)s, %(iso)s or %(day)s."), "3.12.2026"
    else:
        text, numeric = _("Write the day as %(numeric)s (day first), %(iso)s or %(day)s."), "3/12/2026"
    return text % {"numeric": numeric, "iso": EXAMPLE, "day": format_day(EXAMPLE)}


def parse_time(text: str) -> time:
    """The time of a clock: `14:30`, `14.30`, `14h30`, `9:05:30`. Raises InvalidInput for anything else."""
    match = TIME.fullmatch(text.strip())
    try:
        hour, minute, second = (int(part or 0) for part in match.groups()) if match else (-1, 0, 0)
        return time(hour, minute, second)
    except ValueError:
        raise InvalidInput(_("Write the time as 14:30, from 0:00 to 23:59.")) from None


def parse_duration(text: str) -> int:
    """The seconds of a duration up to a day: `1:20`, `1 h 20 min`, `80 min`, `1.5 h`. Raises InvalidInput for anything
    else, and for a number without a unit."""
    seconds = find_seconds(" ".join(text.split()))
    if seconds is None or seconds > SECONDS_PER_DAY:
        raise InvalidInput(_("Write the time as 1:20, 1 h 20 min, 80 min or 1.5 h, up to 24 h."))
    return seconds


def find_seconds(text: str) -> int | None:
    if match := CLOCK_DURATION.fullmatch(text):
        return int(match[1]) * SECONDS_PER_HOUR + int(match[2]) * SECONDS_PER_MINUTE
    if match := DECIMAL_DURATION.fullmatch(text):
        return round(float(match[1].replace(",", ".")) * SECONDS_PER_HOUR)
    match = DURATION_IN_WORDS.fullmatch(text)
    if match is None or text.isdecimal() or not (match[1] or match[2]):
        return None
    return int(match[1] or 0) * SECONDS_PER_HOUR + int(match[2] or 0) * SECONDS_PER_MINUTE
