"""Clients that write and read while something breaks, and remember what they were told.

A writer creates locations with names of its own, each with an Idempotency-Key. It does what docs/client.md asks for: it
sends the same request again after 409, 429, 503 and a lost connection, for half a minute.
"""

import http.client
import json
import random
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from uuid import uuid4

RETRIES_FOR_SECONDS = 30.0
LONGEST_PAUSE_SECONDS = 1.0
TIMEOUT_SECONDS = 15.0
WRITE, READ = "/manager/trainings/locations/edit.json", "/trainings.json"
RETRIED = {409, 429, 503}


@dataclass
class Outcome:
    """What clients were told. `acknowledged` are the names of locations that the server said it has stored."""

    acknowledged: set[str] = field(default_factory=set)
    given_up: set[str] = field(default_factory=set)
    unexpected: list[str] = field(default_factory=list)
    requests: int = 0
    retries: int = 0
    slowest_refusal: float = 0.0
    slowest_act: float = 0.0
    last_success: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, other: "Outcome") -> None:
        """Counts what other clients were told as told to these."""
        self.acknowledged |= other.acknowledged
        self.given_up |= other.given_up
        self.unexpected += other.unexpected
        self.requests += other.requests
        self.retries += other.retries
        self.slowest_refusal = max(self.slowest_refusal, other.slowest_refusal)


class Load:
    """Runs clients while its block runs."""

    def __init__(self, port: int, token: str, *, writers: int = 6, readers: int = 3) -> None:
        self.port, self.token = port, token
        self.outcome = Outcome()
        self.is_over = threading.Event()
        tasks = [self.write] * writers + [self.read] * readers
        self.threads = [threading.Thread(target=self.repeat, args=(task,)) for task in tasks]

    def __enter__(self) -> "Load":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.is_over.set()
        for thread in self.threads:
            thread.join()

    def repeat(self, task: object) -> None:
        assert callable(task)
        while not self.is_over.is_set():
            task()

    def write(self) -> None:
        name, key = f"Room {uuid4().hex}", uuid4().hex
        body = json.dumps({"name": name, "type": "CLASSROOM", "country_id": "AT", "timezone_id": "Europe/Vienna"})
        began = time.monotonic()
        is_stored = False
        while not is_stored and time.monotonic() < began + RETRIES_FOR_SECONDS:
            is_stored = self.send("POST", WRITE, body, key) == 200
        with self.outcome.lock:
            (self.outcome.acknowledged if is_stored else self.outcome.given_up).add(name)
            self.outcome.slowest_act = max(self.outcome.slowest_act, time.monotonic() - began)

    def read(self) -> None:
        self.send("GET", READ)

    def send(self, method: str, path: str, body: str | None = None, key: str = "") -> int | None:
        """The status of the response, after the pause that it asks for; None for a lost connection."""
        began = time.monotonic()
        status, retry_after = self.request(method, path, body, key)
        took = time.monotonic() - began
        with self.outcome.lock:
            self.outcome.requests += 1
            if status == 200:
                self.outcome.last_success = time.monotonic()
            elif status is None or status in RETRIED:
                self.outcome.retries += 1
                self.outcome.slowest_refusal = max(self.outcome.slowest_refusal, took)
            else:
                self.outcome.unexpected.append(f"{method} {path}: {status}")
        if status != 200:
            time.sleep(min(retry_after, LONGEST_PAUSE_SECONDS) * random.uniform(0.5, 1.0))
        return status

    def request(self, method: str, path: str, body: str | None, key: str) -> tuple[int | None, float]:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        headers |= {"Idempotency-Key": key} if key else {}
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_SECONDS)) as connection:
                connection.request(method, path, body, headers)
                response = connection.getresponse()
                response.read()
                return response.status, float(response.headers.get("Retry-After", 1))
        except (OSError, http.client.HTTPException):
            return None, 0.5
