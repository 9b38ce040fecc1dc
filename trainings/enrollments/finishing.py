"""When an enrollment is finished (docs/api.md, section 9, Finishing). No other module finishes one.

trainings/enrollments/reopening.py takes a finish back; docs/decisions/0009 says when that is allowed.
"""

import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Company, User
from core import clock
from core.batches import iterate_batches
from core.commands import ProgressReporter, iterate_silently, roll_back_if_dry_run
from mail.kinds import MailKind
from mail.services import MailDraft, queue_mails
from records.services import EventDraft, record_events
from trainings.enrollments.finish_hooks import FINISH_HOOKS
from trainings.enrollments.mails import build_mail_facts
from trainings.enrollments.progress import get_flight_progress, get_ground_school_progress
from trainings.models import Enrollment

if TYPE_CHECKING:
    from trainings.enrollments.progress import EnrollmentWithProgress

# Enrollments locked in one transaction; small, so that no request waits long for them.
BATCH = 500
FINISH_COLUMNS = ["finished_at", "valid_until_on", "modified_at", "paused_at", "paused_on", "pause_reason"]

Batch: TypeAlias = tuple[uuid.UUID, list[uuid.UUID]]  # the id of a company, and ids of some of its enrollments


def finish_completed(*, enrollment_ids: Iterable[uuid.UUID], by: User | None) -> list[EventDraft]:
    """Finishes the enrollments that are complete now, and returns the events to record with the act.

    Only in trainings that finish automatically and are open today. Call it in the transaction that stores what progress
    counts, after storing and before `record_events`. It locks the enrollments before it counts, so that of two
    transactions that each complete a part, the second counts both parts.
    """
    now = clock.now()
    candidates = Enrollment.objects.finishing_automatically().filter(pk__in=set(enrollment_ids))
    return store_finished([row for row in lock_complete(candidates, now) if is_training_open(row, now)], now, by)


def finish_trainings(*, training_ids: Iterable[uuid.UUID], by: User | None) -> list[EventDraft]:
    """Does the same as `finish_completed` for all ongoing enrollments of trainings whose syllabus has changed.

    An extended syllabus reopens nothing: finished enrollments stay finished. The batches are in the order of ids, in
    which every act locks enrollments, so that two acts cannot deadlock.
    """
    rows = Enrollment.objects.finishing_automatically().filter(training__in=set(training_ids))
    events: list[EventDraft] = []
    for ids in iterate_id_batches(rows):
        events += finish_completed(enrollment_ids=ids, by=by)
    return events


def finish_due(*, is_dry_run: bool = False, progress: ProgressReporter[Batch] = iterate_silently) -> int:
    """Finishes the enrollments that have become complete without an act; for a scheduled command.

    That happens when a class begins whose attendance was recorded before, or when a training opens. Returns how many it
    finished, or would finish in a dry run. One transaction per batch, so that it never locks a whole school.
    """
    batches = list_ongoing_batches()
    return sum(finish_batch(batch, is_dry_run) for batch in progress(batches, len(batches)))


def list_ongoing_batches() -> list[Batch]:
    """The ongoing enrollments that finish automatically, company by company."""
    rows = Enrollment.objects.finishing_automatically()
    companies = Company.objects.order_by("pk").values_list("pk", flat=True)
    return [(pk, ids) for pk in companies for ids in iterate_id_batches(rows.filter(company_id=pk))]


def iterate_id_batches(rows: QuerySet[Enrollment, Any]) -> Iterator[list[uuid.UUID]]:
    return iterate_batches(list(rows.order_by("pk").values_list("pk", flat=True)), BATCH)


def finish_batch(batch: Batch, is_dry_run: bool) -> int:
    """Counts without locks first, because few enrollments of a batch are complete, and only those need a lock."""
    company_id, ids = batch
    complete = [row.pk for row in read_progress(ids, clock.now()) if is_complete(row)]
    if not complete:
        return 0
    with roll_back_if_dry_run(is_dry_run):
        events = finish_completed(enrollment_ids=complete, by=None)
        record_events(*events, company_id=company_id, by=None)
    return sum(event.action == "enrollment.finished" for event in events)


