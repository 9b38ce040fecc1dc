"""Clients that send slowly, or stop before the end, delay no other: the server as it runs without a proxy in front."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings

from operations.web_server import buffering_worker
from operations.web_server.buffering_worker import RECEIVE_SECONDS, SLOWEST_BYTES_PER_SECOND, TimedChannel
from tests.demo_server import find_free_port

HEAD = b"POST /users/login.json HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
UNFINISHED = {
    "header": b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
    "body": HEAD + b'Content-Length: 100\r\n\r\n{"email',
    "chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\n20\r\n{",
}
CONNECTIONS = 64  # four times the threads of the server


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with run_server(tmp_path_factory.mktemp("server") / "log") as (number, _):
        yield number


@contextmanager
def run_server(log: Path) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """The server with its own configuration and two processes; `/healthz` needs no database."""
    number = find_free_port()
    environ = os.environ | {"BIND": f"127.0.0.1:{number}", "LOG_FORMAT": "plain", "DATABASE_URL": f"sqlite:///{log}.db"}
    command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py", "config.wsgi"]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environ, stdout=output, stderr=output)
    try:
        for _ in range(600):
            if get_health_status(number) == 200:
                break
            assert process.poll() is None, log.read_text()
            time.sleep(0.1)
        yield number, process
    finally:
        process.terminate()
        process.wait(30)


def get_health_status(number: int) -> int | None:
    with closing(http.client.HTTPConnection("127.0.0.1", number, timeout=15)) as connection:
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status
        except OSError:
            return None


@pytest.mark.parametrize("part", UNFINISHED)
def test_unfinished_requests_hold_no_thread(port: int, part: str) -> None:
    with ExitStack() as stack:
        for _ in range(CONNECTIONS):
            stack.enter_context(socket.create_connection(("127.0.0.1", port))).sendall(UNFINISHED[part])

        assert [get_health_status(port) for _ in range(5)] == [200] * 5


@pytest.mark.parametrize(
    ("request_line", "status"),
    [(b"nonsense\r\n\r\n", 400), (b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"x" * 70_000 + b"\r\n\r\n", 431)],
)
def test_an_invalid_request_is_rejected_in_json(port: int, request_line: bytes, status: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=15) as client:
        client.sendall(request_line)
        response = http.client.HTTPResponse(client)
        response.begin()
        message = response.read()

        assert (response.status, response.headers["Content-Type"]) == (status, "application/json")
        assert message.startswith(b'{"message": "')


def test_a_body_in_chunks_reaches_the_view(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
    connection.request(
        "POST", "/healthz", body=iter([b"a", b"b"]), encode_chunked=True, headers={"Transfer-Encoding": "chunked"}
    )

    assert connection.getresponse().status == 405


def test_a_request_under_way_is_answered_before_the_server_stops(tmp_path: Path) -> None:
    """Idle connections and unfinished requests do not delay it."""
    with run_server(tmp_path / "log") as (number, process), ExitStack() as stack:
        for part in UNFINISHED.values():
            stack.enter_context(socket.create_connection(("127.0.0.1", number))).sendall(part)
        waiting = stack.enter_context(closing(http.client.HTTPConnection("127.0.0.1", number, timeout=15)))
        waiting.request("GET", "/healthz")
        assert waiting.getresponse().read() == b'{"status": "ok"}'

        process.send_signal(signal.SIGTERM)

        assert process.wait(15) == 0, (tmp_path / "log").read_text()
        assert "SIGKILL" not in (tmp_path / "log").read_text()


def is_too_slow(*, started: float | None, received: int = 0, now: float) -> bool:
    channel: Any = SimpleNamespace(receiving_since=started, request=SimpleNamespace(body_bytes_received=received))
    return TimedChannel.is_too_slow(channel, now)


def test_a_request_has_a_time_limit_that_its_body_extends() -> None:
    assert not is_too_slow(started=None, now=1e9)
    assert not is_too_slow(started=0, now=RECEIVE_SECONDS)
    assert is_too_slow(started=0, now=RECEIVE_SECONDS + 1)
    assert not is_too_slow(started=0, received=10 * SLOWEST_BYTES_PER_SECOND, now=RECEIVE_SECONDS + 9)
    assert is_too_slow(started=0, received=10 * SLOWEST_BYTES_PER_SECOND, now=RECEIVE_SECONDS + 11)


def test_the_rejection_of_a_slow_request_is_a_complete_response() -> None:
    head, _, body = buffering_worker.TIMED_OUT.partition(b"\r\n\r\n")

    assert f"Content-Length: {len(body)}".encode() in head
