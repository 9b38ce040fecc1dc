"""The processing of one queue, row by row."""

import logging
import time
from datetime import timedelta
from enum import Enum

from django.db import DatabaseError, InterfaceError, transaction

from core import clock
from core.queue import claiming
from core.queue.connections import close_connection, drop_broken_connection
from core.queue.models import QueuedRow
from core.queue.queues import PermanentFailure, Queue, ServiceAway, TemporaryFailure
from core.startup import get_first_line

logger = logging.getLogger("downwind.queue")

FIRST_AWAY_SECONDS = 2.0
LONGEST_AWAY_SECONDS = 60.0
DATABASE_AWAY_SECONDS = 1.0
ERROR_SECONDS = 5.0


class Outcome(Enum):
    """What a step did."""

    PROCESSED = "processed"
    NOTHING = "nothing is due"
    LIMITED = "the rate is reached"
    AWAY = "the service is away"
    BROKEN = "the database is away, or an error"


class Lane:
    """Processes one queue. Used by one thread; only `renew_lease` is called by another."""

    def __init__(self, queue: Queue) -> None:
        self.queue = queue
        self.row: QueuedRow | None = None
        self.renew_at = 0.0
        self.wait_seconds = 0.0
        self.away_seconds = 0.0
        self.is_recovered = False
        self.processed = 0

    def take_step(self) -> Outcome:
        """Processes the next row, if one is due. Raises nothing: a database that is away comes back.

        `wait_seconds` says how long to wait before the next step, unless nothing is due.
        """
        self.wait_seconds = 0.0
        try:
            drop_broken_connection()
            return self.process_next()
        except (DatabaseError, InterfaceError) as error:
            logger.warning("%s: the database: %s", self.queue.name, get_first_line(error))
            self.wait_seconds = DATABASE_AWAY_SECONDS
        except Exception:
            logger.exception("%s: an error in the queue", self.queue.name)
            self.wait_seconds = ERROR_SECONDS
        self.is_recovered = False
        close_connection()
        return Outcome.BROKEN

    def process_next(self) -> Outcome:
        self.recover()
        rate = self.queue.rate
        if rate and not self.queue.is_urgent and (wait := rate.get_wait()):
            self.wait_seconds = wait
            return Outcome.LIMITED
        row = claiming.claim_row(self.queue)
        if row is None:
            self.queue.rest()
            return Outcome.NOTHING
        if rate:
            rate.record_use()
        self.renew_at = time.monotonic() + self.queue.lease.total_seconds() / 3
        self.row = row
        outcome = self.process_row(row)
        self.row = None
        return outcome

    def recover(self) -> None:
        """At the start, and after the database was away: what is known of rows whose outcome could not be written.

        The row in hand is due at once: without that, it would wait for the end of its lease.
        """
        if self.is_recovered:
            return
        self.queue.recover()
        if self.row is not None:
            claiming.postpone_row(self.row, clock.now(), self.row.last_error)
            self.row = None
        self.is_recovered = True

    def process_row(self, row: QueuedRow) -> Outcome:
        """Processes a claimed row and writes its outcome. Raises only what the database raises at the latter."""
        try:
            is_ours = self.process_in_transaction(row) if self.queue.is_atomic else self.process_and_mark(row)
        except ServiceAway as error:
            return self.pause(row, claiming.clean_text(str(error)))
        except PermanentFailure as error:
            text = claiming.clean_text(str(error))  # a log file takes no more than a database does
            logger.warning("%s %s was given up: %s", self.queue.name, row.pk, text)
            drop_broken_connection()
            is_ours = claiming.mark_failed(row, text)
        except OutcomeNotWritten as error:
            raise error.reason from error
        except Exception as error:
            drop_broken_connection()
            is_ours = self.record_failure(row, error)
        if not is_ours:
            logger.warning("%s %s was processed longer than its lease.", self.queue.name, row.pk)
        self.away_seconds = 0.0
        self.processed += 1
        return Outcome.PROCESSED

    def process_and_mark(self, row: QueuedRow) -> bool:
        note = self.queue.process(row)
        try:
            return claiming.mark_done(row, note)
        except (DatabaseError, InterfaceError) as error:
            raise OutcomeNotWritten(error) from error

    def process_in_transaction(self, row: QueuedRow) -> bool:
        """Processes the row and writes the outcome in one transaction, which holds the lock of the row.

        The lock keeps every other worker away, whatever happens to the lease.
        """
        with transaction.atomic():
            if not claiming.list_claimed(row).select_for_update(no_key=True).exists():
                return False
            note = self.queue.process(row)
            return claiming.mark_done(row, note)

    def record_failure(self, row: QueuedRow, error: Exception) -> bool:
        text = claiming.clean_text(describe_failure(error))
        if claiming.is_overdue(self.queue, row):
            logger.warning("%s %s was given up after %s attempts: %s", self.queue.name, row.pk, row.attempts, text)
            return claiming.mark_failed(row, text)
        pause = claiming.get_pause(self.queue, row.attempts)
        message = "%s %s failed, attempt %s; the next one in %.0f seconds: %s"
        logger.warning(message, self.queue.name, row.pk, row.attempts, pause.total_seconds(), text)
        return claiming.postpone_row(row, clock.now() + pause, text)

    def pause(self, row: QueuedRow, text: str) -> Outcome:
        """Pauses the whole queue, longer each time. The row goes behind the others, in case it is the row's fault."""
        self.away_seconds = min(max(self.away_seconds * 2, FIRST_AWAY_SECONDS), LONGEST_AWAY_SECONDS)
        self.wait_seconds = self.away_seconds
        logger.warning("%s pauses for %.0f seconds: %s", self.queue.name, self.away_seconds, text)
        claiming.release_row(row, clock.now() + timedelta(seconds=self.away_seconds), text)
        if count := claiming.give_up_overdue(self.queue, text):
            logger.warning("%s: %s rows were given up.", self.queue.name, count)
        return Outcome.AWAY

    def renew_lease(self) -> None:
        """Extends the lease of the row in hand, if it is time to. Called by the main thread of the worker.

        Not while a transaction holds the lock of the row: that protects it as well, and would block this thread.
        """
        row = self.row
        if row is not None and not self.queue.is_atomic and time.monotonic() > self.renew_at:
            self.renew_at = time.monotonic() + self.queue.lease.total_seconds() / 3
            claiming.renew_lease(self.queue, row)


class OutcomeNotWritten(Exception):
    """The row was processed, and the database did not take the outcome: it must not count as a failed attempt."""

    def __init__(self, reason: DatabaseError | InterfaceError) -> None:
        super().__init__(str(reason))
        self.reason = reason


def describe_failure(error: Exception) -> str:
    text = get_first_line(error)
    return text if isinstance(error, TemporaryFailure) else f"{type(error).__name__}: {text}"
