"""Extending the deadlines of enrollments, of one or of a whole intake at once."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core.dates.writing import format_day
from core.exceptions import InvalidInput
from core.school_time import LATEST_DAY
from records.services import EventDraft
from trainings.enrollment_acts.choosing import Chosen, build_facts, change_chosen, check_reason, explain_ended
from trainings.enrollment_acts.pausing import move_by_days
from trainings.models import Enrollment

MAX_DAYS = 3660


@dataclass(frozen=True)
class Extension:
    """The new deadline: one day for all, or so many days more for each. Exactly one of the two."""

    until: date | None = None
    days: int | None = None

    def get_deadline(self, row: Enrollment) -> datetime | None:
        """The new deadline of an enrollment; None without an old one."""
        if row.finish_before_at is None:
            return None
        if self.until:
            return row.company.get_day_start(self.until)
        return move_by_days(row.finish_before_at, self.days or 0, row.company)


def check_extension(extension: Extension) -> None:
    """Raises InvalidInput unless it has one of the two, within its bounds."""
    if (extension.until is None) == (extension.days is None):
        raise InvalidInput.for_field("until", _("Give the new day, or how many days more."))
    if extension.days is not None and not 1 <= extension.days <= MAX_DAYS:
        raise InvalidInput.for_field("days", _("At least 1 day, at most %(limit)s.") % {"limit": MAX_DAYS})
    if extension.until is not None and extension.until > LATEST_DAY:
        raise InvalidInput.for_field("until", _("The day must not be after %(day)s.") % {"day": LATEST_DAY})


def explain_extension_obstacle(row: Enrollment, extension: Extension | None = None) -> str:
    """What keeps a deadline from being extended; without an extension, what keeps it from any."""
    if ended := explain_ended(row):
        return ended
    if row.finish_before_at is None:
        return _("It has no deadline.")
    deadline = extension.get_deadline(row) if extension else None
    if deadline and deadline <= row.finish_before_at:
        present = format_day(row.company.local_date(row.finish_before_at))
        return _("Its deadline, %(day)s, is not earlier.") % {"day": present}
    return ""


def extend_deadlines(
    *, enrollment_ids: Iterable[uuid.UUID], extension: Extension, reason: str = "", by: User
) -> Chosen:
    """Moves the deadlines to later days, and returns whom it concerned. Students are reminded of the new ones.

    Skips enrollments that are finished or withdrawn, that have no deadline, or a later one. Raises what `choose_locked`
    does, and InvalidInput for an extension or reason that is out of bounds.
    """
    check_extension(extension)
    reason = check_reason(reason) if reason.strip() else ""
    return change_chosen(
        enrollment_ids,
        lambda row: explain_extension_obstacle(row, extension),
        lambda row: extend_deadline(row, extension, reason),
        ["finish_before_at"],
        by=by,
    )


def extend_deadline(row: Enrollment, extension: Extension, reason: str) -> EventDraft:
    """Sets the columns, without saving, and returns the event."""
    before, after = row.finish_before_at, extension.get_deadline(row)
    row.finish_before_at = after
    days = {
        name: moment and row.company.local_date(moment).isoformat()
        for name, moment in (("from", before), ("to", after))
    }
    return EventDraft("enrollment.deadline_extended", row, {**build_facts(row), **days, "reason": reason})
