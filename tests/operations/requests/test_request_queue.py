"""Requests that wait for a thread: no longer than their clients would, and never behind probes."""

import math
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from waitress.task import WSGITask

from core.outages.deadlines import MAX_WAIT_SECONDS, get_seconds_left
from operations.web_server import request_queue
from operations.web_server.buffering_worker import RequestTask
from operations.web_server.request_queue import Overloaded, RequestQueue

pytestmark = pytest.mark.any_database


class Channel:
    """A connection with one request, which takes as long as the test lets it."""

    waiting_since: float  # set by the queue

    def __init__(self, path: str, go_on: threading.Event | None = None) -> None:
        self.requests: list[Any] = [SimpleNamespace(path=path, error=None)]
        self.go_on = go_on
        self.is_served = threading.Event()

    def service(self) -> None:
        if self.go_on is not None and self.requests[0].error is None:
            assert self.go_on.wait(20)
        self.is_served.set()

    def cancel(self) -> None:
        self.requests = []


@pytest.fixture
def queue() -> Iterator[RequestQueue]:
    queue = RequestQueue(threads=1)
    yield queue
    queue.shutdown()


@pytest.fixture
def go_on() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


def occupy(queue: RequestQueue, go_on: threading.Event) -> Channel:
    """The only thread takes this request, and does not finish it yet."""
    channel = Channel("/trainings.json", go_on)
    queue.add_task(channel)
    while queue.work.queue:
        time.sleep(0.01)
    return channel


@pytest.mark.parametrize("path", request_queue.PROBES)
def test_a_probe_does_not_wait_for_the_threads_of_requests(
    queue: RequestQueue, go_on: threading.Event, path: str
) -> None:
    occupy(queue, go_on)
    probe = Channel(path)
    queue.add_task(probe)

    assert probe.is_served.wait(20)


def test_what_has_waited_for_too_long_is_refused_and_the_rest_goes_on_waiting(
    queue: RequestQueue, go_on: threading.Event
) -> None:
    busy = occupy(queue, go_on)
    late, recent = Channel("/trainings.json", go_on), Channel("/trainings.json", go_on)
    queue.add_task(late)
    queue.add_task(recent)
    assert queue.get_seconds_to_refusal() > 0
    late.waiting_since -= MAX_WAIT_SECONDS

    assert queue.get_seconds_to_refusal() == 0
    assert queue.refuse_late() == 1
    assert late.is_served.wait(20)
    assert isinstance(late.requests[0].error, Overloaded)
    assert not recent.is_served.is_set()

    go_on.set()
    assert recent.is_served.wait(20)
    assert (busy.requests[0].error, recent.requests[0].error) == (None, None)


def test_the_application_knows_how_long_its_request_has_waited(monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[Any] = []
    monkeypatch.setattr(WSGITask, "service", lambda task: left.append(get_seconds_left()))
    task: Any = object.__new__(RequestTask)
    for waited in (0, 3):
        task.channel = SimpleNamespace(is_last=False, waiting_since=time.monotonic() - waited)
        task.service()

    assert left[0] is None
    assert left[1] <= MAX_WAIT_SECONDS - 3
    assert get_seconds_left() is None


def test_the_loop_sleeps_as_long_as_it_likes_while_nobody_waits(queue: RequestQueue, go_on: threading.Event) -> None:
    occupy(queue, go_on)

    assert queue.get_seconds_to_refusal() == math.inf


def test_those_who_are_refused_at_the_same_moment_are_told_to_come_back_at_different_ones() -> None:
    told = {header for _ in range(200) for header in Overloaded().headers}

    assert told == {("Retry-After", seconds) for seconds in ("1", "2", "3", "4")}
