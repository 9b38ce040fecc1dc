"""Calls at the same moment, in threads with connections of their own."""

import threading
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection
from django.db.models import Max, Min

from records.models import Event


def run_concurrently(calls: Iterable[Callable[[], Any]]) -> list[Any]:
    """Starts all calls at the same moment; what each returned, or the exception that it raised."""
    calls = list(calls)
    barrier = threading.Barrier(len(calls))
    outcomes: list[Any] = [None] * len(calls)

    def run(place: int, call: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            outcomes[place] = call()
        except Exception as error:
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=numbered) for numbered in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def assert_ledger_is_gapless() -> None:
    ends = Event.objects.aggregate(first=Min("seq"), last=Max("seq"))
    assert (ends["first"], ends["last"]) == (1, Event.objects.count())
