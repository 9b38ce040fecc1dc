"""A client that costs little beside the servers it measures: requests are bytes made once, on connections kept open."""

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tests.bench.screens import Screen
from tests.bench.servers import HEADERS

LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)
CHUNK = 65_536


def build_request(screen: Screen, token: str) -> bytes:
    body = screen.body or b""
    headers = HEADERS | {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
    }
    lines = [f"{screen.method} {screen.path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


@contextmanager
def connect(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield connection


def exchange(connection: socket.socket, request: bytes) -> None:
    """Sends the request and reads the whole response. Raises RuntimeError for any but a 200."""
    connection.sendall(request)
    received = b""
    while b"\r\n\r\n" not in received:
        received += receive(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    length = LENGTH.search(head)
    if b" 200 " not in head[:20] or length is None:
        raise RuntimeError(f"A response while measuring: {received[:300]!r}")
    missing = int(length[1]) - len(body)
    while missing > 0:
        missing -= len(receive(connection))


def receive(connection: socket.socket) -> bytes:
    data = connection.recv(CHUNK)
    if not data:
        raise RuntimeError("The server closed a connection while it was measured.")
    return data


def send_for(port: int, request: bytes, seconds: float) -> list[float]:
    """Sends one request after the other for so long; returns how many seconds each took."""
    times = []
    with connect(port) as connection:
        until = time.perf_counter() + seconds
        began = time.perf_counter()
        while began < until:
            exchange(connection, request)
            ended = time.perf_counter()
            times.append(ended - began)
            began = ended
    return times


def count_at_once(port: int, request: bytes, seconds: float, clients: int) -> int:
    """How many requests so many clients get answered within this time."""
    counts: list[int] = []
    threads = [
        threading.Thread(target=lambda: counts.append(len(send_for(port, request, seconds)))) for _ in range(clients)
    ]
    with ExitStack() as stack:
        for thread in threads:
            thread.start()
            stack.callback(thread.join)
    if len(counts) != clients:
        raise RuntimeError("A client failed while it measured.")
    return sum(counts)
