"""Storing attendance (docs/api.md, section 5, store_attendance)."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.exceptions import InvalidInput
from onsite.classes.rights import ClassAccess, check_may_record, get_class_access, lock_class
from onsite.models import Attendance, ClassSession
from records.services import EventDraft, record_events
from trainings.enrollments.reopening import apply_correction, snapshot_finished

T = TypeVar("T")
# What the teacher records about one student: values by column. Columns that are missing keep their values.
Mark = Mapping[str, Any]
Changes = Mapping[Attendance, dict[str, Any]]  # the new values of rows, by column
COLUMNS = ["is_present", "is_passed", "seconds", "exam_rating", "code", "remarks", "measures"]


def store_attendance(*, session: ClassSession, marks: Mapping[int | uuid.UUID, Mark], by: User) -> list[Attendance]:
    """Stores all marks of a class, or none if one is invalid, and returns the whole roster.

    The keys of `marks` are ids of users or of attendance rows. `is_passed` is the result of an exam class, and ignored
    in any other. Enrollments that were finished because of a value corrected here are reopened.

    Raises what `check_may_record` does; InvalidInput, by key, for a user who is not on the roster or is marked under
    both ids, and for a time longer than the class; Conflict when an enrollment cannot be reopened
    (`apply_correction`).
    """
    with transaction.atomic():
        session = lock_class(session, by)
        access = get_class_access(by, session)
        check_may_record(access)
        roster = list(session.attendances.for_roster())
        mark_by_row = match_marks(marks, roster)
        reject_excess_time(mark_by_row, session.duration_minutes)
        snapshot = snapshot_finished(row.enrollment_id for row in mark_by_row)  # before anything is written
        changes = apply_marks(mark_by_row, session)
        store_rows(changes)
        finish_events = apply_correction(snapshot, by=by)
        events = build_attendance_events(access, changes)
        record_events(*events, *finish_events, company_id=session.company_id, by=by)
    return roster


def apply_marks(mark_by_row: Mapping[Attendance, Mark], session: ClassSession) -> Changes:
    """Sets the columns of the rows, without saving; returns the new values of those that changed."""
    changes = {row: apply_mark(mark, row, session) for row, mark in mark_by_row.items()}
    return {row: change for row, change in changes.items() if change}


def build_attendance_events(access: ClassAccess, changes: Changes) -> list[EventDraft]:
    """The event of what changed, or an empty list when nothing has."""
    if not changes:
        return []
    marks = {str(row.enrollment.user_id): change for row, change in changes.items()}
    return [EventDraft("attendance.stored", access.session, {"attendance": marks, **access.proxy_facts})]


def match_marks(marks: Mapping[int | uuid.UUID, T], roster: list[Attendance]) -> dict[Attendance, T]:
    """Returns the marks, or whatever is recorded of students, by attendance row, in the order of the roster. Raises
    InvalidInput for an id that is not on the roster, and for a student marked under both ids."""
    unknown = set(marks) - {id for row in roster for id in list_row_ids(row)}
    if unknown:
        errors = {f"attendance.{id}": [_("This user is not on the roster.")] for id in sorted(unknown, key=str)}
        raise InvalidInput(errors=errors)
    marked_twice = [row for row in roster if all(id in marks for id in list_row_ids(row))]
    if marked_twice:
        raise InvalidInput(errors={f"attendance.{row.pk}": [_("This student occurs twice.")] for row in marked_twice})
    return {row: marks[id] for row in roster for id in list_row_ids(row) if id in marks}


def list_row_ids(row: Attendance) -> tuple[int, uuid.UUID]:
    """The two ids by which a client may refer to a row of the roster."""
    return row.enrollment.user_id, row.pk


def reject_excess_time(mark_by_row: Mapping[Attendance, Mark], minutes: int) -> None:
    """Raises InvalidInput for a time longer than the class, unless at least that much is stored already.

    If a class took longer than planned, a manager must change its duration first.
    """
    too_long = [row for row, mark in mark_by_row.items() if mark.get("seconds", 0) > max(60 * minutes, row.seconds)]
    if too_long:
        text = _("The class is %(minutes)s minutes long: at most %(seconds)s seconds.")
        text %= {"minutes": minutes, "seconds": 60 * minutes}
        raise InvalidInput(errors={f"attendance.{row.enrollment.user_id}.time": [text] for row in too_long})


def apply_mark(mark: Mark, row: Attendance, session: ClassSession) -> dict[str, Any]:
    """Sets the columns of a row from a mark, without saving, and returns the new values of those that changed."""
    values = dict(mark)
    if not session.exam_id:
        values.pop("is_passed", None)
    elif not values["is_present"]:
        # An absent student has no result, so an earlier one is removed.
        values.setdefault("is_passed", None)
    elif values.get("is_passed", row.is_passed) is None and session.exam and session.exam.is_scheduled:
        # Presence without a result counts as passed, but here the result is still to come: until then it counts as
        # failed (docs/decisions/0031).
        values["is_passed"] = False
    changed = {column: value for column, value in values.items() if getattr(row, column) != value}
    for column, value in changed.items():
        setattr(row, column, value)
    return changed


def store_rows(rows: Iterable[Attendance]) -> None:
    rows, now = list(rows), clock.now()
    for row in rows:
        row.modified_at = now
    Attendance.objects.bulk_update(rows, [*COLUMNS, "modified_at"])
