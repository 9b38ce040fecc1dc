"""A statement waits for as long as it takes, but not for a database that hangs."""

import select
from collections.abc import Iterator
from itertools import count
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.db.utils import OperationalError

from core.outages.breaker import Breaker
from core.postgresql import connections
from tests.operations.outages.proxy import Proxy, open_proxy

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]

ALIAS = "hanging"


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "PATIENCE_SECONDS", 0.2)
    monkeypatch.setitem(connections.BREAKERS, ALIAS, Breaker(connections.AWAY, OperationalError))


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    with open_proxy() as proxy:
        yield proxy


@pytest.fixture
def others(proxy: Proxy) -> Iterator[list[Any]]:
    """Two connections through the proxy, of the same database."""
    wrappers = [connect(proxy) for _ in range(2)]
    yield wrappers
    for wrapper in wrappers:
        wrapper.close()


def connect(proxy: Proxy) -> Any:
    wrapper: Any = connection.copy(alias=ALIAS)
    options = {name: value for name, value in wrapper.settings_dict["OPTIONS"].items() if name != "pool"}
    wrapper.settings_dict |= {"HOST": "127.0.0.1", "PORT": str(proxy.port), "OPTIONS": options}
    wrapper.ensure_connection()
    return wrapper


def ask(wrapper: Any, statement: str) -> Any:
    with wrapper.cursor() as cursor:
        return cursor.execute(statement).fetchone()


def test_a_slow_statement_is_waited_for(others: list[Any]) -> None:
    assert ask(others[0], "SELECT 7 FROM pg_sleep(1)") == (7,)
    assert ask(others[0], "SELECT 8") == (8,)


def test_a_statement_at_a_database_that_hangs_fails_and_so_do_those_of_other_threads(
    others: list[Any], proxy: Proxy
) -> None:
    proxy.hang()

    with pytest.raises(OperationalError, match="does not answer"):
        ask(others[0], "SELECT 1")
    with pytest.raises(OperationalError, match=r"closed|terminated"):
        ask(others[1], "SELECT 1")

    assert ask(connection, "SELECT 1") == (1,)  # which is another address


def test_a_process_that_was_stopped_itself_does_not_blame_the_database(
    others: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By SIGSTOP, or with its virtual machine, in the middle of a ping."""
    moments = count(step=connections.PING_SECONDS + 3)

    def time_out(params: Any) -> None:
        raise psycopg.errors.ConnectionTimeout

    monkeypatch.setattr(connections, "time", SimpleNamespace(monotonic=lambda: next(moments)))
    monkeypatch.setattr(connections, "ping", time_out)

    assert ask(others[0], "SELECT 7 FROM pg_sleep(0.5)") == (7,)
    assert ask(others[1], "SELECT 8") == (8,)


def test_the_log_says_which_database_hangs(others: list[Any], proxy: Proxy, caplog: pytest.LogCaptureFixture) -> None:
    proxy.hang()
    with pytest.raises(OperationalError, match="does not answer"):
        ask(others[0], "SELECT 1")

    assert f"127.0.0.1:{proxy.port} does not answer" in caplog.text


def test_who_was_waiting_does_not_wait_for_a_new_connection_as_well(others: list[Any], proxy: Proxy) -> None:
    """A request that has failed gives its idempotency key back."""
    proxy.hang()
    with pytest.raises(OperationalError, match="does not answer"):
        ask(others[0], "SELECT 1")

    with pytest.raises(OperationalError, match="a moment ago"):
        connect(proxy)


def test_a_database_that_takes_no_more_connections_is_not_away(
    others: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(params: Any) -> None:
        raise psycopg.OperationalError("FATAL: sorry, too many clients already")

    monkeypatch.setattr(connections, "ping", refuse)

    assert ask(others[0], "SELECT 7 FROM pg_sleep(1)") == (7,)


def test_connections_to_the_host_that_has_taken_over_live_on(others: list[Any], proxy: Proxy) -> None:
    with open_proxy() as successor:
        elsewhere = connect(successor)
        proxy.hang()

        with pytest.raises(OperationalError, match="does not answer"):
            ask(others[0], "SELECT 1")

        assert ask(elsewhere, "SELECT 1") == (1,)
        elsewhere.close()


def test_the_host_is_asked_by_its_address(others: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server that is slow would otherwise look like a database that hangs."""
    asked: list[Any] = []
    monkeypatch.setattr(connections, "ping", asked.append)
    ask(others[0], "SELECT 7 FROM pg_sleep(0.5)")

    assert {params["hostaddr"] for params in asked} == {"127.0.0.1"}


def test_an_answer_that_came_meanwhile_is_taken(others: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """It was this process that did not run, or new connections that take long."""

    def time_out(params: Any) -> None:
        select.select([others[0].connection], [], [])
        raise psycopg.errors.ConnectionTimeout

    monkeypatch.setattr(connections, "ping", time_out)

    assert ask(others[0], "SELECT 7 FROM pg_sleep(0.5)") == (7,)
    assert ask(others[1], "SELECT 8") == (8,)
