"""The progress of long work: whoever does it counts rows, whoever waits for it reads the count.

A function that works through many rows iterates over `track(rows)`. That costs nothing unless somebody watches.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

Row = TypeVar("Row")


@dataclass
class Progress:
    """`done` of `total` rows of the current step; a total of 0 means that it is not known."""

    done: int = 0
    total: int = 0


WATCHED: ContextVar[Progress | None] = ContextVar("watched_progress", default=None)


@contextmanager
def watch_progress() -> Iterator[Progress]:
    """While the block runs, `track` counts into the yielded object, which another thread may read."""
    progress = Progress()
    token = WATCHED.set(progress)
    try:
        yield progress
    finally:
        WATCHED.reset(token)


def track(rows: Sequence[Row], *, size: int = 1) -> Iterator[Row]:
    """Iterates over the rows, each of which counts as `size`: the number of rows in a batch."""
    progress = WATCHED.get()
    if progress is None:
        yield from rows
        return
    progress.done, progress.total = 0, len(rows) * size
    for row in rows:
        yield row
        progress.done += size
