"""Reports of Alpine are read from a standby, unless it is too far behind, away or hangs, or Maria has just written."""

import signal
import time
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connections, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from core.replica import freshness
from core.replica.reading import note_writer, read_from_replica
from core.replica.writers import WriterMiddleware
from core.request_context import bind_request, set_caller
from core.tables.responses import build_table_response
from locations.models import Location
from tests.core.replica.conftest import PATIENCE_SECONDS, Pair
from tests.factories import LocationFactory

pytestmark = pytest.mark.postgresql

STANDBY, PRIMARY = True, False


def is_standby() -> bool:
    """Of the database to which queries of locations go now."""
    with connections[Location.objects.all().db].cursor() as cursor:
        cursor.execute("SELECT pg_is_in_recovery()")
        return bool(cursor.fetchone()[0])


def read(pair: Pair) -> bool:
    return read_from_replica(is_standby, by=pair.world.maria.pk)


def test_the_first_read_asks_the_primary_and_later_ones_the_standby(pair: Pair) -> None:
    assert read(pair) is PRIMARY
    pair.wait_until_used()
    assert read(pair) is STANDBY
    assert is_standby() is PRIMARY


def test_a_primary_on_which_nothing_happens_is_no_lag(pair: Pair) -> None:
    pair.wait_until_used()
    until = time.monotonic() + settings.REPLICA_MAX_LAG + 2
    while time.monotonic() < until:
        assert read(pair) is STANDBY
        time.sleep(0.5)


def test_rows_of_the_standby_are_written_to_the_primary(pair: Pair) -> None:
    LocationFactory(company=pair.world.alpine, name="Hangar")
    pair.wait_until_used()
    time.sleep(freshness.PAUSE_SECONDS * 2)

    def find() -> Location:
        return Location.objects.select_related("company").get(name="Hangar", company=pair.world.alpine)

    location = read_from_replica(find, by=pair.world.maria.pk)
    assert location._state.db == "replica"
    location.name = "Hangar 2"
    location.save()
    assert Location.objects.get(pk=location.pk).name == "Hangar 2"


def test_within_a_transaction_it_is_the_primary(pair: Pair) -> None:
    pair.wait_until_used()
    with transaction.atomic():
        assert read(pair) is PRIMARY

    def read_in_transaction() -> bool:
        with transaction.atomic():
            return is_standby()

    assert read_from_replica(read_in_transaction, by=pair.world.maria.pk) is PRIMARY


def test_a_standby_that_is_too_far_behind_is_not_read_until_it_has_caught_up(pair: Pair) -> None:
    pair.wait_until_used()
    pair.ask_standby("SELECT pg_wal_replay_pause()::text")
    try:
        LocationFactory(company=pair.world.alpine, name="Tower")
        pair.wait_until(lambda: read(pair) is PRIMARY)
        assert read_from_replica(Location.objects.filter(name="Tower").exists, by=pair.world.maria.pk)
    finally:
        pair.ask_standby("SELECT pg_wal_replay_resume()::text")
    pair.wait_until(lambda: read(pair) is STANDBY)


def test_people_see_what_they_have_just_written(pair: Pair, frozen_clock: time_machine.Traveller) -> None:
    pair.wait_until_used()
    maria, charles = pair.world.maria.pk, pair.world.charles.pk

    def write(request: HttpRequest) -> HttpResponse:
        set_caller(maria, pair.world.alpine.pk)
        LocationFactory(company=pair.world.alpine)
        return HttpResponse()

    with bind_request("1"):
        WriterMiddleware(write)(HttpRequest())

    assert read_from_replica(is_standby, by=maria) is PRIMARY
    assert read_from_replica(is_standby, by=charles) is STANDBY
    frozen_clock.shift(settings.REPLICA_MAX_LAG + 2)
    assert read_from_replica(is_standby, by=maria) is STANDBY


def test_who_only_reads_is_no_writer(pair: Pair) -> None:
    pair.wait_until_used()

    def look(request: HttpRequest) -> HttpResponse:
        set_caller(pair.world.sam.pk, pair.world.alpine.pk)
        return HttpResponse(str(Location.objects.count()))

    with bind_request("1"):
        WriterMiddleware(look)(HttpRequest())
    assert read_from_replica(is_standby, by=pair.world.sam.pk) is STANDBY


def test_while_the_cache_is_away_nobody_reads_the_standby(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    pair.wait_until_used()

    def fail(*arguments: object, **options: object) -> None:
        raise ConnectionError

    monkeypatch.setattr("core.replica.reading.cache.get", fail)
    monkeypatch.setattr("core.replica.reading.cache.set", fail)
    note_writer(pair.world.maria.pk)
    assert read(pair) is PRIMARY


def test_a_standby_that_is_lost_during_a_read_costs_nobody_the_answer(pair: Pair) -> None:
    pair.wait_until_used()
    asked: list[bool] = []

    def read_twice() -> bool:
        asked.append(is_standby())
        if asked == [STANDBY]:
            pair.standby.crash()
        return is_standby()

    try:
        assert read_from_replica(read_twice, by=pair.world.maria.pk) is PRIMARY
        assert asked == [STANDBY, PRIMARY]
        assert read(pair) is PRIMARY
    finally:
        pair.standby.start()
    pair.wait_until(lambda: read(pair) is STANDBY)


def test_a_standby_that_hangs_keeps_nobody(pair: Pair) -> None:
    pair.wait_until_used()

    def hang_and_read() -> bool:
        if Location.objects.all().db == "replica":
            pair.standby.send_signal(signal.SIGSTOP)
        return is_standby()

    began = time.monotonic()
    try:
        assert read_from_replica(hang_and_read, by=pair.world.maria.pk) is PRIMARY
        assert time.monotonic() - began < PATIENCE_SECONDS
        assert read(pair) is PRIMARY
    finally:
        pair.standby.send_signal(signal.SIGCONT)
    pair.wait_until(lambda: read(pair) is STANDBY)


def test_a_server_that_accepts_writes_is_no_standby(pair: Pair) -> None:
    pair.wait_until_used()
    replica: Any = connections["replica"]
    replica.settings_dict["PORT"] = pair.primary.port
    replica.close_pool()
    pair.wait_until(lambda: pair.freshness.as_of is None)
    assert read(pair) is PRIMARY


def test_the_rest_of_a_long_file_is_read_from_where_it_began(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    pair.wait_until_used()
    monkeypatch.setattr("core.tables.responses.BATCH_SIZE", 1)
    rows = ([str(is_standby())] for _ in range(5))
    response = read_from_replica(
        lambda: build_table_response("csv", "where", ["standby"], rows), by=pair.world.maria.pk
    )
    assert isinstance(response, StreamingHttpResponse)
    assert b"".join(response).decode("utf-8-sig").split() == ['"standby"', *['"True"'] * 5]
