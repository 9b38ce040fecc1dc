"""A pool without a free connection is no outage of the database, and does not make other requests fail."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.db.utils import OperationalError

from core.outages.breaker import Breaker
from core.postgresql import base, connections
from tests.operations.outages.proxy import Proxy, open_proxy

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]
ALIAS = "narrow"


@pytest.fixture
def breaker(monkeypatch: pytest.MonkeyPatch) -> Breaker:
    monkeypatch.setitem(connections.BREAKERS, ALIAS, Breaker((psycopg.OperationalError,), OperationalError))
    return connections.BREAKERS[ALIAS]


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    with open_proxy() as proxy:
        yield proxy


@pytest.fixture
def open_connection(proxy: Proxy, breaker: Breaker) -> Iterator[Callable[[], Any]]:
    """Returns another connection to the database, from a pool that has one; requests wait for it for a second."""
    wrappers: list[Any] = []

    def connect() -> Any:
        wrapper: Any = connection.copy(alias=ALIAS)
        wrapper.settings_dict |= {"HOST": "127.0.0.1", "PORT": str(proxy.port)}
        wrapper.settings_dict["OPTIONS"] |= {"pool": {"min_size": 1, "max_size": 1, "timeout": 1}}
        wrappers.append(wrapper)
        wrapper.ensure_connection()
        return wrapper

    yield connect
    for wrapper in wrappers:
        wrapper.close()
    wrappers[0].close_pool()


def test_a_pool_without_a_free_connection_is_no_outage(open_connection: Callable[[], Any], breaker: Breaker) -> None:
    first = open_connection()
    for _ in range(2):  # the second finds that nobody has called it an outage
        with pytest.raises(base.NoConnectionFree):
            open_connection()
    assert breaker.failed_at is None

    first.close()
    with open_connection().cursor() as cursor:
        cursor.execute("SELECT 1")


def test_a_pool_without_a_free_connection_to_a_database_that_is_away_is_an_outage(
    open_connection: Callable[[], Any], breaker: Breaker, proxy: Proxy
) -> None:
    open_connection()
    proxy.cut()

    with pytest.raises(OperationalError, match="couldn't get a connection"):
        open_connection()
    assert breaker.failed_at is not None
    with pytest.raises(OperationalError, match="away a moment ago"):
        open_connection()
