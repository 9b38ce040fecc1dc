"""Freezing the clocks: the server's, and with it the database's."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from unittest import mock

import time_machine

from core import clock


def ask_frozen() -> tuple[str, list[datetime]]:
    return "%s::timestamptz", [clock.now()]


@contextmanager
def freeze_clocks(moment: datetime) -> Iterator[time_machine.Traveller]:
    """PostgreSQL's clock cannot be frozen, so within the block the frozen one is asked in its place."""
    with time_machine.travel(moment, tick=False) as frozen, mock.patch.object(clock, "build_database_now", ask_frozen):
        yield frozen
