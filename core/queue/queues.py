"""What a queue is, and the registry of queues and ticks, which apps fill in `AppConfig.ready` (docs/decisions/0017).

register_queue(Queue("exports", Export, build_export, is_atomic=True))
register_tick("webhooks", scan_ledger, every=timedelta(seconds=2))
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Case, F, OrderBy, Q

from core.queue.models import QueuedRow
from core.queue.rates import RateLimit


class PermanentFailure(Exception):
    """Trying again would fail again: the row is given up at once. The text is shown to people."""


class TemporaryFailure(Exception):
    """This attempt failed, and the row is tried again later. The text is shown to people as it is; that of any other
    error with the error's name."""


class ServiceAway(Exception):
    """What every row of the queue needs is unreachable: the whole queue pauses, and the attempt does not count."""


def do_nothing() -> None:
    """The default of hooks."""


@dataclass(frozen=True)
class Queue:
    """Rows of one model, and what the worker does with each.

    `process` takes a row. It returns None, or a note to keep with the row that is done; it raises PermanentFailure,
    ServiceAway, or anything else for another attempt later. It may run twice for one row when a worker is killed: its
    effect has to be recognised by whoever receives it, or, with `is_atomic`, is part of the transaction that writes
    the outcome.

    `condition` and `order` make several queues of one model. `recover` runs before the first row, and again whenever
    the database was away; `rest` when no row is due. `is_urgent` rows count in the `rate` but do not wait for it.
    """

    name: str
    model: type[QueuedRow]
    process: Callable[[Any], str | None]
    condition: Q = field(default_factory=Q)
    order: tuple[str | F | Case | OrderBy, ...] = ("due_at",)
    # The worker extends the lease of the row it works on, so it only has to outlast a pause of the worker's process.
    lease: timedelta = timedelta(minutes=1)
    first_pause: timedelta = timedelta(seconds=10)
    longest_pause: timedelta = timedelta(hours=1)
    give_up_after: timedelta = timedelta(days=1)
    is_atomic: bool = False
    is_urgent: bool = False
    rate: RateLimit | None = None
    recover: Callable[[], None] = do_nothing
    rest: Callable[[], None] = do_nothing


@dataclass(frozen=True)
class Tick:
    """Periodic work of the worker. Several workers may run it at the same time, so it takes its own locks."""

    name: str
    function: Callable[[], object]
    every: timedelta


QUEUES: dict[str, Queue] = {}
TICKS: dict[str, Tick] = {}


def register_queue(queue: Queue) -> None:
    """Makes the worker process the queue. Raises ImproperlyConfigured for a name that is taken."""
    if queue.name in QUEUES:
        raise ImproperlyConfigured(f"There are two queues named {queue.name!r}.")
    QUEUES[queue.name] = queue


def register_tick(name: str, function: Callable[[], object], every: timedelta) -> None:
    """Makes the worker call the function periodically. Raises ImproperlyConfigured for a name that is taken."""
    if name in TICKS:
        raise ImproperlyConfigured(f"There are two ticks named {name!r}.")
    TICKS[name] = Tick(name, function, every)
