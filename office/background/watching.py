"""Writes the progress of a job to the database while the job runs."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection

from core.progress import Progress, watch_progress
from office.models import BackgroundJob, JobProgress

SECONDS_BETWEEN_WRITES = 1.0


@contextmanager
def record_progress(job: BackgroundJob) -> Iterator[None]:
    """While the block runs, what it counts with `track` is written once a second.

    By a thread with a connection of its own: an import works in one transaction, of which others see nothing. SQLite
    lets nobody else write during such a transaction: there, an import has no progress.
    """
    if connection.vendor == "sqlite" and connection.in_atomic_block:
        yield
        return
    with watch_progress() as progress:
        is_over = threading.Event()
        writer = threading.Thread(target=write_until, args=(is_over, job, progress), daemon=True)
        writer.start()
        try:
            yield
        finally:
            is_over.set()
            writer.join()


def write_until(is_over: threading.Event, job: BackgroundJob, progress: Progress) -> None:
    try:
        while not is_over.wait(SECONDS_BETWEEN_WRITES):
            write_progress(job, progress)
    finally:
        connection.close()


def write_progress(job: BackgroundJob, progress: Progress) -> None:
    """Skipped when the database does not take it: only the bar stands still."""
    try:
        JobProgress.objects.filter(pk=job.pk).update(done=progress.done, total=progress.total)
    except DatabaseError:
        connection.close()
