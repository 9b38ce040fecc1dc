"""Compiled statements run on one cursor of each connection, with the answers and the errors of Django's cursors."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DataError, IntegrityError, NotSupportedError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from accounts.models import Company
from api.errors import is_outage
from core.database.running import count_rows, fetch_all, run_statement
from tests.parallel import run_in_parallel

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]

MOMENT = datetime(2026, 3, 18, 10, 0, 0, 250_000, UTC)


def run(sql: str, *params: Any) -> list[Any]:
    return run_statement("default", sql, params, fetch_all)


def find_cursor() -> Any:
    return getattr(connection.connection, "_kept_cursor", None)


def test_statements_with_other_types_follow_each_other() -> None:
    for _ in range(4):  # the driver prepares a statement that comes again
        assert run("SELECT %s::timestamptz, 1.5::numeric, 'a'", MOMENT)[0][0] == MOMENT
        assert run("SELECT %s::bigint, %s::text", 2**40, "Ann") == [(2**40, "Ann")]
        assert run("SELECT 1 WHERE false") == []


def test_percent_signs_and_more_than_nine_values() -> None:
    columns = ", ".join(["%s::int"] * 12)

    assert run(f"SELECT '100 %%' LIKE '%%\\%%', '%%s', {columns}", *range(12)) == [(True, "%s", *range(12))]


def test_the_cursor_is_kept() -> None:
    run("SELECT 1")
    kept = find_cursor()
    run("SELECT 2")

    assert kept is not None
    assert find_cursor() is kept


def test_changed_rows_are_counted() -> None:
    Company.objects.create(name="Ikarus")

    assert run_statement("default", "UPDATE accounts_company SET name = %s", ("Daedalus",), count_rows) == 1


def test_errors_are_those_of_django_and_the_next_statement_runs() -> None:
    with pytest.raises(DataError), transaction.atomic():
        run("SELECT 1 / %s::bigint", 0)
    with pytest.raises(IntegrityError), transaction.atomic():
        run_statement("default", "INSERT INTO accounts_company (id) VALUES (NULL)", (), count_rows)

    assert run("SELECT 3") == [(3,)]


def test_a_transaction_that_failed_runs_nothing() -> None:
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            run("SELECT 1")


def test_whoever_watches_sees_the_statement() -> None:
    seen: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        seen.append(sql)
        return execute(sql, *rest)

    with CaptureQueriesContext(connection) as captured:
        run("SELECT 4")
    with connection.execute_wrapper(note):
        run("SELECT 5")

    assert [query["sql"] for query in captured] == ["SELECT 4"]
    assert seen == ["SELECT 5"]


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_has_a_cursor_of_its_own() -> None:
    run("SELECT 1")
    connection.close()

    assert run("SELECT 2") == [(2,)]


@pytest.fixture
def table() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE core_changing (id integer); INSERT INTO core_changing VALUES (1)")
        yield "core_changing"
        cursor.execute("DROP TABLE core_changing")


def change_type(table: str) -> None:
    def change() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} ALTER COLUMN id TYPE bigint")

    run_in_parallel([change])  # on another connection


def ask_django(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        return list(cursor.execute(sql).fetchall())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ask", [run, ask_django])
def test_a_column_may_change_its_type_under_a_prepared_statement(table: str, ask: Any) -> None:
    for _ in range(4):
        ask(f"SELECT id FROM {table}")
    change_type(table)

    assert ask(f"SELECT id FROM {table}") == [(1,)]


@pytest.mark.django_db(transaction=True)
def test_within_a_transaction_it_is_an_outage_once(table: str) -> None:
    for _ in range(4):
        run(f"SELECT id FROM {table}")
    change_type(table)

    with pytest.raises(NotSupportedError) as raised, transaction.atomic():
        run(f"SELECT id FROM {table}")

    assert is_outage(raised.value)
    with transaction.atomic():
        assert run(f"SELECT id FROM {table}") == [(1,)]
