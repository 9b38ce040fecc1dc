"""Storing attendance (docs/api.md, section 5, store_attendance)."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.models import User
from core import clock
from core.exceptions import InvalidInput
from onsite.classes.rights import check_may_record, get_class_access, lock_class
from onsite.models import Attendance, ClassSession
from records.services import EventDraft, record_events
from trainings.enrollments.reopening import apply_correction, snapshot_finished

# What is recorded of one student, by column. A column that is missing stays as it is.
Mark = Mapping[str, Any]
COLUMNS = ["is_present", "is_passed", "seconds", "exam_rating", "code", "remarks", "measures"]


def store_attendance(*, session: ClassSession, marks: Mapping[int | uuid.UUID, Mark], by: User) -> list[Attendance]:
    """Stores the marks of a class, all or none, and returns its whole roster.

    The keys of `marks` are ids of users or of attendance rows. `is_passed` is the result of an exam class; in any other
    class it is ignored. A finish that depended on what was recorded before is taken back.

    Raises what `check_may_record` does; InvalidInput, by key, for a user who is not on the roster or is marked under
    both ids, and for a time longer than the class; Conflict when something depends on a finish that would be taken back
    (`apply_correction`).
    """
    with transaction.atomic():
        session = lock_class(session, by)
        check_may_record(get_class_access(by, session))
        roster = list(session.attendances.for_roster())
        marked = match_rows(marks, roster)
        reject_excess_time(marked, session.duration_minutes)
        snapshot = snapshot_finished(row.enrollment_id for row in marked)  # before anything is written
        changes = {row: apply_mark(mark, row, session) for row, mark in marked.items()}
        store_rows([row for row, change in changes.items() if change])
        finish_events = apply_correction(snapshot, by=by)
        payload = {str(row.enrollment.user_id): change for row, change in changes.items() if change}
        events = [EventDraft("attendance.stored", session, {"attendance": payload})] if payload else []
        record_events(*events, *finish_events, company_id=session.company_id, by=by)
    return roster


def match_rows(marks: Mapping[int | uuid.UUID, Mark], roster: list[Attendance]) -> dict[Attendance, Mark]:
    """The marks by attendance row, in the order of the roster; InvalidInput for an id that is not on it, and for a
    student marked under both ids."""
    unknown = set(marks) - {id for row in roster for id in list_row_ids(row)}
    if unknown:
        texts = {f"attendance.{id}": ["This user is not on the roster."] for id in sorted(unknown, key=str)}
        raise InvalidInput(errors=texts)
    twice = [row for row in roster if all(id in marks for id in list_row_ids(row))]
    if twice:
        raise InvalidInput(errors={f"attendance.{row.pk}": ["This student occurs twice."] for row in twice})
    return {row: marks[id] for row in roster for id in list_row_ids(row) if id in marks}


def list_row_ids(row: Attendance) -> tuple[int, uuid.UUID]:
    """The two ids by which a client may refer to a row of the roster."""
    return row.enrollment.user_id, row.pk


def reject_excess_time(marked: Mapping[Attendance, Mark], minutes: int) -> None:
    """Raises InvalidInput for a time longer than the class, unless at least that much is stored already.

    When a class took longer than planned, a manager changes its length first.
    """
    too_long = [row for row, mark in marked.items() if mark.get("seconds", 0) > max(60 * minutes, row.seconds)]
    if too_long:
        text = f"The class is {minutes} minutes long: at most {60 * minutes} seconds."
        raise InvalidInput(errors={f"attendance.{row.enrollment.user_id}.time": [text] for row in too_long})


def apply_mark(mark: Mark, row: Attendance, session: ClassSession) -> dict[str, Any]:
    """Sets the columns of a row by a mark, without saving, and returns the new values of those that changed."""
    values = dict(mark)
    if not session.exam_id:
        values.pop("is_passed", None)
    elif not values["is_present"]:
        # An absent student has no result, so an earlier one is removed.
        values.setdefault("is_passed", None)
    change = {column: value for column, value in values.items() if getattr(row, column) != value}
    for column, value in change.items():
        setattr(row, column, value)
    return change


def store_rows(rows: list[Attendance]) -> None:
    now = clock.now()
    for row in rows:
        row.modified_at = now
    Attendance.objects.bulk_update(rows, [*COLUMNS, "modified_at"])
