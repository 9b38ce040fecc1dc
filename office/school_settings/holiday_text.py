"""Reads holidays from text that a manager pastes: a calendar file (RFC 5545), or lines of a spreadsheet."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from icalendar import Calendar

from accounts.school.holidays import MAX_ADDED_AT_ONCE, HolidayDraft
from core.dates.reading import parse_day
from core.exceptions import InvalidInput
from core.text.cleaning import clean_text

FIELD = "text"  # of the form, by which errors are shown


def read_holidays(text: str) -> list[HolidayDraft]:
    """The holidays of a text. Raises InvalidInput, naming the line, for what cannot be read, for none and for more than
    `MAX_ADDED_AT_ONCE`."""
    drafts = list(read_calendar(text) if "BEGIN:VCALENDAR" in text.upper() else read_lines(text))
    if not drafts:
        raise InvalidInput.for_field(FIELD, _("There is no holiday in this text."))
    if len(drafts) > MAX_ADDED_AT_ONCE:
        raise InvalidInput.for_field(
            FIELD, _("Add at most %(count)s holidays at a time.") % {"count": MAX_ADDED_AT_ONCE}
        )
    return drafts


def read_lines(text: str) -> Iterator[HolidayDraft]:
    """`name; first day; last day`, or tabs instead of semicolons; without a last day, a single day."""
    for number, line in enumerate(clean_text(text).splitlines(), start=1):
        if not line.strip():
            continue
        cells = [cell.strip() for cell in line.split("\t" if "\t" in line else ";")]
        if not 2 <= len(cells) <= 3:
            reason = _("Write a name, the first and the last day, separated by semicolons.")
            raise build_line_error(number, reason)
        yield HolidayDraft(cells[0], *read_days(number, cells[1:]))


def read_days(number: int, cells: list[str]) -> tuple[date, date]:
    try:
        days = [parse_day(cell) for cell in cells if cell]
    except InvalidInput as error:
        raise build_line_error(number, error.message) from error
    if not days:
        raise build_line_error(number, _("The day is missing."))
    return days[0], days[-1]


def build_line_error(number: int, reason: str) -> InvalidInput:
    text = _("Line %(number)s: %(reason)s") % {"number": number, "reason": reason}
    return InvalidInput.for_field(FIELD, text)


def read_calendar(text: str) -> Iterator[HolidayDraft]:
    """The entries of a calendar. `DTEND` is the first day that is free no more; one that repeats counts once."""
    try:
        events = Calendar.from_ical(text.strip()).walk("VEVENT")
        for event in events:
            first = get_date(event.decoded("DTSTART"))
            end = get_date(event.decoded("DTEND")) if "DTEND" in event else first
            yield HolidayDraft(str(event.get("SUMMARY", "")), first, max(first, end - timedelta(days=1)))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError) as error:
        raise InvalidInput.for_field(FIELD, _("This calendar cannot be read.")) from error


def get_date(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    raise ValueError(value)
