"""The server's clock: what puts something on record asks here for the time.

Nothing sets it but the demo school, which tells what happened in it at the moments at which it happened
(demo/scenarios/playback.py).
"""

from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

simulated_now: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """The present moment; inside a story of the demo school, the moment that is being told."""
    return simulated_now.get() or timezone.now()


def is_simulated() -> bool:
    """Whether a story of the demo school says what time it is, and not a clock."""
    return simulated_now.get() is not None
