"""Running functions at the same moment, each on a database connection of its own."""

import threading
import time
from collections.abc import Callable, Iterable

from django.db import connection

PATIENCE = 60.0  # seconds until a test gives up; no claim about speed
# Of this database alone, which no other test uses at the same time.
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
IN_TRANSACTION = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
    AND backend_type = 'client backend' AND xact_start IS NOT NULL AND pid <> pg_backend_pid()"""


def run_in_parallel(functions: Iterable[Callable[[], object]]) -> None:
    """Starts all functions at once, in threads, and waits for them."""
    tasks = list(functions)
    start = threading.Barrier(len(tasks))

    def run(task: Callable[[], object]) -> None:
        start.wait()
        try:
            task()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def wait_until(is_so: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < give_up_at
        time.sleep(0.01)


def count_waiting() -> int:
    """How many connections to the database wait for a lock (PostgreSQL)."""
    return count_sessions(WAITING)


def wait_for_killed_sessions() -> None:
    """Until the database has noticed that processes were killed, and let go of what they had locked (PostgreSQL)."""
    wait_until(lambda: count_sessions(IN_TRANSACTION) == 0)


def count_sessions(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # otherwise it stays the same throughout a transaction
        cursor.execute(statement)
        (found,) = cursor.fetchone()
    return int(found)
