"""Many clients want the same thing at the same moment."""

import json
import threading
import time
from uuid import uuid4

from tests.torture.load import WRITE, Load
from tests.torture.scenarios import scenario
from tests.torture.school import School

AT_ONCE = 12
RETRIED = {409, 503, None}
TRIES = 30


@scenario("twelve clients create the same location at once")
def create_the_same(school: School, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if (stored := race(school, [uuid4().hex for _ in range(AT_ONCE)])) != 1:
            school.complaints.append(f"{stored} of {AT_ONCE} got the same name")


@scenario("twelve copies of the same request arrive at once")
def repeat_the_same(school: School, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if (stored := race(school, [uuid4().hex] * AT_ONCE)) != AT_ONCE:
            school.complaints.append(f"{stored} of {AT_ONCE} copies got the response")


def race(school: School, keys: list[str]) -> int:
    """Sends one request with each of these keys, all at once and again while the server asks for it. Returns how many
    were told that it is stored."""
    name, statuses = f"Room raced {uuid4().hex}", []
    barrier = threading.Barrier(len(keys))

    def create(key: str) -> None:
        barrier.wait()
        statuses.append(send_until_answered(school, name, key))

    threads = [threading.Thread(target=create, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses.count(200)


def send_until_answered(school: School, name: str, key: str) -> int | None:
    client = Load(school.port, school.token, writers=0, readers=0)
    body = json.dumps({"name": name, "type": "CLASSROOM", "country_id": "AT", "timezone_id": "Europe/Vienna"})
    status: int | None = None
    for _ in range(TRIES):
        status, _retry_after = client.request("POST", WRITE, body, key)
        if status not in RETRIED:
            break
        time.sleep(0.5)
    return status
