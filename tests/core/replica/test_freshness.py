"""What follows from positions in the log: seconds and positions are made up here."""

import pytest
from django.db import OperationalError

from core.replica.freshness import Freshness


class Servers:
    """A primary and its standby, with a freshness that is measured by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seconds, self.written, self.replayed = 0.0, 100, 100
        self.freshness = Freshness(
            lambda: self.written, lambda: self.replayed, lambda: None, clock=lambda: self.seconds
        )
        monkeypatch.setattr(self.freshness, "keep_measuring", lambda: None)

    def measure_at(self, seconds: float, *, written: int, replayed: int) -> None:
        self.seconds, self.written, self.replayed = seconds, written, replayed
        self.freshness.measure()


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> Servers:
    return Servers(monkeypatch)


def test_nothing_is_known_before_the_first_measurement(servers: Servers) -> None:
    assert not servers.freshness.is_within(3600)


def test_a_standby_is_as_old_as_the_newest_position_that_it_has_reached(servers: Servers) -> None:
    servers.measure_at(10, written=100, replayed=100)
    servers.measure_at(11, written=200, replayed=150)
    servers.measure_at(12, written=300, replayed=250)  # it has what was there at 11

    assert servers.freshness.is_within(1.0)
    assert not servers.freshness.is_within(0.5)
    servers.seconds = 13.0
    assert not servers.freshness.is_within(1.0)


def test_without_writes_it_stays_fresh_and_without_its_primary_it_grows_old(servers: Servers) -> None:
    for second in range(10, 60):
        servers.measure_at(second, written=100, replayed=100)
    assert servers.freshness.is_within(0.0)
    for second in range(60, 66):
        servers.measure_at(second, written=200, replayed=100)
    assert not servers.freshness.is_within(5.0)
    assert servers.freshness.is_within(6.0)


def test_a_standby_that_never_caught_up_is_not_read(servers: Servers) -> None:
    servers.measure_at(10, written=100, replayed=50)
    assert not servers.freshness.is_within(3600)


def test_one_that_fails_is_not_trusted_until_it_answers(servers: Servers, monkeypatch: pytest.MonkeyPatch) -> None:
    servers.measure_at(10, written=100, replayed=100)

    def fail() -> int:
        raise OperationalError("away")

    with monkeypatch.context() as broken:
        broken.setattr(servers.freshness, "ask_standby", fail)
        servers.measure_at(11, written=100, replayed=100)
    assert not servers.freshness.is_within(3600)
    servers.measure_at(12, written=100, replayed=100)
    assert servers.freshness.is_within(0.0)
