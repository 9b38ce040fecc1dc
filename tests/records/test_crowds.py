"""Many who wait for the ledger of one school at the same time (docs/decisions/0039). PostgreSQL only."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from accounts.models import Company
from core.exceptions import Busy
from core.outages.waiting_rooms import WaitingRooms
from records import services
from records.models import Event
from records.services import EventDraft, lock_head, record_events
from records.verification.run import verify_company
from tests.parallel import PATIENCE, count_waiting, wait_until
from tests.world import World

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

SEATS, THREADS = 2, 6


@pytest.fixture(autouse=True)
def rooms(monkeypatch: pytest.MonkeyPatch) -> WaitingRooms:
    monkeypatch.setattr(services, "WAITING_ROOMS", WaitingRooms(SEATS))
    return services.WAITING_ROOMS


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """Threads that are used again, with their connections."""
    with ThreadPoolExecutor(THREADS) as pool:
        yield pool
        start = threading.Barrier(THREADS)
        for _ in range(THREADS):
            pool.submit(disconnect, start)


def disconnect(start: threading.Barrier) -> None:
    start.wait()  # so that each thread does it once
    connection.close()


def note(company: Company, world: World) -> None:
    record_events(EventDraft("thing.noted", world.sam), company_id=company.pk, by=None)


def crowd(pool: ThreadPoolExecutor, act: Callable[[], None]) -> "list[Future[None]]":
    """As many as may wait in the database, all of them waiting."""
    outcomes = [pool.submit(act) for _ in range(SEATS)]
    wait_until(lambda: count_waiting() == SEATS)
    return outcomes


def test_while_the_share_waits_the_next_is_refused_and_another_school_records(pool: ThreadPoolExecutor) -> None:
    world = World()
    with transaction.atomic():
        lock_head(world.alpine.pk)
        waiting = crowd(pool, lambda: note(world.alpine, world))

        with pytest.raises(Busy):
            pool.submit(note, world.alpine, world).result(PATIENCE)
        assert not any(outcome.done() for outcome in waiting)
        pool.submit(note, world.baltic, world).result(PATIENCE)
        assert count_waiting() == SEATS

    for outcome in waiting:
        outcome.result(PATIENCE)
    assert Event.objects.filter(company=world.alpine).count() == SEATS
    assert verify_company(world.alpine).findings == []


def test_whoever_has_the_ledger_locks_it_again_without_a_seat(pool: ThreadPoolExecutor, rooms: WaitingRooms) -> None:
    world = World()
    note(world.alpine, world)
    with transaction.atomic():
        lock_head(world.alpine.pk)
        waiting = crowd(pool, lambda: note(world.alpine, world))
        rooms.rooms[world.alpine.pk].moved_at -= PATIENCE  # nobody else is let in

        with transaction.atomic():
            note(world.alpine, world)
        note(world.alpine, world)

    for outcome in waiting:
        outcome.result(PATIENCE)
    assert verify_company(world.alpine).findings == []


def fail(world: World) -> None:
    note(world.alpine, world)
    raise RuntimeError("the act fails after its events")


def roll_back(world: World) -> None:
    with transaction.atomic():
        note(world.alpine, world)
        transaction.set_rollback(True)


def time_out(world: World) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '50ms'")
        note(world.alpine, world)


def run_at_once(pool: ThreadPoolExecutor, acts: Sequence[Callable[[World], None]], world: World) -> list[Any]:
    return [outcome.exception(PATIENCE) for outcome in [pool.submit(act, world) for act in acts]]


def test_no_seat_is_lost_however_acts_end(pool: ThreadPoolExecutor, rooms: WaitingRooms) -> None:
    world = World()
    note(world.alpine, world)
    acts = [lambda world: note(world.alpine, world), transaction.atomic(fail), roll_back, time_out] * THREADS
    for _ in range(3):
        with transaction.atomic():
            lock_head(world.alpine.pk)
            stuck = run_at_once(pool, [time_out] * THREADS, world)
            assert {type(error) for error in stuck} <= {OperationalError, Busy}
        errors = run_at_once(pool, acts, world)
        assert {type(error) for error in errors} <= {type(None), RuntimeError, OperationalError, Busy}

    assert rooms.rooms == {}
    assert run_at_once(pool, [lambda world: note(world.alpine, world)] * SEATS, world) == [None] * SEATS
    assert verify_company(world.alpine).findings == []


def test_many_first_events_of_a_school_make_one_ledger(pool: ThreadPoolExecutor, rooms: WaitingRooms) -> None:
    world = World()
    outcomes = run_at_once(pool, [lambda world: note(world.baltic, world)] * THREADS, world)

    assert outcomes.count(None) >= SEATS
    assert {type(error) for error in outcomes} <= {type(None), Busy}
    assert verify_company(world.baltic).findings == []
    assert rooms.rooms == {}
