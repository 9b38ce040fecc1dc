"""When an enrollment becomes finished (docs/api.md, section 9, Finishing). The only place that finishes one.

Taking a finish back is in trainings/enrollments/reopening.py; when that may be, in docs/decisions/0009.
"""

import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Company, User
from core import clock
from core.commands import ProgressReporter, iterate_silently, roll_back_if_dry_run
from records.services import EventDraft, record_events
from trainings.enrollments.finish_hooks import FINISH_HOOKS
from trainings.enrollments.progress import get_flight_progress, get_ground_school_progress, with_progress
from trainings.models import Enrollment

BATCH = 500

Batch = tuple[uuid.UUID, list[uuid.UUID]]  # a school and some of its enrollments


def finish_completed(*, enrollment_ids: Iterable[uuid.UUID], by: User | None) -> list[EventDraft]:
    """Finishes those of the enrollments that are complete now, and returns the events to record with the act.

    Call it in the transaction that wrote a fact progress counts, after the fact and before `record_events`. It locks
    the enrollments first and counts afterwards: of two writers that each complete a part, the second one sees both.
    """
    now = clock.now()
    candidates = list_automatic().filter(pk__in=set(enrollment_ids))
    return store_finished([row for row in lock_complete(candidates, now) if is_open(row, now)], now, by)


def finish_trainings(*, training_ids: Iterable[uuid.UUID], by: User | None) -> list[EventDraft]:
    """The same for everybody on the way in these trainings, after what there is to do in them has changed.

    Batch by batch in the one order that everybody locks in, and only in one direction: who is finished stays finished
    when a training grows.
    """
    rows = list_automatic().filter(training__in=set(training_ids))
    drafts: list[EventDraft] = []
    for ids in iterate_batches(rows):
        drafts += finish_completed(enrollment_ids=ids, by=by)
    return drafts


def finish_due(*, is_dry_run: bool = False, watch: ProgressReporter[Batch] = iterate_silently) -> int:
    """Finishes every enrollment that is complete and is not finished yet: a class has begun whose attendance was
    recorded before, a training has opened, or something slipped through.

    For a nightly run; returns how many it finished, or would finish (`is_dry_run`). In small transactions, so that no
    school waits long.
    """
    batches = list_due_batches()
    return sum(finish_batch(batch, is_dry_run) for batch in watch(batches, len(batches)))


def list_due_batches() -> list[Batch]:
    """The enrollments that finish by themselves and have not, school by school."""
    companies = Company.objects.order_by("pk").values_list("pk", flat=True)
    return [(pk, ids) for pk in companies for ids in iterate_batches(list_automatic().filter(company_id=pk))]


def list_automatic() -> QuerySet[Enrollment, Any]:
    """The enrollments on the way that finish by themselves."""
    return Enrollment.objects.unfinished().filter(training__auto_finish=True)


def iterate_batches(rows: QuerySet[Enrollment, Any]) -> Iterator[list[uuid.UUID]]:
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def finish_batch(batch: Batch, is_dry_run: bool) -> int:
    """Looks without a lock first: of five hundred students on the way, few are complete, and the others may go on."""
    company_id, ids = batch
    complete = [
        row.pk for row in count_progress(Enrollment.objects.filter(pk__in=ids), clock.now()) if is_complete(row)
    ]
    if not complete:
        return 0
    with roll_back_if_dry_run(is_dry_run):
        drafts = finish_completed(enrollment_ids=complete, by=None)
        record_events(*drafts, company_id=company_id, by=None)
    return sum(draft.action == "enrollment.finished" for draft in drafts)


def finish_by_hand(*, enrollment_ids: Iterable[uuid.UUID], by: User) -> int:
    """Finishes enrollments because a manager says so, as trainings without `auto_finish` want it.

    Passes over what is finished already, what is not complete, and what the manager does not see; returns how many it
    finished.
    """
    now = clock.now()
    with transaction.atomic():
        seen = Enrollment.objects.visible_to(by).unfinished().filter(pk__in=set(enrollment_ids))
        finished = lock_complete(seen, now)
        record_events(*store_finished(finished, now, by), company_id=by.company_id, by=by)
    return len(finished)


def lock_complete(candidates: QuerySet[Enrollment, Any], now: datetime) -> list[Enrollment]:
    """Locks the candidates, and then finds out which are complete."""
    locked = [row.pk for row in lock_enrollments(candidates)]
    return [row for row in count_progress(Enrollment.objects.filter(pk__in=locked), now) if is_complete(row)]


def lock_enrollments(rows: QuerySet[Enrollment, Any]) -> list[Enrollment]:
    """The rows, locked until the transaction ends, in the one order that everybody takes."""
    return list(rows.order_by("pk").select_for_update(of=("self",), no_key=True))


def count_progress(rows: QuerySet[Enrollment, Any], now: datetime) -> QuerySet[Enrollment, Any]:
    return with_progress(rows.select_related("training", "company", "user"), now).order_by("pk")


def store_finished(rows: list[Enrollment], now: datetime, by: User | None) -> list[EventDraft]:
    if not rows:
        return []
    for row in rows:
        set_finish(row, now)
    Enrollment.objects.bulk_update(rows, ["finished_at", "valid_until_on", "modified_at"])
    followed = [draft for consequence in FINISH_HOOKS for draft in consequence.follow_finish(rows, now, by)]
    return [build_finish_event(row) for row in rows] + followed


def is_complete(row: Enrollment) -> bool:
    """Everything the training consists of is done. Of a training that consists of nothing, nothing can be done."""
    training = row.training
    theory = not training.has_theory or get_ground_school_progress(row).finished
    flights = not training.has_flights or get_flight_progress(row).finished
    return theory and flights and (training.has_theory or training.has_flights)


def is_open(row: Enrollment, now: datetime) -> bool:
    return row.training.is_open_on(row.company.local_date(now))


def set_finish(row: Enrollment, now: datetime) -> None:
    row.finished_at = row.modified_at = now
    days = row.training.validity_days
    row.valid_until_on = row.company.local_date(now) + timedelta(days=days) if days else None


def build_finish_event(row: Enrollment) -> EventDraft:
    until = row.valid_until_on.isoformat() if row.valid_until_on else None
    return EventDraft("enrollment.finished", row, {"user": str(row.user_id), "valid_until": until})
