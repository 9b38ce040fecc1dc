"""Recording who was there (docs/api.md, section 5, store_attendance)."""

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

# What is recorded of one student, by column; what a mark does not hold stays as it is.
Mark = Mapping[str, Any]
COLUMNS = ["is_present", "is_passed", "seconds", "exam_rating", "code", "remarks", "measures"]


def store_attendance(*, session: ClassSession, marks: Mapping[int | uuid.UUID, Mark], by: User) -> list[Attendance]:
    """Records the marks, by user id or by the id of the attendance row, all or none, and returns the whole roster.

    Refuses who may not or may not now (see rights), and with InvalidInput whoever is not on the roster or is marked
    under both ids, and a time that is longer than the class. Of an exam class `is_passed` decides whether the item is
    done; in any other class there is nothing to pass: it is left out. A correction takes back the finish that rested
    on what was recorded before, or is refused (trainings/enrollments/reopening.py).
    """
    with transaction.atomic():
        session = lock_class(session, by)
        check_may_record(get_class_access(by, session))
        roster = list(session.attendances.for_roster())
        marked = match_rows(marks, roster)
        reject_excess_time(marked, session.duration_minutes)
        stock = snapshot_finished(row.enrollment_id for row in marked)
        changed = {row: apply_mark(mark, row, session) for row, mark in marked.items()}
        store_rows([row for row, change in changed.items() if change])
        followed = apply_correction(stock, by=by)
        payload = {str(row.enrollment.user_id): change for row, change in changed.items() if change}
        stored = [EventDraft("attendance.stored", session, {"attendance": payload})] if payload else []
        record_events(*stored, *followed, company_id=session.company_id, by=by)
    return roster


def match_rows(marks: Mapping[int | uuid.UUID, Mark], roster: list[Attendance]) -> dict[Attendance, Mark]:
    """The marks by the rows that they are for, in the order of the roster."""
    strangers = set(marks) - {id for row in roster for id in list_row_ids(row)}
    if strangers:
        texts = {f"attendance.{id}": ["This user is not on the roster."] for id in sorted(strangers, key=str)}
        raise InvalidInput(errors=texts)
    twice = [row for row in roster if all(id in marks for id in list_row_ids(row))]
    if twice:
        raise InvalidInput(errors={f"attendance.{row.pk}": ["This student is marked twice."] for row in twice})
    return {row: marks[id] for row in roster for id in list_row_ids(row) if id in marks}


def list_row_ids(row: Attendance) -> tuple[int, uuid.UUID]:
    """What a client may name a row of the roster by."""
    return row.enrollment.user_id, row.pk


def reject_excess_time(marked: Mapping[Attendance, Mark], minutes: int) -> None:
    """Nobody attends more of a class than there is, unless that is on record already. Of a class that took longer, a
    manager says so first."""
    too_long = [row for row, mark in marked.items() if mark.get("seconds", 0) > max(60 * minutes, row.seconds)]
    if too_long:
        text = f"The class is {minutes} minutes long: at most {60 * minutes} seconds."
        raise InvalidInput(errors={f"attendance.{row.enrollment.user_id}.time": [text] for row in too_long})


def apply_mark(mark: Mark, row: Attendance, session: ClassSession) -> dict[str, Any]:
    """Puts a mark into a row and returns what it changes, by column."""
    wanted = dict(mark)
    if not session.exam_id:
        wanted.pop("is_passed", None)
    elif not wanted["is_present"]:
        # Absent now: a result from before does not stand any more.
        wanted.setdefault("is_passed", None)
    change = {column: value for column, value in wanted.items() if getattr(row, column) != value}
    for column, value in change.items():
        setattr(row, column, value)
    return change


def store_rows(rows: list[Attendance]) -> None:
    moment = clock.now()
    for row in rows:
        row.modified_at = moment
    Attendance.objects.bulk_update(rows, [*COLUMNS, "modified_at"])
