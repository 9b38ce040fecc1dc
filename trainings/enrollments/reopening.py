"""Reopening: a finish is taken back because a fact that it was based on has been corrected (docs/decisions/0009).

No other module reopens an enrollment, but trainings/enrollment_acts/reopening_by_hand.py calls `reopen_enrollments`
for a manager. An act that corrects facts makes two calls in its transaction:
`snapshot_finished` before it writes anything, `apply_correction` after.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.exceptions import Conflict
from records.canonical import format_canonical_moment
from records.services import EventDraft
from trainings.enrollments.finish_hooks import FINISH_HOOKS
from trainings.enrollments.finishing import finish_completed, is_complete, lock_enrollments
from trainings.enrollments.progress import get_flight_progress, get_ground_school_progress
from trainings.models import Enrollment

if TYPE_CHECKING:
    from trainings.enrollments.progress import EnrollmentWithProgress


@dataclass(frozen=True)
class FinishSnapshot:
    """Enrollments whose facts are about to be corrected; `done`: how much each finished one has done."""

    enrollment_ids: frozenset[uuid.UUID]
    done: dict[uuid.UUID, int]


def snapshot_finished(enrollment_ids: Iterable[uuid.UUID]) -> FinishSnapshot:
    """Locks the enrollments, then counts what the finished ones among them have done.

    Call it before anything is written: another act that would finish one of them then waits, and sees the correction.
    """
    ids = frozenset(enrollment_ids)
    finished = [row.pk for row in lock_enrollments(Enrollment.objects.filter(pk__in=ids)) if row.is_finished]
    return FinishSnapshot(ids, {row.pk: count_done(row) for row in read_at_finish(finished)})


def apply_correction(snapshot: FinishSnapshot, *, by: User | None) -> list[EventDraft]:
    """Reopens enrollments that have less done than when they were finished, and finishes those that are complete now.

    Returns the events to record with the act. Raises Conflict, which rejects the whole correction, when something
    depends on a finish: a certificate that counts as given out, or a new enrollment in the same training.
    """
    reduced = [row for row in read_at_finish(snapshot.done) if is_reduced(row, snapshot)]
    return reopen_enrollments(reduced, by=by) + finish_completed(enrollment_ids=snapshot.enrollment_ids, by=by)


def is_reduced(row: "EnrollmentWithProgress", snapshot: FinishSnapshot) -> bool:
    """Whether an enrollment has less done than before and is not complete any more. Both are necessary: `done` also
    counts parts that the training does not require (`has_theory`, `has_flights`), and a syllabus that was extended
    after the finish makes it incomplete without any correction."""
    return count_done(row) < snapshot.done[row.pk] and not is_complete(row)


def read_at_finish(ids: Iterable[uuid.UUID]) -> "list[EnrollmentWithProgress]":
    """The enrollments with their progress as of their finish, because a finish is not based on classes held later."""
    ids = list(ids)
    if not ids:
        return []
    rows = Enrollment.objects.filter(pk__in=ids).select_related("training", "company", "user").order_by("pk")
    return list(rows.with_progress(F("finished_at")))


def count_done(row: "EnrollmentWithProgress") -> int:
    return get_ground_school_progress(row).completed + get_flight_progress(row).completed


def reopen_enrollments(rows: "list[EnrollmentWithProgress]", *, by: User | None, reason: str = "") -> list[EventDraft]:
    """Takes back the finish of the locked rows; returns the events to record. Raises Conflict when something depends on
    one of them. `reason` is a manager's; a correction has none."""
    if not rows:
        return []
    now = clock.now()
    reject_obstacles(rows, now)
    events = [build_reopening_event(row, reason) for row in rows]
    for row in rows:
        row.finished_at = row.valid_until_on = None
        row.modified_at = now
    Enrollment.objects.bulk_update(rows, ["finished_at", "valid_until_on", "modified_at"])
    return events + [event for hook in FINISH_HOOKS for event in hook.on_reopening(rows, now, by)]


def reject_obstacles(rows: "list[EnrollmentWithProgress]", now: datetime) -> None:
    if obstacles := find_obstacles(rows, now):
        raise Conflict(" ".join(obstacles))


def find_obstacles(rows: Sequence[Enrollment], now: datetime) -> list[str]:
    """A sentence for each thing that depends on a finish of the enrollments, and so keeps a correction from reopening
    them. Also called without locks, to say so in advance."""
    obstacles = [text for hook in FINISH_HOOKS for text in hook.find_obstacles(list(rows), now)]
    return obstacles + [describe_retake(row) for row in list_retaken(rows)]


def list_retaken(rows: Sequence[Enrollment]) -> Iterable[Enrollment]:
    """The enrollments whose student is enrolled in the training again: only one enrollment may be unfinished."""
    again = Enrollment.objects.unfinished().filter(user=OuterRef("user"), training=OuterRef("training"))
    retaken = Enrollment.objects.filter(Exists(again), pk__in=[row.pk for row in rows])
    return retaken.select_related("user", "training").order_by("pk")


def describe_retake(row: Enrollment) -> str:
    text = _(
        "%(student)s finished %(training)s based on this record and has enrolled again since. "
        "Finish the new enrollment first."
    )
    return text % {"student": row.user, "training": row.training}


def build_reopening_event(row: Enrollment, reason: str) -> EventDraft:
    finished_at = format_canonical_moment(row.finished_at) if row.finished_at else None
    facts = {"user": str(row.user_id), "finished_at": finished_at}
    return EventDraft("enrollment.reopened", row, facts | ({"reason": reason} if reason else {}))
