"""How much longer the request of a thread may wait for what others hold (docs/decisions/0052).

A request waits for a thread first, and then perhaps for rows. Each wait has a limit of its own; together they must end
before the client stops listening.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

# From the arrival of a request. A client gives up after some ten seconds; what is refused sooner can be sent again.
MAX_WAIT_SECONDS = 4.5
# Who has waited for less has time for the longest of the other waits (LOCK_TIMEOUT_SECONDS).
SHORT_WAIT_SECONDS = 1.0


class Deadline(threading.local):
    """Of the request that this thread handles; None outside of the web server, where commands wait in peace."""

    ends_at: float | None = None


DEADLINE = Deadline()


@contextmanager
def limit_waiting(arrived_at: float) -> Iterator[None]:
    """Runs the block, which handles a request that arrived at this moment of `time.monotonic`."""
    DEADLINE.ends_at = arrived_at + MAX_WAIT_SECONDS
    try:
        yield
    finally:
        DEADLINE.ends_at = None


def get_seconds_left() -> float | None:
    """For how long the request may still wait, 0 if not at all. None if it has not waited yet: the limit of each wait
    is enough."""
    left = MAX_WAIT_SECONDS if DEADLINE.ends_at is None else DEADLINE.ends_at - time.monotonic()
    return max(0.0, left) if left < MAX_WAIT_SECONDS - SHORT_WAIT_SECONDS else None
