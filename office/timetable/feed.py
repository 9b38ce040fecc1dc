"""The classes and holidays of a range as the calendar component takes them: local times of the school, without offset.

The component is told the name of the school's zone and knows none of its rules, so that a browser in another zone, or
with an old zone database, shows the same times (https://fullcalendar.io/docs/timeZone, "UTC-coercion").
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Company, Holiday, User
from core.school_time import get_clock_time
from office.timetable.choices import FilterForm
from office.timetable.colours import Colours, choose_text_colour
from onsite.models import ClassSession
from trainings.endpoints.calendar.reads import build_title


def read_entries(form: FilterForm, first: date, end: date, by: User) -> list[dict[str, Any]]:
    """The entries from the day `first` to the day before `end`. Three queries at most, besides those of the form."""
    school = by.company
    rows = ClassSession.objects.visible_to(by).filter(**form.get_filters()).for_class_view()
    rows = rows.annotate(students=Count("attendances")).order_by("starts_at", "id")
    sessions = rows.list_overlapping(school.get_day_start(first), school.get_day_start(end))
    colours = Colours(form.get_colouring(), by)
    holidays = Holiday.objects.visible_to(by).between(first, end - timedelta(days=1))
    entries = [build_entry(session, colours, school) for session in sessions]
    return [*entries, *iterate_holidays(holidays)]


def build_entry(session: ClassSession, colours: Colours, school: Company) -> dict[str, Any]:
    colour = colours.get_colour(session)
    return {
        "id": str(session.pk),
        "title": build_title(session),
        "start": format_local(session.starts_at, school),
        "end": format_local(session.ends_at, school),
        "backgroundColor": colour,
        "borderColor": colour,
        "textColor": choose_text_colour(colour),
        "editable": session.signed_at is None,
        "url": reverse("admin:onsite_classsession_change", args=[session.pk]),
        "extendedProps": build_details(session, colours, school),
    }


def build_details(session: ClassSession, colours: Colours, school: Company) -> dict[str, Any]:
    """What the dialog about a class shows, and where its links lead."""
    return {
        "group": colours.get_group(session),
        "training": session.subject.training.name,
        "teacher": str(session.teacher),
        "location": str(session.location or ""),
        "students": describe_students(session),
        "meeting": session.meeting_url,
        "when": school.local_text(session.starts_at),
        "signed": session.signed_at is not None,
        "change": reverse("admin:onsite_classsession_plan", args=[session.pk]),
        "sheet": reverse("attendance_sheet", args=[session.pk]),
        "move": reverse("timetable_move", args=[session.pk]),
    }


def describe_students(session: ClassSession) -> str:
    count: int = session.students  # type: ignore[attr-defined]  # annotated by `read_entries`
    if session.location and session.location.capacity:
        values = {"count": count, "capacity": session.location.capacity}
        return _("%(count)s of %(capacity)s places taken") % values
    return ngettext("%(count)s student", "%(count)s students", count) % {"count": count}


def iterate_holidays(holidays: Any) -> Iterator[dict[str, Any]]:
    for holiday in holidays:
        yield {
            "title": _("Holiday: %(holiday)s") % {"holiday": holiday},
            "start": holiday.first_day.isoformat(),
            "end": (holiday.last_day + timedelta(days=1)).isoformat(),
            "allDay": True,
            "editable": False,
            "classNames": ["timetable-holiday"],
        }


def format_local(moment: Any, school: Company) -> str:
    return get_clock_time(moment, school.zone).isoformat(timespec="seconds")
