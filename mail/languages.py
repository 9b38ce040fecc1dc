"""The languages of mails, and how each writes days and moments.

Moments are shown in the school's time zone, which is named: people read mails anywhere. The texts are in `mail/locale`.
"""

from datetime import date, datetime, tzinfo

from django.utils.dateformat import format as format_date
from django.utils.translation import get_language

from core.dates.writing import name_offset

# Those of settings.LANGUAGES; the first is for people whose language is none of these. The formats are Django's
# (docs.djangoproject.com, `date`).
DAY_FORMATS = {
    "en": "l j F Y",
    "de": "l, j. F Y",
    "es": r"l, j \d\e F \d\e Y",
    "fr": "l j F Y",
}
LANGUAGES = tuple(DAY_FORMATS)
TIME_FORMAT = "H:i"


def choose_language(language: str, otherwise: str = LANGUAGES[0]) -> str:
    """The language of mails for a person whose language this is: `de` for `de-AT`. For one without texts, the other
    one, which is that of the school."""
    base = language.lower().replace("_", "-").partition("-")[0]
    return base if base in DAY_FORMATS else otherwise


def format_day(day: date) -> str:
    """A day in the active language: `Wednesday 18 March 2026`."""
    return format_date(day, DAY_FORMATS[choose_language(get_language() or "")])


def format_moment(moment: datetime, zone: tzinfo) -> str:
    """A moment in the active language and the zone: `Wednesday 18 March 2026, 23:00 NZDT`."""
    local = moment.astimezone(zone)
    return f"{format_day(local)}, {format_date(local, TIME_FORMAT)} {name_offset(moment, zone)}"


def format_period(start: datetime, end: datetime, zone: tzinfo) -> str:
    """A period: the day, both times and the zone; with the second day, or the second zone, where it is another."""
    first, last = start.astimezone(zone), end.astimezone(zone)
    until = format_date(last, TIME_FORMAT)
    if (first.date(), name_offset(start, zone)) == (last.date(), name_offset(end, zone)):
        return f"{format_day(first)}, {format_date(first, TIME_FORMAT)}–{until} {name_offset(end, zone)}"
    return f"{format_moment(start, zone)} – {format_moment(end, zone)}"


def localise_percent(text: str) -> str:
    """A percentage as the active language writes it: `66.67%` in English, `66,67 %` in the others."""
    is_english = choose_language(get_language() or "") == LANGUAGES[0]
    return text if is_english else text.replace(".", ",").replace("%", "\N{NO-BREAK SPACE}%")
