"""The world, the clock, and the counting of queries."""

import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.world import World

NOW = datetime(2026, 3, 18, 10, 0, tzinfo=UTC)
LEDGER = ("records_event", "records_signature", "records_revocation")
PATIENCE = re.compile(r"SAVEPOINT|RELEASE|BEGIN|COMMIT|ROLLBACK", re.IGNORECASE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if "postgres" in os.environ.get("DATABASE_URL", ""):
        return
    for item in items:
        if item.get_closest_marker("postgresql"):
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL"))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Where PostgreSQL is promised, a test that only runs there must have run."""
    skipped = [r for r in terminalreporter.stats.get("skipped", []) if "postgresql" in r.keywords]
    if skipped and os.environ.get("REQUIRE_POSTGRESQL_TESTS"):
        terminalreporter.write_line(f"{len(skipped)} PostgreSQL-only tests were skipped.", red=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = [r for r in reporter.stats.get("skipped", []) if "postgresql" in r.keywords] if reporter else []
    if skipped and os.environ.get("REQUIRE_POSTGRESQL_TESTS"):
        session.exitstatus = 1


@pytest.fixture(autouse=True)
def frozen_clock() -> Iterator[time_machine.Traveller]:
    """Wednesday 18 March 2026, 10:00 UTC, until a test moves it."""
    with time_machine.travel(NOW, tick=False) as clock:
        cache.clear()
        yield clock


@pytest.fixture(autouse=True)
def quick_settings(settings: Any) -> None:
    settings.WHITENOISE_AUTOREFRESH = True  # looks for static files when asked, not at each new client
    settings.PASSWORD_HASHERS = ["tests.hashers.QuickHasher"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Tests with real transactions empty their tables by TRUNCATE, which the ledger refuses: so that one trigger rests.

    That it refuses otherwise is shown by a test of its own (tests/records/test_append_only.py).
    """
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                for table in LEDGER:
                    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_no_truncate")
                # Rows that tests roll back would teach the planner, at moments of its choice, that tables are empty.
                for table in connection.introspection.table_names(cursor):
                    cursor.execute(f'ALTER TABLE "{table}" SET (autovacuum_enabled = false)')


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture
def queries_of() -> Callable[[Callable[[], Any]], list[str]]:
    """The SQL that a call runs, savepoints apart."""

    def run(call: Callable[[], Any]) -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            call()
        return [query["sql"] for query in captured.captured_queries if not PATIENCE.match(query["sql"])]

    return run
