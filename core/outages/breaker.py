"""A circuit breaker: while a service is away, one caller at a time looks for it, and the others fail at once.

Without it, every request of an outage waits as long as the time limit of a connection allows, and keeps a thread.
"""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

# How long after a failed attempt all callers fail at once: a request tries several times, for its token and its error.
PAUSE_SECONDS = 1.0


class Breaker:
    """Guards the calls of one process to one service.

    `failures` are the exceptions that say that the service is away; `refusal` is raised without trying, when the last
    call has just failed or when another thread is trying now.
    """

    def __init__(
        self,
        failures: tuple[type[Exception], ...],
        refusal: type[Exception],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.failures = failures
        self.refusal = refusal
        self.clock = clock
        self.lock = threading.Lock()
        self.failed_at: float | None = None
        self.is_tried = False

    def call(self, use: Callable[[], T]) -> T:
        """What `use` returns. Raises what it raises, and `refusal` while the service is known to be away."""
        is_probe = self.admit()
        try:
            result = use()
        except self.failures:
            self.record_failure()
            raise
        else:
            self.failed_at = None
            return result
        finally:
            if is_probe:
                self.is_tried = False

    def record_failure(self) -> None:
        """For who learns in another way than by a call that the service is away."""
        self.failed_at = self.clock()

    def admit(self) -> bool:
        """Whether the caller is the one that looks for a service that was away. Raises `refusal` for the others."""
        with self.lock:
            if self.failed_at is None:
                return False
            if self.is_tried or self.clock() < self.failed_at + PAUSE_SECONDS:
                raise self.refusal("it was away a moment ago")
            self.is_tried = True
            return True
