"""Running functions at the same moment, each on a database connection of its own."""

import threading
from collections.abc import Callable, Iterable

from django.db import connection


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
