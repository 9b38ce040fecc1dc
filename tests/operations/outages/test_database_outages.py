"""The database is away, or hangs: what the server answers meanwhile, and that it is whole again afterwards."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests.operations.outages.proxy import Proxy, open_proxy
from tests.operations.outages.server import Server, run_server

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    with open_proxy() as proxy:
        yield proxy


@pytest.fixture
def server(proxy: Proxy, tmp_path: Path, transactional_db: None) -> Iterator[Server]:
    database = connection.settings_dict
    login = f"{database['USER']}:{database['PASSWORD']}" if database["PASSWORD"] else database["USER"]
    address = f"postgres://{login}@127.0.0.1:{proxy.port}/{database['NAME']}"
    with run_server(tmp_path / "log", DATABASE_URL=address, WEB_THREADS="4") as server:
        assert server.get()[0] == 401
        yield server


def test_while_the_database_is_away_requests_are_told_to_come_back(server: Server, proxy: Proxy) -> None:
    proxy.cut()

    status, headers = server.get()
    assert (status, headers["retry-after"]) == (503, "5")
    assert server.get("/healthz")[0] == 200
    assert server.get("/readyz")[0] == 503

    proxy.restore()
    server.wait_for(401)
    server.wait_for(200, "/readyz")


def test_a_database_that_hangs_hangs_neither_probes_nor_later_requests(server: Server, proxy: Proxy) -> None:
    found: list[int] = []
    proxy.hang()
    stuck = [threading.Thread(target=lambda: found.append(server.get()[0])) for _ in range(8)]
    for thread in stuck:
        thread.start()

    assert server.get("/healthz")[0] == 200
    assert server.get("/readyz")[0] == 503
    status, headers = server.get()
    assert (status, "retry-after" in headers) == (503, True)

    for thread in stuck:
        thread.join()  # while it still hangs
    assert found == [503] * len(stuck)

    proxy.restore()
    server.wait_for(401)
    server.wait_for(200, "/readyz")
