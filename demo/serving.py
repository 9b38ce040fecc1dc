"""Serving the demo school: gunicorn as a child process that never outlives us."""

import http.client
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from django.conf import settings

GUNICORN_SETTINGS = Path(__file__).with_name("gunicorn_settings.py")
LOG = settings.VAR_DIR / "demo-server.log"
STARTS_WITHIN_SECONDS = 60
STOPS_WITHIN_SECONDS = 10
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class ServerFailed(Exception):
    """The server ended by itself, or never answered."""


def install_signal_handlers() -> None:
    """From now on Ctrl-C and a polite kill end this process with exit code 0, after every `finally`."""
    for number in STOPPING:
        signal.signal(number, handle_stop_signal)


def handle_stop_signal(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


def is_port_free(port: int) -> bool:
    """Whether a server could listen on 127.0.0.1:`port` now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@contextmanager
def run_server(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The real WSGI server on 127.0.0.1:`port`, its own messages in `LOG`; stopped when the block is left.

    It stays in our process group: whoever ends the group ends the server too. It is born deaf to Ctrl-C, so that one
    pressed before it is up cannot make it complain; we pass the news on.
    """
    command = [sys.executable, "-m", "gunicorn", "--config", str(GUNICORN_SETTINGS)]
    command += ["--bind", f"127.0.0.1:{port}", "--error-logfile", str(LOG), "--pythonpath", str(settings.BASE_DIR)]
    LOG.write_bytes(b"")
    ours = signal.signal(signal.SIGINT, signal.SIG_IGN)
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603
    try:
        signal.signal(signal.SIGINT, ours)
        yield child
    finally:
        for number in STOPPING:
            signal.signal(number, signal.SIG_IGN)
        stop_server(child)


def stop_server(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(STOPS_WITHIN_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def wait_until_ready(child: subprocess.Popen[bytes], port: int) -> None:
    """Returns once the server answers a request; raises ServerFailed when it ends, stays silent or is broken."""
    give_up = time.monotonic() + STARTS_WITHIN_SECONDS
    while (status := get_response_status(port)) is None:
        if child.poll() is not None:
            raise ServerFailed(f"The server did not start. {read_last_log_line()}")
        if time.monotonic() > give_up:
            raise ServerFailed(f"The server does not answer. {read_last_log_line()}")
        time.sleep(0.1)
    if status >= 500:
        raise ServerFailed(f"The server answers with the error {status}. {read_last_log_line()}")


def get_response_status(port: int) -> int | None:
    """The status of an answer of the application, 401 mostly; None when there is none. Never through a proxy."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/users/countries.json")
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def wait_until_exit(child: subprocess.Popen[bytes]) -> None:
    """Waits as long as the server runs; it should not end by itself, so that raises ServerFailed."""
    child.wait()
    raise ServerFailed(f"The server ended. {read_last_log_line()}")


def read_last_log_line() -> str:
    """Where the server's log is, and its last line."""
    lines = LOG.read_text(errors="replace").strip().splitlines()
    return f"{lines[-1] if lines else ''} (more in {LOG})".strip()
