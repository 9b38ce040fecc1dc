"""When an enrollment becomes finished (contract section 9, Finishing). The only place that finishes one."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Company, User
from config.commands import Watch, rehearsal, unwatched
from records.services import Draft, record
from trainings.models import Enrollment
from trainings.progress import flight, ground_school, with_progress

BATCH = 500

Batch = tuple[uuid.UUID, list[uuid.UUID]]  # a school and some of its enrollments


def finish_completed(*, enrollment_ids: Iterable[uuid.UUID], by: User | None) -> list[Draft]:
    """Finishes those of the enrollments that are complete now, and returns the events to record with the act.

    Call it in the transaction that wrote a fact progress counts, after the fact and before `record`. It locks the
    enrollments first and counts afterwards: of two writers that each complete a part, the second one sees both.
    """
    now = timezone.now()
    candidates = Enrollment.objects.unfinished().filter(pk__in=set(enrollment_ids), training__auto_finish=True)
    return store_finished([row for row in complete_among(candidates, now) if is_open(row, now)], now)


def finish_attended(*, is_rehearsal: bool = False, watch: Watch[Batch] = unwatched) -> int:
    """Finishes what became complete because a class began: attendance recorded before it counts from then on.

    For a nightly run; returns how many it finished, or would finish (`is_rehearsal`). In small transactions, so that no
    school waits long.
    """
    batches = attended_batches()
    return sum(finish_batch(batch, is_rehearsal) for batch in watch(batches, len(batches)))


def attended_batches() -> list[Batch]:
    """The unfinished enrollments that attendance may complete, school by school."""
    attended = Enrollment.objects.unfinished().filter(training__auto_finish=True).exclude(training__type="DISTANCE")
    batches = []
    for company_id in Company.objects.order_by("pk").values_list("pk", flat=True):
        ids = list(attended.filter(company_id=company_id).order_by("pk").values_list("pk", flat=True))
        batches += [(company_id, ids[start : start + BATCH]) for start in range(0, len(ids), BATCH)]
    return batches


def finish_batch(batch: Batch, is_rehearsal: bool) -> int:
    company_id, ids = batch
    with rehearsal(is_rehearsal):
        drafts = finish_completed(enrollment_ids=ids, by=None)
        record(*drafts, company_id=company_id, by=None)
    return len(drafts)


def finish_by_hand(*, enrollment_ids: Iterable[uuid.UUID], by: User) -> int:
    """Finishes enrollments because a manager says so, as trainings without `auto_finish` want it.

    Passes over what is finished already, what is not complete, and what the manager does not see; returns how many it
    finished.
    """
    now = timezone.now()
    with transaction.atomic():
        seen = Enrollment.objects.visible_to(by).unfinished().filter(pk__in=set(enrollment_ids))
        finished = complete_among(seen, now)
        record(*store_finished(finished, now), company_id=by.company_id, by=by)
    return len(finished)


def complete_among(candidates: QuerySet[Enrollment, Any], now: datetime) -> list[Enrollment]:
    """Locks the candidates, in the one order that everybody takes, and then finds out which are complete."""
    locked = [row.pk for row in candidates.order_by("pk").select_for_update(of=("self",), no_key=True)]
    counted = with_progress(Enrollment.objects.filter(pk__in=locked).select_related("training", "company"), now)
    return [row for row in counted.order_by("pk") if is_complete(row)]


def store_finished(rows: list[Enrollment], now: datetime) -> list[Draft]:
    for row in rows:
        stamp(row, now)
    Enrollment.objects.bulk_update(rows, ["finished_at", "valid_until_on", "modified_at"])
    return [finish_event(row) for row in rows]


def is_complete(row: Enrollment) -> bool:
    """Everything the training consists of is done. Of a training that consists of nothing, nothing can be done."""
    training = row.training
    theory = not training.has_theory or ground_school(row).finished
    flights = not training.has_flights or flight(row).finished
    return theory and flights and (training.has_theory or training.has_flights)


def is_open(row: Enrollment, now: datetime) -> bool:
    return row.training.is_open_on(row.company.local_date(now))


def stamp(row: Enrollment, now: datetime) -> None:
    row.finished_at = row.modified_at = now
    days = row.training.validity_days
    row.valid_until_on = row.company.local_date(now) + timedelta(days=days) if days else None


def finish_event(row: Enrollment) -> Draft:
    until = row.valid_until_on.isoformat() if row.valid_until_on else None
    return Draft("enrollment.finished", row, {"user": str(row.user_id), "valid_until": until})
