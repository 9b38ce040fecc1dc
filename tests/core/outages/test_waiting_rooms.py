"""How many threads wait for one thing, and what becomes of the others. A block that is open is a thread that waits."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress

import pytest

from core.exceptions import Busy
from core.outages.refusals import RETRY_AFTER_SECONDS
from core.outages.waiting_rooms import PATIENCE_SECONDS, WaitingRooms

pytestmark = pytest.mark.any_database
SCHOOL, OTHER = "Alpine", "Baltic"
SEATS = 2


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rooms(clock: Clock) -> WaitingRooms:
    return WaitingRooms(SEATS, clock=clock)


@pytest.fixture
def waiting(rooms: WaitingRooms) -> Iterator[list[ExitStack]]:
    """As many as may wait; each ends its wait by `close`."""
    stacks = [ExitStack() for _ in range(SEATS)]
    for stack in stacks:
        stack.enter_context(rooms.enter(SCHOOL))
    yield stacks
    for stack in stacks:
        stack.close()


@pytest.fixture
def newcomer() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def enter(rooms: WaitingRooms, key: str = SCHOOL) -> None:
    with rooms.enter(key):
        pass


def wait_until_asked(rooms: WaitingRooms) -> None:
    """Until a thread waits for a seat. The condition is free only while nobody else looks for one."""
    is_waiting = threading.Event()
    while not is_waiting.wait(0.01):
        with rooms.changed:
            if rooms.changed._waiters:  # type: ignore[attr-defined]  # of the standard library, which tells nobody
                is_waiting.set()


def ask(rooms: WaitingRooms, newcomer: ThreadPoolExecutor) -> "Future[None]":
    """A thread that waits for a seat."""
    outcome = newcomer.submit(enter, rooms)
    wait_until_asked(rooms)
    return outcome


@pytest.mark.usefixtures("waiting")
def test_nobody_joins_those_who_have_waited_in_vain_for_long(rooms: WaitingRooms, clock: Clock) -> None:
    clock.now += PATIENCE_SECONDS

    with pytest.raises(Busy) as refused:
        enter(rooms)
    assert refused.value.retry_after in RETRY_AFTER_SECONDS


def test_whoever_finds_no_seat_gets_the_next_one(
    rooms: WaitingRooms, waiting: list[ExitStack], newcomer: ThreadPoolExecutor
) -> None:
    outcome = ask(rooms, newcomer)
    assert not outcome.done()

    waiting[0].close()
    outcome.result(20)


@pytest.mark.usefixtures("waiting")
def test_whoever_finds_no_seat_in_time_is_refused(
    rooms: WaitingRooms, newcomer: ThreadPoolExecutor, clock: Clock
) -> None:
    outcome = ask(rooms, newcomer)
    clock.now += PATIENCE_SECONDS

    with pytest.raises(Busy):
        outcome.result(20)


@pytest.mark.usefixtures("waiting")
def test_others_wait_for_something_else(rooms: WaitingRooms, clock: Clock) -> None:
    clock.now += PATIENCE_SECONDS

    enter(rooms, OTHER)


def test_a_lock_that_changes_hands_keeps_the_room_open(
    rooms: WaitingRooms, waiting: list[ExitStack], newcomer: ThreadPoolExecutor, clock: Clock
) -> None:
    clock.now += PATIENCE_SECONDS
    waiting[0].close()
    waiting[0].enter_context(rooms.enter(SCHOOL))

    outcome = ask(rooms, newcomer)
    waiting[1].close()
    outcome.result(20)


def test_a_wait_that_failed_frees_its_seat_and_is_no_sign_that_the_lock_moves(
    rooms: WaitingRooms, waiting: list[ExitStack], clock: Clock
) -> None:
    clock.now += PATIENCE_SECONDS
    failed = waiting[0].pop_all()
    with suppress(TimeoutError), failed:
        raise TimeoutError

    with rooms.enter(SCHOOL), pytest.raises(Busy):
        enter(rooms)


def test_an_empty_room_is_forgotten(rooms: WaitingRooms, waiting: list[ExitStack], clock: Clock) -> None:
    clock.now += PATIENCE_SECONDS
    for stack in waiting:
        stack.close()

    assert rooms.rooms == {}
    enter(rooms)


def test_without_a_limit_everybody_waits() -> None:
    rooms = WaitingRooms(0)
    with ExitStack() as stack:
        for _ in range(100):
            stack.enter_context(rooms.enter(SCHOOL))
