"""Taking a finish back when the fact it rested on is corrected. The only place that reopens an enrollment.

Two calls around a correction, in its transaction: `snapshot_finished` before anything is written,
`apply_correction` after.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef

from accounts.models import User
from core import clock
from core.exceptions import Conflict
from records.canonical import format_moment
from records.services import EventDraft
from trainings.enrollments.finish_hooks import FINISH_HOOKS
from trainings.enrollments.finishing import finish_completed, is_complete, lock_enrollments
from trainings.enrollments.progress import get_flight_progress, get_ground_school_progress, with_progress
from trainings.models import Enrollment


@dataclass(frozen=True)
class FinishSnapshot:
    """The enrollments whose facts are about to be corrected, and of the finished ones how much was done."""

    enrollment_ids: frozenset[uuid.UUID]
    done: dict[uuid.UUID, int]


def snapshot_finished(enrollment_ids: Iterable[uuid.UUID]) -> FinishSnapshot:
    """Locks the enrollments and counts what the finished ones among them have done."""
    ids = frozenset(enrollment_ids)
    finished = [row.pk for row in lock_enrollments(Enrollment.objects.filter(pk__in=ids)) if row.is_finished]
    return FinishSnapshot(ids, {row.pk: count_done(row) for row in read_at_finish(finished)})


def apply_correction(stock: FinishSnapshot, *, by: User | None) -> list[EventDraft]:
    """Finishes what the correction completed, and takes the finish back of what it left with less than it finished on.

    Returns the events to record with the act. Refuses with Conflict, and so the correction as a whole, when something
    rests on such a finish: a certificate that has been given out, or a fresh enrollment in the same training.
    """
    lost = [row for row in read_at_finish(stock.done) if count_done(row) < stock.done[row.pk] and not is_complete(row)]
    return reopen_enrollments(lost, by=by) + finish_completed(enrollment_ids=stock.enrollment_ids, by=by)


def read_at_finish(ids: Iterable[uuid.UUID]) -> list[Enrollment]:
    """Counted as of the moment of the finish: a class that was held later is nothing that the finish rests on."""
    ids = list(ids)
    if not ids:
        return []
    rows = Enrollment.objects.filter(pk__in=ids).select_related("training", "company", "user")
    return list(with_progress(rows, F("finished_at")).order_by("pk"))


def count_done(row: Enrollment) -> int:
    return get_ground_school_progress(row).completed + get_flight_progress(row).completed


def reopen_enrollments(rows: list[Enrollment], *, by: User | None) -> list[EventDraft]:
    if not rows:
        return []
    now = clock.now()
    reject_obstacles(rows, now)
    drafts = [build_reopening_event(row) for row in rows]
    for row in rows:
        row.finished_at = row.valid_until_on = None
        row.modified_at = now
    Enrollment.objects.bulk_update(rows, ["finished_at", "valid_until_on", "modified_at"])
    return drafts + [draft for consequence in FINISH_HOOKS for draft in consequence.follow_reopening(rows, now, by)]


def reject_obstacles(rows: list[Enrollment], now: datetime) -> None:
    found = [text for consequence in FINISH_HOOKS for text in consequence.find_obstacles(rows, now)]
    found += map(describe_retake, find_reenrolled(rows))
    if found:
        raise Conflict(" ".join(found))


def find_reenrolled(rows: list[Enrollment]) -> Iterable[Enrollment]:
    """Those whose student is on the way in the same training again: one cannot be there twice."""
    again = Enrollment.objects.unfinished().filter(user=OuterRef("user"), training=OuterRef("training"))
    chosen = Enrollment.objects.filter(Exists(again), pk__in=[row.pk for row in rows])
    return chosen.select_related("user", "training").order_by("pk")


def describe_retake(row: Enrollment) -> str:
    return (
        f"{row.user} finished {row.training} on what would be corrected, and is enrolled in it afresh since: "
        "that enrollment has to be finished first."
    )


def build_reopening_event(row: Enrollment) -> EventDraft:
    finished_at = format_moment(row.finished_at) if row.finished_at else None
    return EventDraft("enrollment.reopened", row, {"user": str(row.user_id), "finished_at": finished_at})
