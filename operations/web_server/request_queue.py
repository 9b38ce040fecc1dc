"""Which thread handles which request, and how long a request waits for one.

Probes have threads of their own, so that a monitor hears of a server whose other threads all hang. Any other request
that waits for longer than its client would is refused with 503: past the knee, a server without a bound works for
clients that have left, and completes next to nothing.
"""

import math
import time
from typing import Any

from waitress.task import ThreadedTaskDispatcher

from core.outages.deadlines import MAX_WAIT_SECONDS
from core.outages.refusals import choose_retry_after

PROBES = ("/healthz", "/readyz")


class Overloaded:
    """The error of a request that is refused, in the form that waitress' error tasks know."""

    code = 503
    reason = "Service Unavailable"
    message = "The server is busy at the moment. Please try again."

    def __init__(self) -> None:
        self.headers = (("Retry-After", str(choose_retry_after())),)


def start_threads(count: int) -> Any:
    dispatcher = ThreadedTaskDispatcher()
    dispatcher.set_thread_count(count)
    return dispatcher


class RequestQueue:
    """The dispatcher of waitress: `add_task` takes a channel whose first request is complete."""

    def __init__(self, threads: int) -> None:
        self.work = start_threads(threads)
        self.probes = {path: start_threads(1) for path in PROBES}
        self.refusals = start_threads(1)
        self.work.queue_logger.disabled = True  # it warns of every request that waits at all

    def add_task(self, channel: Any) -> None:
        request = channel.requests[0]
        channel.waiting_since = time.monotonic()
        if request.error is None and request.path in self.probes:
            self.probes[request.path].add_task(channel)
        else:
            self.work.add_task(channel)

    def get_seconds_to_refusal(self) -> float:
        """How soon the next request has waited for too long: `refuse_late` must be called then."""
        with self.work.lock:
            oldest = self.work.queue[0].waiting_since if self.work.queue else math.inf
        return max(0.0, float(oldest) + MAX_WAIT_SECONDS - time.monotonic())

    def refuse_late(self) -> int:
        """Refuses the requests that have waited for too long, and returns how many. The loop of the worker calls it."""
        late = self.take_late(time.monotonic() - MAX_WAIT_SECONDS)
        for channel in late:
            channel.requests[0].error = Overloaded()
            self.refusals.add_task(channel)
        return len(late)

    def take_late(self, waiting_since: float) -> list[Any]:
        """Removes the channels that have waited since then or longer from the queue, in which the oldest are first."""
        late = []
        with self.work.lock:
            while self.work.queue and self.work.queue[0].waiting_since <= waiting_since:
                late.append(self.work.queue.popleft())
        return late

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> None:
        for dispatcher in (self.work, *self.probes.values(), self.refusals):
            dispatcher.shutdown(cancel_pending=cancel_pending, timeout=timeout)
