"""The database connection of a worker's thread, which outlives a database that goes away and comes back."""

from django.db import connection


def drop_broken_connection() -> None:
    """Closes the connection of this thread if the database ended it; the next query opens another one.

    Django's own function would also close one that works, because that is older than `CONN_MAX_AGE`: 0 for commands.
    """
    if connection.connection is None or not connection.errors_occurred:
        return
    if connection.is_usable():
        connection.errors_occurred = False
    else:
        close_connection()


def close_connection() -> None:
    """Closes it, but not within a transaction, such as that of a test: it would be lost with the connection."""
    if not connection.in_atomic_block:
        connection.close()
