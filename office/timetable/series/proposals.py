"""Classes that are proposed and not stored: what the preview shows of each, and what is stored once it is confirmed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from accounts.models import Holiday, User
from core import clock
from core.dates.writing import format_day
from core.exceptions import InvalidInput
from core.school_time import is_ambiguous
from office.class_planning.warnings import describe_repeated_time, find_warnings
from onsite.classes.class_plans import ClassPlan
from onsite.classes.double_bookings import Need
from onsite.classes.scheduling import schedule_classes
from onsite.models import ClassSession
from trainings.endpoints.calendar.reads import build_title

MAX_CLASSES = 200  # stored in one request and one transaction


@dataclass(frozen=True)
class Proposal:
    """A class to be stored by its plan. `session` is the same class as a row that is not stored, for what reads rows;
    `notes` are sentences that belong to it already."""

    plan: ClassPlan
    session: ClassSession
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Series:
    """The proposals in the order of their starts, and what is left out: when or what, and why."""

    proposals: list[Proposal]
    left_out: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class PreviewRow:
    when: str
    what: str
    teacher: str
    location: str
    students: int
    warnings: list[str]


@dataclass(frozen=True)
class Preview:
    """What the manager sees before anything is stored. `confirmation` stands for all of it: if anything changes before
    the manager confirms, the new preview is shown and nothing is stored."""

    rows: list[PreviewRow]
    left_out: list[tuple[str, str]]

    @property
    def warned(self) -> int:
        """How many classes have a warning."""
        return sum(bool(row.warnings) for row in self.rows)

    @property
    def confirmation(self) -> str:
        return hashlib.sha256(repr((self.rows, self.left_out)).encode()).hexdigest()


def check_number(proposals: Sequence[Proposal]) -> None:
    """Raises InvalidInput for more classes than are stored at once."""
    if len(proposals) > MAX_CLASSES:
        values = {"count": len(proposals), "limit": MAX_CLASSES}
        raise InvalidInput(_("These would be %(count)s classes. Plan at most %(limit)s at once.") % values)


def preview_series(series: Series, by: User) -> Preview:
    """Eight queries at most, however many classes there are."""
    needs = [Need(proposal.session, proposal.plan.student_ids) for proposal in series.proposals]
    warnings = find_warnings(needs, by=by, now=clock.now())
    rows = [
        build_row(proposal, found.sentences, by) for proposal, found in zip(series.proposals, warnings, strict=True)
    ]
    return Preview(rows, series.left_out)


def build_row(proposal: Proposal, sentences: Sequence[str], by: User) -> PreviewRow:
    session, school = proposal.session, by.company
    notes = list(proposal.notes)
    if is_ambiguous(session.starts_at, school.zone):
        notes.append(describe_repeated_time())
    return PreviewRow(
        when=f"{describe_weekday(school.local_date(session.starts_at))}, {school.local_text(session.starts_at)}",
        what=build_title(session),
        teacher=str(session.teacher),
        location=str(session.location or ""),
        students=len(proposal.plan.student_ids),
        warnings=[*notes, *sentences],
    )


def describe_weekday(day: date) -> str:
    return str(WEEKDAYS_ABBR[day.weekday()])


def store_series(series: Series, *, notify: bool, by: User) -> list[ClassSession]:
    """All classes or none. Raises what `schedule_classes` does."""
    return schedule_classes(plans=[proposal.plan for proposal in series.proposals], notify=notify, by=by)


def find_holiday(day: date, holidays: Sequence[Holiday]) -> Holiday | None:
    return next((holiday for holiday in holidays if holiday.first_day <= day <= holiday.last_day), None)


def describe_day(day: date) -> str:
    return f"{describe_weekday(day)}, {format_day(day)}"


def sort_proposals(proposals: Sequence[Proposal]) -> list[Proposal]:
    def get_start(proposal: Proposal) -> tuple[datetime, str]:
        return proposal.session.starts_at, str(proposal.session.pk)

    return sorted(proposals, key=get_start)
