"""A reload under load: new workers take over before the old ones leave, and every request gets its response."""

import signal
import threading
import time
from pathlib import Path

import pytest

from operations.web_server.replacing import Generations, StopRequest
from tests.operations.outages.server import Server, run_server

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
