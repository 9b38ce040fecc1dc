"""A limit on how fast the queues of one worker are processed."""

import time
from collections import deque
from collections.abc import Callable
from threading import Lock

WINDOW_SECONDS = 60.0


class RateLimit:
    """At most so many rows in any minute; several queues may share one. 0: no limit."""

    def __init__(self, per_minute: int, get_seconds: Callable[[], float] = time.monotonic) -> None:
        self.per_minute = per_minute
        self.get_seconds = get_seconds
        self.moments: deque[float] = deque(maxlen=per_minute)
        self.lock = Lock()

    def record_use(self) -> None:
        """Counts a row that is about to be processed."""
        with self.lock:
            self.moments.append(self.get_seconds())

    def get_wait(self) -> float:
        """How many seconds to wait for the next row; 0 if none."""
        with self.lock:
            if not self.per_minute or len(self.moments) < self.per_minute:
                return 0.0
            return max(0.0, self.moments[0] + WINDOW_SECONDS - self.get_seconds())