def finish_by_hand(*, enrollment_ids: Iterable[uuid.UUID], by: User) -> int:
    """Finishes enrollments for a manager, as is necessary in trainings without `auto_finish`.

    Skips those that are finished, withdrawn or incomplete, and those the manager does not see. Returns how many it
    finished.
    """
    now = clock.now()
    with transaction.atomic():
        candidates = Enrollment.objects.visible_to(by).unfinished().filter(pk__in=set(enrollment_ids))
        complete = lock_complete(candidates, now)
        record_events(*store_finished(complete, now, by), company_id=by.company_id, by=by)
    return len(complete)


def lock_complete(candidates: QuerySet[Enrollment, Any], now: datetime) -> "list[EnrollmentWithProgress]":
    """Locks the candidates, then returns those that are complete.

    Two statements, because a PostgreSQL statement sees the data as of its own start, and may then wait for the locks.
    """
    ids = [row.pk for row in lock_enrollments(candidates)]
    return [row for row in read_progress(ids, now) if is_complete(row)]


def lock_enrollments(rows: QuerySet[Enrollment, Any]) -> list[Enrollment]:
    """Returns the rows, locked until the transaction ends.

    Ordered by id, as in every act, so that two acts cannot deadlock. `no_key`, so that rows that refer to an
    enrollment, such as an attempt at an exam, can still be inserted.
    """
    return list(rows.order_by("pk").select_for_update(of=("self",), no_key=True))


def read_progress(ids: Iterable[uuid.UUID], now: datetime) -> "QuerySet[EnrollmentWithProgress]":
    rows = Enrollment.objects.filter(pk__in=ids).select_related("training", "company", "user").order_by("pk")
    return rows.with_progress(now)


def store_finished(rows: "list[EnrollmentWithProgress]", now: datetime, by: User | None) -> list[EventDraft]:
    if not rows:
        return []
    for row in rows:
        set_finish(row, now)
    Enrollment.objects.bulk_update(rows, FINISH_COLUMNS)
    queue_mails(MailDraft(MailKind.TRAINING_FINISHED, row.user, build_finish_facts(row)) for row in rows)
    events = [build_finish_event(row) for row in rows]
    return events + [event for hook in FINISH_HOOKS for event in hook.on_finish(rows, now, by)]


def is_complete(row: "EnrollmentWithProgress") -> bool:
    """Whether everything the training consists of is done. One with neither theory nor flights is never complete."""
    training = row.training
    is_theory_done = not training.has_theory or get_ground_school_progress(row).is_complete
    are_flights_done = not training.has_flights or get_flight_progress(row).is_complete
    return is_theory_done and are_flights_done and (training.has_theory or training.has_flights)


def is_training_open(row: Enrollment, now: datetime) -> bool:
    return row.training.is_open_on(row.company.local_date(now))


def set_finish(row: Enrollment, now: datetime) -> None:
    """Sets the columns, without saving. A finish ends a pause: whoever has done everything needs no more time."""
    row.finished_at = row.modified_at = now
    row.paused_at = row.paused_on = None
    row.pause_reason = ""
    days = row.training.validity_days
    row.valid_until_on = row.company.local_date(now) + timedelta(days=days) if days else None


def build_finish_facts(row: Enrollment) -> dict[str, Any]:
    """What the mail says; the certificate is attached when it is rendered (evidence/certificates/mails.py)."""
    return {
        **build_mail_facts(row),
        "finished_on": row.company.local_date(row.finished_at or clock.now()).isoformat(),
        "valid_until_on": row.valid_until_on.isoformat() if row.valid_until_on else None,
    }


def build_finish_event(row: Enrollment) -> EventDraft:
    until = row.valid_until_on.isoformat() if row.valid_until_on else None
    facts = {"user": str(row.user_id), "training": str(row.training_id), "training_name": row.training.name}
    return EventDraft("enrollment.finished", row, {**facts, "valid_until": until})
