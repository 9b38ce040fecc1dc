"""While a service is away, one caller at a time looks for it, and nobody else waits."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.outages.breaker import PAUSE_SECONDS, Breaker

pytestmark = pytest.mark.any_database


class Away(Exception):
    pass


class Refused(Exception):
    pass


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker((Away,), Refused, clock=clock)


def fail() -> str:
    raise Away


def test_a_service_that_answers_is_asked_every_time(breaker: Breaker) -> None:
    assert [breaker.call(lambda: "here") for _ in range(3)] == ["here"] * 3


def test_after_a_failure_callers_fail_at_once_for_a_moment(breaker: Breaker, clock: Clock) -> None:
    with pytest.raises(Away):
        breaker.call(fail)
    clock.now += PAUSE_SECONDS - 0.1

    with pytest.raises(Refused):
        breaker.call(lambda: "here")


def test_a_service_that_is_back_is_found_by_the_next_caller(breaker: Breaker, clock: Clock) -> None:
    with pytest.raises(Away):
        breaker.call(fail)
    clock.now += PAUSE_SECONDS

    assert breaker.call(lambda: "here") == "here"
    assert breaker.call(lambda: "here") == "here"


def test_a_service_that_is_still_away_starts_the_pause_anew(breaker: Breaker, clock: Clock) -> None:
    for _ in range(2):
        clock.now += PAUSE_SECONDS
        with pytest.raises(Away):
            breaker.call(fail)

    with pytest.raises(Refused):
        breaker.call(lambda: "here")


def test_one_caller_looks_and_the_others_do_not_wait(breaker: Breaker, clock: Clock) -> None:
    with pytest.raises(Away):
        breaker.call(fail)
    clock.now += PAUSE_SECONDS
    is_looking, is_back = threading.Event(), threading.Event()

    def look() -> str:
        is_looking.set()
        assert is_back.wait(20)
        return "here"

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(breaker.call, look)
        assert is_looking.wait(20)
        with pytest.raises(Refused):
            breaker.call(lambda: "here")
        is_back.set()
        assert first.result() == "here"

    assert breaker.call(lambda: "here") == "here"


def test_a_defect_of_the_caller_is_no_outage(breaker: Breaker) -> None:
    with pytest.raises(ZeroDivisionError):
        breaker.call(lambda: 1 / 0)

    assert breaker.call(lambda: "here") == "here"
