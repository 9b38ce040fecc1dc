"""Fixtures of all tests: the world, a frozen clock, captured queries."""

import gc
import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from django.test.utils import CaptureQueriesContext

from core.clock import read_database_clock
from core.database.statements import CompiledStatement, Statement
from core.database.updates import Update
from tests.clocks import freeze_clocks
from tests.snapshots.emptying import empty_database
from tests.snapshots.migrated import MigratedDatabase
from tests.statements import fetch_checked, make_checked, run_checked
from tests.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NOW = datetime(2026, 3, 18, 10, 0, tzinfo=UTC)
LEDGER = ("records_event", "records_signature", "records_revocation")
NEEDS_POSTGRESQL = "needs PostgreSQL"
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup"}  # every test has `django_db_blocker`
# Commands and servers that other folders start take their database from the environment, without a fixture.
SAME_ON_BOTH_DATABASES = ("tests/api/", "tests/core/", "tests/exams/bank/", "tests/house/", "tests/webapp/")
TRANSACTION_CONTROL = re.compile(r"SAVEPOINT|RELEASE|BEGIN|COMMIT|ROLLBACK", re.IGNORECASE)
# PostgreSQL alone is asked for its clock (core/clock.py); this is the frozen one (tests/clocks.py).
FROZEN_CLOCK = re.compile(r"SELECT '[^']*'(::timestamptz)+\Z")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("DATABASE_TESTS_ONLY"):
        repeated = {item for item in items if is_same_on_both_databases(item)}
        config.hook.pytest_deselected(items=list(repeated))
        items[:] = [item for item in items if item not in repeated]
    if "postgres" in os.environ.get("DATABASE_URL", ""):
        return
    for item in items:
        if item.get_closest_marker("postgresql"):
            item.add_marker(pytest.mark.skip(reason=NEEDS_POSTGRESQL))


def is_same_on_both_databases(item: pytest.Item) -> bool:
    """Whether a second run of a test on the other database would repeat the first (.ci/run): it says so itself, or it
    touches no database."""
    if item.get_closest_marker("any_database"):
        return True
    fixtures = set(getattr(item, "fixturenames", ()))
    touches = fixtures & DATABASE_FIXTURES or item.get_closest_marker("django_db")
    return not touches and item.nodeid.startswith(SAME_ON_BOTH_DATABASES)


def pytest_collection_finish() -> None:
    """Nothing that is loaded by now ever becomes garbage: nobody needs to look through it, again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Reports skipped PostgreSQL tests where they are required (in CI)."""
    missed = count_missed(terminalreporter)
    if missed:
        terminalreporter.write_line(f"{missed} PostgreSQL-only tests were skipped.", red=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if count_missed(session.config.pluginmanager.get_plugin("terminalreporter")):
        session.exitstatus = 1


def count_missed(reporter: Any) -> int:
    """The number of tests that were skipped for want of PostgreSQL where they are required.

    A measurement that runs only on demand is skipped for another reason.
    """
    if reporter is None or not os.environ.get("REQUIRE_POSTGRESQL_TESTS"):
        return 0
    return sum(NEEDS_POSTGRESQL in str(report.longrepr) for report in reporter.stats.get("skipped", []))


@pytest.fixture(autouse=True)
def frozen_clock(request: pytest.FixtureRequest) -> Iterator[time_machine.Traveller]:
    """Wednesday 18 March 2026, 10:00 UTC, until a test moves it. With `database_clock`, only in the process."""
    freeze = time_machine.travel(NOW, tick=False) if "database_clock" in request.fixturenames else freeze_clocks(NOW)
    with freeze as clock:
        cache.clear()
        yield clock


@pytest.fixture
def database_clock(db: None) -> datetime:
    """The time by the database's clock at the beginning of the test."""
    return read_database_clock()


@pytest.fixture(autouse=True)
def quick_settings(settings: Any) -> None:
    settings.WHITENOISE_AUTOREFRESH = True  # finds static files on request, not for each new client
    settings.PASSWORD_HASHERS = ["tests.hashers.QuickHasher"]


@pytest.fixture(autouse=True)
def checked_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each use of a compiled statement is compared with the queryset that it stands for, each object with Django's."""
    monkeypatch.setattr(Statement, "fetch", fetch_checked)
    monkeypatch.setattr(Update, "run", run_checked)
    monkeypatch.setattr(CompiledStatement, "make_objects", make_checked)


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """The browser of the tests in `tests/browser` and `tests/app`."""
    from tests.browser.chromium import launch_chromium  # the other tests need no Playwright

    with launch_chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: Any
) -> MigratedDatabase:
    """What pytest-django asks for before it makes the test database."""
    database = MigratedDatabase()
    with django_db_blocker.unblock():
        database.begin()
    return database


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_modify_db_settings: MigratedDatabase, django_db_setup: None, django_db_blocker: Any
) -> Iterator[None]:
    """The migrated database, which tests with real transactions empty in less time than Django needs for it."""
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql" and django_db_modify_db_settings.is_new:
            with connection.cursor() as cursor:
                # Autovacuum would analyze, at random moments, tables whose rows were rolled back, and change plans.
                for table in connection.introspection.table_names(cursor):
                    cursor.execute(f'ALTER TABLE "{table}" SET (autovacuum_enabled = false)')
        django_db_modify_db_settings.keep()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_database)
        yield


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture
def queries_of() -> Callable[[Callable[[], Any]], list[str]]:
    """Returns the SQL that a call runs, without transaction control, and without the question for the frozen clock, so
    that both databases are asked the same."""

    def run(call: Callable[[], Any]) -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            call()
        statements = [query["sql"] for query in captured.captured_queries]
        return [sql for sql in statements if not (TRANSACTION_CONTROL.match(sql) or FROZEN_CLOCK.match(sql))]

    return run
