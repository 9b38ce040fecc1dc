"""Recording who was there (contract section 5, store_attendance)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.models import User
from config import clock
from config.refusals import Invalid
from onsite.models import Attendance, ClassSession
from onsite.rights import check_may_record, locked, standing_of
from records.services import Draft, record
from trainings.reopening import follow_correction, take_stock

# What is recorded of one student, by column; what a mark does not hold stays as it is.
Mark = Mapping[str, Any]
COLUMNS = ["is_present", "is_passed", "seconds", "exam_rating", "code", "remarks", "measures"]


def store_attendance(*, session: ClassSession, marks: Mapping[int, Mark], by: User) -> list[Attendance]:
    """Records the marks, by user id, all or none, and returns the whole roster.

    Refuses who may not or may not now (see rights), and with Invalid any user who is not on the roster. Of an exam
    class `is_passed` decides whether the item is done; in any other class there is nothing to pass: it is left out. A
    correction takes back the finish that rested on what was recorded before, or is refused (trainings/reopening.py).
    """
    with transaction.atomic():
        session = locked(session, by)
        check_may_record(standing_of(by, session))
        roster = list(session.attendances.for_roster())
        refuse_strangers(marks, roster)
        stock = take_stock(row.enrollment_id for row in roster if row.enrollment.user_id in marks)
        changed = {row: put(marks[id], row, session) for row in roster if (id := row.enrollment.user_id) in marks}
        store([row for row, change in changed.items() if change])
        followed = follow_correction(stock, by=by)
        payload = {str(row.enrollment.user_id): change for row, change in changed.items() if change}
        stored = [Draft("attendance.stored", session, {"attendance": payload})] if payload else []
        record(*stored, *followed, company_id=session.company_id, by=by)
    return roster


def refuse_strangers(marks: Mapping[int, Mark], roster: list[Attendance]) -> None:
    strangers = set(marks) - {row.enrollment.user_id for row in roster}
    if strangers:
        raise Invalid(errors={f"attendance.{id}": ["This user is not on the roster."] for id in sorted(strangers)})


def put(mark: Mark, row: Attendance, session: ClassSession) -> dict[str, Any]:
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


def store(rows: list[Attendance]) -> None:
    moment = clock.now()
    for row in rows:
        row.modified_at = moment
    Attendance.objects.bulk_update(rows, [*COLUMNS, "modified_at"])
