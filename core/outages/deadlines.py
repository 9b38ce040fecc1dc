"""How long the request of a thread may wait for what others hold (docs/decisions/0052).

A request waits for a thread first, and then perhaps for rows. Each wait has a limit of its own; together they must end
before the client stops listening. Only waiting counts: a report or an import may work for longer.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

# From the arrival of a request. A client gives up after some ten seconds; what is refused sooner can be sent again.
MAX_WAIT_SECONDS = 4.5
# Who has waited for less has time for the longest of the other waits (LOCK_TIMEOUT_SECONDS).
SHORT_WAIT_SECONDS = 1.0


class Request(threading.local):
    """The one that this thread handles: how long it waited for the thread. 0 outside of the web server."""

    waited_seconds = 0.0


REQUEST = Request()


@contextmanager
def limit_waiting(waited_seconds: float) -> Iterator[None]:
    """Runs the block, which handles a request that has waited for so long."""
    REQUEST.waited_seconds = waited_seconds
    try:
        yield
    finally:
        REQUEST.waited_seconds = 0.0


def get_seconds_left() -> float | None:
    """For how long the request may still wait, 0 if not at all. None if it has hardly waited yet: the limit of each
    wait is enough."""
    waited = REQUEST.waited_seconds
    return max(0.0, MAX_WAIT_SECONDS - waited) if waited > SHORT_WAIT_SECONDS else None
