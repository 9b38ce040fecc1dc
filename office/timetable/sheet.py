"""The data of a printed attendance sheet, in the language of the manager who prints it. sheet.typ holds its layout."""

from pathlib import Path
from typing import Any, Final

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.dates.locales import find_country
from core.dates.writing import format_day, format_duration, format_time, name_offset
from core.pdf.engine import render_pdf_spelled_out
from core.school_time import get_clock_time
from onsite.models import Attendance, ClassSession
from trainings.endpoints.calendar.reads import build_title

TEMPLATE = Path(__file__).with_name("sheet.typ")
A4, LETTER = "a4", "us-letter"
# Where paper is Letter, by CLDR (`paperSize`).
LETTER_COUNTRIES: Final = frozenset(
    {"BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"}
)


def render_sheet(session: ClassSession, roster: list[Attendance], paper: str = "") -> bytes:
    """The bytes of the PDF, on `a4` or `us-letter`; by default, on the paper of the school's country."""
    return render_pdf_spelled_out(TEMPLATE, build_page(session, roster, paper), at=timezone.now())


def build_page(session: ClassSession, roster: list[Attendance], paper: str) -> dict[str, Any]:
    return {
        "title": _("Attendance sheet: %(class)s") % {"class": build_title(session)},
        "language": (get_language() or "en").partition("-")[0],
        "texts": build_texts(session),
        "paper": paper or choose_paper(session.company.timezone_id),
        "school": session.company.name,
        "facts": [[label, text] for label, text in build_facts(session, len(roster)) if text],
        "students": [str(row.enrollment.user) for row in roster],
    }


def build_texts(session: ClassSession) -> dict[str, str]:
    """What the layout prints. The numbers of pages are known there alone."""
    return {
        "heading": _("Attendance sheet"),
        "number": _("No."),
        "student": _("Student"),
        "signature": _("Signature"),
        "remarks": _("Remarks"),
        "page": _("Page %(number)s of %(total)s") % {"number": "{number}", "total": "{total}"},
        "signed": _("Signature of %(teacher)s, teacher; date") % {"teacher": session.teacher},
    }


def build_facts(session: ClassSession, students: int) -> list[tuple[str, str]]:
    item = session.lesson or session.exam
    return [
        (_("Training"), session.subject.training.name),
        (_("Subject"), str(session.subject)),
        (_("Exam") if session.exam else _("Lesson"), item.name if item else ""),
        (_("Date"), describe_date(session)),
        (_("Time"), describe_time(session)),
        (_("Location"), session.location.name if session.location else ""),
        (_("Teacher"), str(session.teacher)),
        (_("Students"), str(students)),
    ]


def describe_date(session: ClassSession) -> str:
    start = get_clock_time(session.starts_at, session.company.zone)
    return _("%(weekday)s, %(day)s") % {"weekday": format_date(start, "l"), "day": format_day(start.date())}


def describe_time(session: ClassSession) -> str:
    """`09:30 to 11:00 (1 h 30 min), Europe/Vienna (CEST)`."""
    zone = session.company.zone
    start, end = (format_time(get_clock_time(at, zone).time()) for at in (session.starts_at, session.ends_at))
    values = {
        "start": start,
        "end": end,
        "duration": format_duration(60 * session.duration_minutes),
        "zone": zone,
        "offset": name_offset(session.starts_at, zone),
    }
    return _("%(start)s to %(end)s (%(duration)s), %(zone)s (%(offset)s)") % values


def choose_paper(timezone_id: str) -> str:
    return LETTER if find_country(timezone_id) in LETTER_COUNTRIES else A4
