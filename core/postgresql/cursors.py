"""One cursor for each connection, for statements that are compiled once (core/database/running.py).

A new cursor of the driver finds out anew how to read and write each type, and Django wraps it and each of its calls:
together that is half of the time that Python spends on a statement.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import count
from typing import Any, Self, TypeVar

import psycopg
from django.db.backends.postgresql import base
from psycopg import errors
from psycopg.pq import TransactionStatus

R = TypeVar("R")

PLACEHOLDER = re.compile("%([s%])")
NAME = "_kept_cursor"  # on the driver's connection, so that the two live equally long


class RedoingCursor(psycopg.Cursor[Any]):
    """A cursor for which a migration may change the type of a column.

    PostgreSQL then refuses the statements that the connection has prepared, each time. Within a transaction nothing can
    be done about it; the driver forgets them when it is rolled back.
    """

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        try:
            return super().execute(query, params, **options)
        except errors.FeatureNotSupported as error:
            if not is_outdated(error) or self.connection.info.transaction_status != TransactionStatus.IDLE:
                raise
            self.connection.execute("DEALLOCATE ALL")
            return super().execute(query, params, **options)


class Cursor(base.ServerBindingCursor, RedoingCursor):
    """Django's."""


class KeptCursor(psycopg.RawCursor[Any], RedoingCursor):
    """Takes PostgreSQL's placeholders ($1): the driver looks for its own in each long statement, with each use."""


def is_outdated(error: BaseException | None) -> bool:
    """Whether a prepared statement is older than the tables. By the function that says so: messages are translated."""
    return isinstance(error, errors.FeatureNotSupported) and error.diag.source_function == "RevalidateCachedQuery"


def run_on_kept_cursor(wrapper: Any, sql: str, params: tuple[Any, ...], read: Callable[[Any], R]) -> R:
    """What `read` makes of the cursor after running the statement; it must take all that it needs.

    `wrapper` is Django's connection. Checks what Django's cursor checks, and raises the same errors.
    """
    wrapper.validate_thread_sharing()
    wrapper.close_if_health_check_failed()
    wrapper.ensure_connection()
    wrapper.validate_no_broken_transaction()
    with wrapper.wrap_database_errors:
        cursor = getattr(wrapper.connection, NAME, None) or keep_cursor(wrapper)
        statement = number_placeholders(sql)
        if cursor._last_query:
            cursor._last_query = statement  # the driver keeps what it knows of types if a text is run once more
        return read(cursor.execute(statement, params))


def keep_cursor(wrapper: Any) -> KeptCursor:
    cursor = KeptCursor(wrapper.connection)
    setattr(wrapper.connection, NAME, cursor)
    return cursor


@lru_cache(maxsize=2048)
def number_placeholders(sql: str) -> str:
    """Django's statement with PostgreSQL's placeholders: `%s` becomes `$1` and so on, and `%%` a percent sign."""
    numbers = count(1)
    return PLACEHOLDER.sub(lambda found: f"${next(numbers)}" if found[1] == "s" else "%", sql)
