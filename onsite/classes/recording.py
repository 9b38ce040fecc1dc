"""Recording a whole class at once: its remarks, attendance, results and evaluations, all of it or nothing.

What managers do for a teacher in the admin. Each part follows the rules of the service that the API uses for it.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction

from accounts.models import User
from onsite.classes.attendance import (
    Mark,
    apply_marks,
    build_attendance_events,
    match_marks,
    reject_excess_time,
    store_rows,
)
from onsite.classes.content import read_recorded_content
from onsite.classes.evaluation import Evaluation, build_evaluation_events, store_evaluations
from onsite.classes.rights import check_may_record, get_class_access, lock_class
from onsite.classes.scheduling import build_change_events
from onsite.models import ClassSession
from records.services import EventDraft, record_events
from records.versions import Version, check_version
from trainings.enrollments.reopening import apply_correction, snapshot_finished


@dataclass(frozen=True)
class ClassEntry:
    """What is recorded of a class: marks and evaluations by id of the student, and the remarks about the class, which
    stay as they are if None."""

    marks: Mapping[int | uuid.UUID, Mark] = field(default_factory=dict)
    evaluations: Mapping[int | uuid.UUID, Evaluation] = field(default_factory=dict)
    remarks: str | None = None


def record_class(*, session: ClassSession, entry: ClassEntry, version: Version | None = None, by: User) -> ClassSession:
    """Stores all of the entry, or none of it, in a number of queries that does not depend on the size of the roster.

    `version` is that of `read_recorded_content` when the class was shown. Enrollments that were finished because of a
    value corrected here are reopened, and those that it completes are finished.

    Raises what `check_may_record` does; Stale when the class has been changed since; what `store_attendance` and
    `save_evaluation` raise for the input; Conflict when an enrollment cannot be reopened (`apply_correction`).
    """
    with transaction.atomic():
        session = lock_class(session, by)
        access = get_class_access(by, session)
        check_may_record(access)
        check_version(version, read_recorded_content(session))
        roster = list(session.attendances.for_roster())
        marks = match_marks(entry.marks, roster)
        evaluations = match_marks(entry.evaluations, roster)
        reject_excess_time(marks, session.duration_minutes)
        snapshot = snapshot_finished(row.enrollment_id for row in {*marks, *evaluations})  # before anything is written
        changed = store_class_remarks(session, entry.remarks)
        changes = apply_marks(marks, session)
        store_rows(changes)
        store_evaluations(evaluations, session)
        finish_events = apply_correction(snapshot, by=by)
        events = [*changed, *build_attendance_events(access, changes), *build_evaluation_events(access, evaluations)]
        record_events(*events, *finish_events, company_id=session.company_id, by=by)
    return session


def store_class_remarks(session: ClassSession, remarks: str | None) -> list[EventDraft]:
    """Stores the remarks about the class as a whole; returns the event of a change, if there is one."""
    if remarks is None or remarks == session.remarks:
        return []
    session.remarks = remarks
    session.save(update_fields=["remarks"])
    return build_change_events(session, {"remarks": remarks}, [], [])
