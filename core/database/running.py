"""How statements that are compiled once are run."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db import connections

R = TypeVar("R")


def run_statement(database: str, sql: str, params: tuple[Any, ...], read: Callable[[Any], R]) -> R:
    """What `read` makes of the cursor after running the statement.

    On a cursor that the connection keeps, if it can and nobody watches: what counts or logs statements
    (`execute_wrapper`, `force_debug_cursor`) watches Django's own cursors.
    """
    connection: Any = connections[database]
    if hasattr(connection, "run_on_kept_cursor") and not (connection.execute_wrappers or connection.queries_logged):
        kept: R = connection.run_on_kept_cursor(sql, params, read)
        return kept
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return read(cursor)


def fetch_all(cursor: Any) -> list[Sequence[Any]]:
    rows: list[Sequence[Any]] = cursor.fetchall()
    return rows


def count_rows(cursor: Any) -> int:
    """How many rows the statement has changed."""
    count: int = cursor.rowcount
    return count
