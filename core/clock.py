"""The clocks. Code that records anything takes the time from here.

The server's own clock says what day it is and what is due. Where the moment itself is evidence, in the ledger, in
signatures and exams, the database's clock counts, because there is one of it however many web processes there are
(docs/decisions/0041).

Nothing sets either but the demo school, which tells what happened in it at the moments at which it happened
(demo/scenarios/playback.py).
"""

from contextvars import ContextVar
from datetime import datetime

from django.db import DEFAULT_DB_ALIAS, connection
from django.utils import timezone

from core.database.running import fetch_all, run_statement

simulated_now: ContextVar[datetime | None] = ContextVar("simulated_now", default=None)


def now() -> datetime:
    """The current moment, or the simulated one while the demo school is created."""
    return simulated_now.get() or timezone.now()


def read_database_clock() -> datetime:
    """The present moment by the database's clock; in a scenario of the demo school, the simulated time.

    SQLite has no clock of its own and runs on the server's machine, so there the server's clock counts. Call it after
    taking a lock, because the time spent waiting for the lock counts.
    """
    if connection.vendor != "postgresql" or is_simulated():
        return now()
    sql, parameters = build_database_now()
    moment: datetime = run_statement(DEFAULT_DB_ALIAS, f"SELECT {sql}", tuple(parameters), fetch_all)[0][0]
    return moment


def build_database_now() -> tuple[str, list[datetime]]:
    """SQL of PostgreSQL for the present moment, with its parameters, to be read together with something else.

    Not now(): that is the start of the transaction, before any lock was waited for.
    """
    return ("%s::timestamptz", [now()]) if is_simulated() else ("clock_timestamp()", [])


def is_simulated() -> bool:
    """Whether the time is simulated."""
    return simulated_now.get() is not None
