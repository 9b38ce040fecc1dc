"""One school's ledger is held for long while many write to it: what another school, and the school itself, get.

A request may wait for the ledger for longer here than any request waits for a thread. So a server whose threads all
waited for it would refuse everybody else.
"""

import http.client
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection, transaction

from accounts.api_keys import create_api_key
from accounts.models import User
from records.services import lock_head
from records.verification.run import verify_company
from tests.operations.outages.server import Server, run_server
from tests.parallel import PATIENCE, count_waiting, wait_until
from tests.world import World

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

THREADS, WRITERS, REQUESTS = 4, 16, 10
SHARE = THREADS // 2
WRITE, READ = "/manager/trainings/locations/edit.json", "/trainings/locations.json"
Answer = tuple[int, str | None]  # status and Retry-After


class Client:
    """A program of a user, which sends one request after the other."""

    def __init__(self, server: Server, user: User) -> None:
        self.port = server.port
        self.secret = create_api_key(user=user, name=f"Program {uuid4()}").secret

    def send(self, method: str, path: str, body: str | None = None) -> Answer:
        headers = {"Authorization": f"Bearer {self.secret}", "Content-Type": "application/json"}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as link:
            link.request(method, path, body, headers)
            response = link.getresponse()
            response.read()
            return response.status, response.headers.get("Retry-After")

    def read(self) -> int:
        return self.send("GET", READ)[0]

    def write(self) -> Answer:
        room = {"name": f"Room {uuid4()}", "type": "CLASSROOM", "country_id": "AT", "timezone_id": "Europe/Vienna"}
        return self.send("POST", WRITE, json.dumps(room))


class Crowd:
    """Writers of one school who hardly pause, whatever they are told, until `is_over`."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.is_over = threading.Event()
        self.answers: list[Answer] = []

    def write(self) -> None:
        while not self.is_over.is_set():
            self.answers.append(self.client.write())
            time.sleep(0.1)

    def count(self, status: int) -> int:
        return sum(answer[0] == status for answer in self.answers)


@contextmanager
def run_crowd(client: Client) -> Iterator[Crowd]:
    crowd = Crowd(client)
    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [pool.submit(crowd.write) for _ in range(WRITERS)]
        try:
            yield crowd
        finally:
            crowd.is_over.set()
    for writer in writers:
        writer.result()


@pytest.fixture
def server(tmp_path: Path, transactional_db: None) -> Iterator[Server]:
    database = connection.settings_dict
    login = f"{database['USER']}:{database['PASSWORD']}" if database["PASSWORD"] else database["USER"]
    address = f"postgres://{login}@{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"
    limits = {"WEB_THREADS": str(THREADS), "LOCK_TIMEOUT_SECONDS": str(int(PATIENCE))}
    with run_server(tmp_path / "log", DATABASE_URL=address, **limits) as server:
        yield server


def test_writers_behind_one_schools_ledger_keep_neither_another_school_nor_readers_waiting(server: Server) -> None:
    world = World()
    manager, reader, other = (Client(server, user) for user in (world.maria, world.sam, world.otto))
    with run_crowd(manager) as crowd:
        with transaction.atomic():
            lock_head(world.alpine.pk)
            crowd.answers.clear()
            wait_until(lambda: count_waiting() == SHARE)

            answers = [other.write()[0] for _ in range(REQUESTS)]
            answers += [client.read() for client in (other, reader) for _ in range(REQUESTS)]
            wait_until(lambda: crowd.count(503) >= WRITERS)
            told, waiting = list(crowd.answers), count_waiting()
        wait_until(lambda: crowd.answers[-1][0] == 200)

    assert answers == [200] * 3 * REQUESTS
    assert waiting == SHARE
    assert {(status, retry_after is not None) for status, retry_after in told} <= {(503, True), (200, False)}
    assert verify_company(world.alpine).findings == []
    assert verify_company(world.baltic).findings == []
