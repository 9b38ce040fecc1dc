"""Fixtures of all tests: the world, a frozen clock, captured queries."""

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
TRANSACTION_CONTROL = re.compile(r"SAVEPOINT|RELEASE|BEGIN|COMMIT|ROLLBACK", re.IGNORECASE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if "postgres" in os.environ.get("DATABASE_URL", ""):
        return
    for item in items:
        if item.get_closest_marker("postgresql"):
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL"))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Reports skipped PostgreSQL tests where they are required (in CI)."""
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
    settings.WHITENOISE_AUTOREFRESH = True  # finds static files on request, not for each new client
    settings.PASSWORD_HASHERS = ["tests.hashers.QuickHasher"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Disables the ledger's triggers against TRUNCATE, by which tests with real transactions empty their tables.

    The triggers have a test of their own (tests/records/test_append_only.py).
    """
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                for table in LEDGER:
                    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_no_truncate")
                # Autovacuum would analyze, at random moments, tables whose rows were rolled back, and change plans.
                for table in connection.introspection.table_names(cursor):
                    cursor.execute(f'ALTER TABLE "{table}" SET (autovacuum_enabled = false)')


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture
def queries_of() -> Callable[[Callable[[], Any]], list[str]]:
    """Returns the SQL that a call runs, without transaction control."""

    def run(call: Callable[[], Any]) -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            call()
        return [query["sql"] for query in captured.captured_queries if not TRANSACTION_CONTROL.match(query["sql"])]

    return run
