"""The server's clock. Code that records anything takes the time from here.

Nothing sets it but the demo school, which tells what happened in it at the moments at which it happened
(demo/scenarios/playback.py).
"""

from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

simulated_now: ContextVar[datetime | None] = ContextVar("simulated_now", default=None)


def now() -> datetime:
    """The current moment, or the simulated one while the demo school is created."""
    return simulated_now.get() or timezone.now()


def is_simulated() -> bool:
    """Whether the time is simulated."""
    return simulated_now.get() is not None
