"""Pausing a training, and resuming it."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Company, User
from core import clock
from core.school_time import get_clock_time, resolve_moment
from records.services import EventDraft
from trainings.enrollment_acts.choosing import (
    Chosen,
    build_facts,
    change_chosen,
    check_day,
    check_reason,
    explain_before_start,
    explain_ended,
)
from trainings.models import Enrollment

COLUMNS = ["paused_at", "paused_on", "pause_reason", "finish_before_at"]


def explain_pause_obstacle(row: Enrollment, day: date | None = None) -> str:
    """What keeps an enrollment from being paused; "" if nothing does."""
    if ended := explain_ended(row):
        return ended
    return _("It is paused.") if row.is_paused else explain_before_start(row, day) if day else ""


def pause_enrollments(*, enrollment_ids: Iterable[uuid.UUID], reason: str, day: date | None = None, by: User) -> Chosen:
    """Pauses trainings as of `day`, today if there is none, and returns whom it concerned.

    A paused enrollment is not overdue and is not reminded of; its student reads, and does nothing that counts
    (trainings/enrollments/states.py). What counts by itself still does, such as an exam that was begun before: an
    enrollment that it completes is finished, which ends the pause.

    Skips enrollments that are finished, withdrawn, paused, or began after `day`. Raises what `choose_locked` does, and
    InvalidInput for a missing reason or a day in the future.
    """
    reason, day, now = check_reason(reason), check_day(day, by), clock.now()

    def pause(row: Enrollment) -> EventDraft:
        row.paused_at, row.paused_on, row.pause_reason = now, day, reason
        return EventDraft("enrollment.paused", row, {**build_facts(row), "day": day.isoformat(), "reason": reason})

    return change_chosen(enrollment_ids, lambda row: explain_pause_obstacle(row, day), pause, COLUMNS, by=by)


def explain_resuming_obstacle(row: Enrollment) -> str:
    return "" if row.is_paused else _("It is not paused.")


def resume_enrollments(*, enrollment_ids: Iterable[uuid.UUID], by: User) -> Chosen:
    """Resumes paused trainings today, and moves their deadlines by as many days as the pause was long.

    Skips enrollments that are not paused. Raises what `choose_locked` does.
    """
    today = by.company.local_date(clock.now())

    def resume(row: Enrollment) -> EventDraft:
        return EventDraft("enrollment.resumed", row, {**build_facts(row), **end_pause(row, today)})

    return change_chosen(enrollment_ids, explain_resuming_obstacle, resume, COLUMNS, by=by)


def end_pause(row: Enrollment, day: date) -> dict[str, Any]:
    """Clears the pause and moves the deadline, without saving; returns what the event says of it."""
    started_on = row.paused_on or day
    days = max(0, (day - started_on).days)
    row.paused_at = row.paused_on = None
    row.pause_reason = ""
    if row.finish_before_at:
        row.finish_before_at = move_by_days(row.finish_before_at, days, row.company)
    deadline = row.finish_before_at and row.company.local_date(row.finish_before_at).isoformat()
    return {"paused_on": started_on.isoformat(), "paused_days": days, "finish_before": deadline}


def move_by_days(moment: datetime, days: int, school: Company) -> datetime:
    """The same time of the school's day so many days later, also across a change of the clocks."""
    return resolve_moment(get_clock_time(moment, school.zone) + timedelta(days=days), school.zone)
