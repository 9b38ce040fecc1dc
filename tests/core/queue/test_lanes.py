"""A queue: each row is processed by one worker at a time, and its outcome written by the worker that has its lease."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection
from django.utils import timezone

from accounts.models import Company
from core.queue import claiming
from core.queue.lanes import Lane, Outcome
from core.queue.models import QueuedRow
from core.queue.queues import PermanentFailure, Queue, ServiceAway, TemporaryFailure, register_queue, register_tick
from core.queue.rates import RateLimit
from mail.models import Mail
from tests.world import World

BuildLane = Callable[..., Lane]


def drain(lane: Lane) -> list[Outcome]:
    outcomes = [lane.take_step()]
    while outcomes[-1] is Outcome.PROCESSED:
        outcomes.append(lane.take_step())
    return outcomes


def raise_error(error: Exception) -> None:
    raise error


def test_each_row_is_processed_once_in_the_order_in_which_it_is_due(rows: list[Mail], build_lane: BuildLane) -> None:
    Mail.objects.filter(pk=rows[2].pk).update(due_at=timezone.now() - timedelta(hours=1))
    seen: list[Any] = []

    drain(build_lane(lambda row: seen.append(row.pk)))

    assert seen == [rows[2].pk, rows[0].pk, rows[1].pk]


def test_a_row_that_is_not_due_waits(rows: list[Mail], build_lane: BuildLane) -> None:
    Mail.objects.update(due_at=timezone.now() + timedelta(seconds=1))

    assert build_lane(lambda row: None).take_step() is Outcome.NOTHING


def test_a_claimed_row_is_claimed_again_only_after_its_lease(
    rows: list[Mail], build_lane: BuildLane, frozen_clock: Any
) -> None:
    queue = build_lane(lambda row: None).queue
    claimed = {claiming.claim_row(queue) for _ in rows}
    assert len(claimed) == 3
    assert claiming.claim_row(queue) is None

    frozen_clock.shift(queue.lease + timedelta(seconds=1))

    again = claiming.claim_row(queue)
    assert again in claimed
    assert again is not None
    assert again.attempts == 2


@pytest.mark.parametrize("write", ["mark_done", "mark_failed", "postpone_row", "release_row"])
def test_a_worker_that_lost_its_lease_writes_nothing(
    rows: list[Mail], build_lane: BuildLane, frozen_clock: Any, write: str
) -> None:
    queue = build_lane(lambda row: None).queue
    Mail.objects.exclude(pk=rows[0].pk).delete()
    first = claiming.claim_row(queue)
    frozen_clock.shift(queue.lease + timedelta(seconds=1))
    second = claiming.claim_row(queue)
    before = Mail.objects.values().get()

    assert first
    assert second
    arguments = [timezone.now(), "text"] if write in {"postpone_row", "release_row"} else ["text"]
    assert getattr(claiming, write)(first, *arguments) is False
    assert not claiming.renew_lease(queue, first)
    assert Mail.objects.values().get() == before
    assert claiming.mark_done(second, None) is True


def test_a_long_job_keeps_its_lease(rows: list[Mail], build_lane: BuildLane, frozen_clock: Any) -> None:
    queue = build_lane(lambda row: None).queue
    row = claiming.claim_row(queue)
    assert row
    for _ in range(5):
        frozen_clock.shift(queue.lease / 2)
        assert claiming.renew_lease(queue, row)

    assert claiming.claim_row(queue) != row
    assert claiming.mark_done(row, None)


def test_pauses_grow_to_an_hour(build_lane: BuildLane) -> None:
    queue = build_lane(lambda row: None).queue

    pauses = [claiming.get_pause(queue, attempts).total_seconds() for attempts in (1, 2, 3, 9, 10, 1000)]

    expected = (10, 20, 40, 2560, 3600, 3600)
    assert all(0.8 * wanted <= pause <= 1.2 * wanted for pause, wanted in zip(pauses, expected, strict=True)), pauses


def test_a_permanent_failure_is_given_up_at_once(rows: list[Mail], build_lane: BuildLane) -> None:
    drain(build_lane(lambda row: raise_error(PermanentFailure("no such mailbox"))))

    assert set(Mail.objects.values_list("status", "last_error", "attempts")) == {("failed", "no such mailbox", 1)}


def test_a_temporary_failure_says_what_it_is_and_is_tried_again(rows: list[Mail], build_lane: BuildLane) -> None:
    drain(build_lane(lambda row: raise_error(TemporaryFailure("no response"))))

    assert set(Mail.objects.values_list("status", "last_error")) == {("waiting", "no response")}


def test_an_error_is_given_up_a_day_after_the_row_was_stored(
    rows: list[Mail], build_lane: BuildLane, frozen_clock: Any
) -> None:
    lane = build_lane(lambda row: raise_error(ValueError("x")))
    drain(lane)
    assert set(Mail.objects.values_list("status", "last_error")) == {("waiting", "ValueError: x")}

    frozen_clock.shift(timedelta(days=1))
    drain(lane)

    assert set(Mail.objects.values_list("status", "attempts")) == {("failed", 2)}


def test_a_service_that_is_away_pauses_the_queue_longer_each_time(rows: list[Mail], build_lane: BuildLane) -> None:
    lane = build_lane(lambda row: raise_error(ServiceAway("no route")))

    waits = []
    for _ in range(8):
        Mail.objects.update(due_at=timezone.now())
        assert lane.take_step() is Outcome.AWAY
        waits.append(lane.wait_seconds)

    assert waits == [2, 4, 8, 16, 32, 60, 60, 60]
    assert set(Mail.objects.values_list("status", "attempts", "claim")) == {("waiting", 0, None)}


def test_a_row_that_only_seems_to_be_a_service_away_holds_up_no_other(
    rows: list[Mail], build_lane: BuildLane, frozen_clock: Any
) -> None:
    def process(row: Mail) -> None:
        if row.pk == rows[0].pk:
            raise ServiceAway("I am the fault")

    lane = build_lane(process)
    for _ in range(4):
        lane.take_step()

    assert list(Mail.objects.order_by("pk").values_list("status", flat=True)) == ["waiting", "done", "done"]


def test_an_atomic_queue_keeps_no_effect_of_a_failed_attempt(
    rows: list[Mail], build_lane: BuildLane, world: World
) -> None:
    def process(row: Mail) -> None:
        Company.objects.create(name=f"for {row.pk}", timezone_id="UTC")
        if row.pk == rows[1].pk:
            raise ValueError("x")

    drain(build_lane(process, is_atomic=True))

    assert set(Company.objects.filter(name__startswith="for").values_list("name", flat=True)) == {
        f"for {rows[0].pk}",
        f"for {rows[2].pk}",
    }


def test_an_atomic_row_whose_lease_was_lost_is_not_processed(rows: list[Mail], build_lane: BuildLane) -> None:
    seen: list[Any] = []
    lane = build_lane(seen.append, is_atomic=True)
    row = claiming.claim_row(lane.queue)
    assert row
    Mail.objects.filter(pk=row.pk).update(claim=None)

    assert lane.process_in_transaction(row) is False
    assert seen == []


def test_an_outcome_that_the_database_did_not_take_is_no_failed_attempt(
    rows: list[Mail], build_lane: BuildLane, monkeypatch: pytest.MonkeyPatch
) -> None:
    recovered: list[str] = []
    lane = build_lane(lambda row: None, recover=lambda: recovered.append("journal"))
    mark_done = claiming.mark_done

    def fail(row: QueuedRow, note: str | None) -> bool:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(claiming, "mark_done", fail)
    assert lane.take_step() is Outcome.BROKEN
    monkeypatch.setattr(claiming, "mark_done", mark_done)

    assert lane.take_step() is Outcome.PROCESSED
    assert recovered == ["journal", "journal"]
    assert Mail.objects.filter(status="waiting").count() == 2


def test_the_rate_holds_for_all_but_urgent_rows(rows: list[Mail], build_lane: BuildLane) -> None:
    seconds = [0.0]
    rate = RateLimit(2, lambda: seconds[0])
    lane = build_lane(lambda row: None, rate=rate)
    assert drain(lane) == [Outcome.PROCESSED, Outcome.PROCESSED, Outcome.LIMITED]
    assert lane.wait_seconds == 60

    assert build_lane(lambda row: None, rate=rate, is_urgent=True).take_step() is Outcome.PROCESSED
    seconds[0] = 30.0
    assert rate.get_wait() == 30
    seconds[0] = 60.0
    assert rate.get_wait() == 0


def test_a_text_that_no_database_takes_is_cleaned(rows: list[Mail], build_lane: BuildLane) -> None:
    drain(build_lane(lambda row: raise_error(PermanentFailure("\x00\ud800 é " + "x" * 600))))

    assert Mail.objects.values_list("last_error", flat=True)[0] == ("? é " + "x" * 600)[:500]


def test_two_queues_or_ticks_of_one_name_are_rejected() -> None:
    with pytest.raises(ImproperlyConfigured, match="mail"):
        register_queue(Queue("mail", Mail, lambda row: None))
    register_tick("twice", lambda: None, timedelta(seconds=1))
    try:
        with pytest.raises(ImproperlyConfigured, match="twice"):
            register_tick("twice", lambda: None, timedelta(seconds=1))
    finally:
        from core.queue.queues import TICKS

        del TICKS["twice"]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_eight_workers_process_each_row_once(world: World, build_lane: BuildLane) -> None:
    Mail.objects.bulk_create(
        Mail(company=world.alpine, recipient=world.sam, address="sam@alpine.example", kind="message")
        for _ in range(200)
    )
    seen: list[Any] = []
    start = threading.Barrier(8)

    def work() -> None:
        start.wait()
        drain(build_lane(lambda row: seen.append(row.pk)))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(seen), len(set(seen))) == (200, 200)
    assert set(Mail.objects.values_list("status", "attempts")) == {("done", 1)}
