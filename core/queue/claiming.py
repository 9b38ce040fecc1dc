"""Claiming a row of a queue, and writing its outcome: the only statements that change queued rows.

Every outcome is written on condition that the claim is still the one under which the row was processed: a worker that
lost its lease changes nothing (docs/decisions/0017).
"""

import random
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, F, Min, Q, QuerySet

from core import clock
from core.queue.models import QueuedRow
from core.queue.queues import Queue

Status = QueuedRow.Status
MAX_TEXT_LENGTH = 500  # of `last_error`
JITTER = 0.2


def list_rows(queue: Queue) -> QuerySet[Any]:
    """The rows of a queue, finished ones included."""
    return queue.model._default_manager.filter(queue.condition)


def list_due(queue: Queue, now: datetime) -> QuerySet[Any]:
    """The rows to process now, in their order."""
    return list_rows(queue).filter(status=Status.WAITING, due_at__lte=now).order_by(*queue.order)


def claim_row(queue: Queue) -> QueuedRow | None:
    """The next due row, which no other worker gets before the lease ends; None if there is none.

    The instance keeps the `due_at` that the row had.
    """
    rows = list_due(queue, clock.now())
    if connection.features.has_select_for_update_skip_locked:
        with transaction.atomic():
            locked: QueuedRow | None = rows.select_for_update(skip_locked=True, no_key=True).first()
            return locked if locked is not None and take_claim(queue, locked) else None
    # SQLite: reading first takes no lock while nothing is due, and the UPDATE repeats the condition.
    row: QueuedRow | None = rows.first()
    while row is not None and not take_claim(queue, row):
        row = rows.first()
    return row


def take_claim(queue: Queue, row: QueuedRow) -> bool:
    """Claims a row, unless another worker claimed it since it was read."""
    claim = uuid.uuid4()
    unchanged = queue.model._default_manager.filter(pk=row.pk, status=Status.WAITING, due_at=row.due_at)
    count = unchanged.update(due_at=clock.now() + queue.lease, claim=claim, attempts=F("attempts") + 1)
    row.claim, row.attempts = claim, row.attempts + 1
    return bool(count)


def list_claimed(row: QueuedRow) -> QuerySet[Any]:
    """The row, if the claim under which it is being processed is still valid."""
    return type(row)._default_manager.filter(pk=row.pk, claim=row.claim, status=Status.WAITING)


def renew_lease(queue: Queue, row: QueuedRow) -> bool:
    """Extends the lease of a row that takes long; false if it was lost."""
    return bool(list_claimed(row).update(due_at=clock.now() + queue.lease))


def mark_done(row: QueuedRow, note: str | None) -> bool:
    """Writes that the row was processed; false if the lease was lost."""
    return write_outcome(row, status=Status.DONE, finished_at=clock.now(), last_error=clean_text(note or ""))


def mark_failed(row: QueuedRow, text: str) -> bool:
    """Gives the row up; false if the lease was lost."""
    return write_outcome(row, status=Status.FAILED, finished_at=clock.now(), last_error=clean_text(text))


def postpone_row(row: QueuedRow, due_at: datetime, text: str) -> bool:
    """Leaves the row for another attempt; false if the lease was lost."""
    return write_outcome(row, due_at=due_at, last_error=clean_text(text))


def release_row(row: QueuedRow, due_at: datetime, text: str) -> bool:
    """Gives the row back as if it had not been claimed; false if the lease was lost."""
    return write_outcome(row, due_at=due_at, attempts=F("attempts") - 1, last_error=clean_text(text))


def write_outcome(row: QueuedRow, **values: Any) -> bool:
    return bool(list_claimed(row).update(claim=None, **values))


def give_up_overdue(queue: Queue, text: str) -> int:
    """Gives up, in one statement, every row that nobody processes and whose time is over; returns their number."""
    now = clock.now()
    overdue = list_rows(queue).filter(status=Status.WAITING, claim=None, created_at__lte=now - queue.give_up_after)
    return overdue.update(status=Status.FAILED, finished_at=now, last_error=clean_text(text))


def is_overdue(queue: Queue, row: QueuedRow) -> bool:
    """Whether a failed attempt at the row is the last one."""
    return row.created_at + queue.give_up_after <= clock.now()


def get_pause(queue: Queue, attempts: int) -> timedelta:
    """The pause after so many failed attempts: doubled each time, and varied, so that rows do not come back at once."""
    longest = queue.longest_pause / queue.first_pause
    pause = queue.first_pause * min(2.0 ** min(attempts - 1, 30), longest)
    return pause * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311  not a secret


def clean_text(text: str) -> str:
    """A text of a server as the database takes it: PostgreSQL rejects NUL and lone surrogates."""
    return text.replace("\x00", "").encode(errors="replace").decode()[:MAX_TEXT_LENGTH]


def measure_queue(queue: Queue) -> dict[str, float]:
    """The number of waiting rows, the age of the oldest due one in seconds, and how many were given up."""
    now = clock.now()
    counts = list_rows(queue).aggregate(
        waiting=Count("pk", filter=Q(status=Status.WAITING)),
        failed=Count("pk", filter=Q(status=Status.FAILED)),
        oldest=Min("due_at", filter=Q(status=Status.WAITING, due_at__lte=now)),
    )
    age = (now - counts["oldest"]).total_seconds() if counts["oldest"] else 0.0
    return {"waiting": counts["waiting"], "failed": counts["failed"], "age": age}
