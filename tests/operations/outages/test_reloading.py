"""A reload under load: new workers take over before the old ones leave, and every request gets its response."""

import http.client
import random
import select
import signal
import socket
import threading
import time
from collections import Counter
from contextlib import ExitStack, closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from operations.web_server.buffering_worker import DRAIN_SECONDS, TimedChannel, close_idle
from operations.web_server.replacing import Generations, StopRequest
from tests.operations.outages.server import PATIENCE, Server, run_server
from tests.parallel import wait_until

pytestmark = pytest.mark.any_database


class Load:
    """Sends one request after the other until it is stopped, each on a connection of its own."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.is_over = threading.Event()
        self.responses: list[int | str] = []
        self.thread = threading.Thread(target=self.send)

    def send(self) -> None:
        while not self.is_over.is_set():
            try:
                self.responses.append(self.server.get("/healthz")[0])
            except OSError as error:
                self.responses.append(type(error).__name__)

    def __enter__(self) -> "Load":
        self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.is_over.set()
        self.thread.join()


class Visitors:
    """Clients that keep their connections, and are silent for most of the time."""

    def __init__(self, server: Server, count: int) -> None:
        self.port = server.port
        self.is_over = threading.Event()
        self.responses: list[int | str] = []
        self.threads = [threading.Thread(target=self.visit) for _ in range(count)]

    def visit(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        while not self.is_over.is_set():
            time.sleep(random.uniform(0.5, 6.0))  # longer than a worker that stops waits for another request
            if connection.sock is not None and select.select([connection.sock], [], [], 0)[0]:
                connection.close()  # by the server, as it may
            try:
                connection.request("GET", "/healthz")
                response = connection.getresponse()
                response.read()
                self.responses.append(response.status)
            except OSError as error:
                self.responses.append(type(error).__name__)
                connection.close()
        connection.close()

    def __enter__(self) -> "Visitors":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.is_over.set()
        for thread in self.threads:
            thread.join()


def test_no_request_on_an_open_connection_is_lost_while_the_server_reloads(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/x.sqlite3"
    with run_server(tmp_path / "log", DATABASE_URL=database) as server, Visitors(server, 80) as visitors:
        for reloads in range(1, 4):
            server.process.send_signal(signal.SIGHUP)
            wait_until(lambda reloads=reloads: server.log.read_text().count("Worker exiting") >= reloads)  # type: ignore[misc]
            time.sleep(3)

    counted = Counter(visitors.responses)
    assert counted.pop(200) > 100
    # A request that crosses the end of its connection on the way can always be lost (RFC 9112, 9.3.1).
    assert counted.total() <= 1


def count_workers_started(server: Server) -> int:
    return server.log.read_text().count("Booting worker")


def test_no_request_is_lost_while_the_server_reloads(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/x.sqlite3"
    with run_server(tmp_path / "log", DATABASE_URL=database) as server, Load(server) as load:
        for reloads in range(1, 3):
            server.process.send_signal(signal.SIGHUP)
            while count_workers_started(server) < 1 + reloads or "Worker exiting" not in server.log.read_text():
                time.sleep(0.1)
            before = len(load.responses)
            while len(load.responses) < before + 50:
                time.sleep(0.1)

    assert set(load.responses) == {200}


def test_a_server_that_stops_does_not_wait_for_silent_clients(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/x.sqlite3"
    with run_server(tmp_path / "log", DATABASE_URL=database, WEB_CONCURRENCY="2") as server, ExitStack() as clients:
        open_silent_connections(server, clients)

        began = time.monotonic()
        server.process.terminate()
        server.process.wait(PATIENCE)

        assert time.monotonic() - began < DRAIN_SECONDS


def open_silent_connections(server: Server, clients: ExitStack) -> None:
    """Twenty, of which both workers accept some, and on which nothing follows the first request."""
    wait_until(lambda: server.log.read_text().count("Booting worker") == 2)
    for _ in range(20):
        connection = clients.enter_context(closing(http.client.HTTPConnection("127.0.0.1", server.port)))
        connection.request("GET", "/healthz")
        connection.getresponse().read()


def test_a_worker_stops_when_a_younger_one_is_ready() -> None:
    generations = Generations()
    for age in (1, 2):
        generations.record_created(age)
        generations.record_ready(age)
    assert not StopRequest(generations, 1).must_wait()  # the server stops: nobody is being started

    generations.record_created(3)
    old = StopRequest(generations, 1)
    assert old.must_wait()
    generations.record_ready(3)
    assert not old.must_wait()


def test_a_worker_whose_successor_does_not_start_stops_all_the_same() -> None:
    generations = Generations()
    generations.record_created(2)
    request = StopRequest(generations, 1)
    request.give_up_at = time.monotonic()

    assert not request.must_wait()


def test_only_a_reload_replaces_all_workers() -> None:
    """When the server stops, all but the youngest have younger neighbours."""
    generations = Generations()
    for age in (1, 2):
        generations.record_created(age)
    assert not StopRequest(generations, 1).has_successor

    generations.record_reload()
    generations.record_created(3)

    assert [StopRequest(generations, age).has_successor for age in (1, 2, 3)] == [True, True, False]


def test_a_worker_that_has_served_its_requests_waits_for_the_successor_of_another() -> None:
    """While one leaves, it accepts no connections."""
    generations = Generations()
    for age in (1, 2):
        generations.record_created(age)
        generations.record_ready(age)
    assert not generations.is_one_leaving()

    generations.record_leaving()
    assert generations.is_one_leaving()
    generations.record_created(3)
    assert generations.is_one_leaving()
    generations.record_ready(3)
    assert not generations.is_one_leaving()


class Connection:
    """One as `close_idle` sees it, and the client's end of it."""

    has_input = TimedChannel.has_input

    def __init__(self, *, is_at_work: bool = False) -> None:
        self.is_at_work = is_at_work
        self.socket, self.client = socket.socketpair()
        self.client.setblocking(False)

    def handle_close(self) -> None:
        self.socket.close()


def test_a_connection_is_closed_only_when_nothing_is_under_way_on_it() -> None:
    idle, working, sent = Connection(), Connection(is_at_work=True), Connection()
    sent.client.send(b"GET /")
    acceptor: Any = SimpleNamespace(active_channels=dict(enumerate([idle, working, sent])))

    assert close_idle([acceptor]) == 2

    assert idle.client.recv(1) == b""
    for other in (working, sent):
        with pytest.raises(BlockingIOError):
            other.client.recv(1)
    for connection in (idle, working, sent):
        connection.handle_close()
        connection.client.close()
