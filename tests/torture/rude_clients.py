"""Clients that leave in the middle of what they send, or before the response: phones in a lift."""

import json
import random
import socket
import struct
import threading
import time
from contextlib import suppress
from uuid import uuid4

from tests.torture.load import WRITE
from tests.torture.scenarios import scenario
from tests.torture.school import School

CLIENTS = 8
RESET = struct.pack("ii", 1, 0)  # SO_LINGER of no seconds: closing sends a reset


@scenario("clients leave in the middle of a request")
def leave_early(school: School, seconds: float) -> None:
    until = time.monotonic() + seconds
    threads = [threading.Thread(target=leave_until, args=(school, until)) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def leave_until(school: School, until: float) -> None:
    while time.monotonic() < until:
        request = build_request(school.token)
        # A third leave in the head, a third in the body, a third before the response.
        end = random.choice((random.randrange(1, 80), len(request) - random.randrange(1, 60), len(request)))
        with suppress(OSError):
            send_and_leave(school.port, request[:end])


def build_request(token: str) -> bytes:
    """The request of a location that no other client names. Whether it is stored is open; it is never stored twice."""
    name = f"Room left {uuid4().hex}"
    body = json.dumps({"name": name, "type": "CLASSROOM", "country_id": "AT", "timezone_id": "Europe/Vienna"})
    lines = (
        f"POST {WRITE} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Authorization: Bearer {token}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    )
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def send_and_leave(port: int, data: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(data)
        time.sleep(random.choice((0.0, 0.01, 0.1)))
        if random.random() < 0.5:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
