"""Serves the demo school: runs gunicorn and the worker as child processes that never outlive this one."""

import http.client
import os
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
    """The server exited, or never responded."""


def install_signal_handlers() -> None:
    """Makes Ctrl-C and `kill` end this process with exit status 0, after every `finally`."""
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
    """Runs gunicorn on 127.0.0.1:`port`, with its messages in `LOG`, and the worker, until the block ends.

    Yields the process of gunicorn.
    """
    LOG.write_bytes(b"")
    links = get_links(port)
    children = [start_child(build_server_command(port), links), start_child(build_worker_command(), links)]
    try:
        yield children[0]
    finally:
        for number in STOPPING:  # a second Ctrl-C must not interrupt the clean-up
            signal.signal(number, signal.SIG_IGN)
        for child in children:
            child.terminate()
        for child in children:
            wait_or_kill(child)


def start_child(command: list[str], environment: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Starts a process that stays in this process group, so that killing the group stops it too.

    It starts with SIGINT ignored: otherwise Ctrl-C before it is ready would print a traceback. This process terminates
    it instead.
    """
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN)  # the child inherits it
    try:
        return subprocess.Popen(  # noqa: S603  our own interpreter and settings
            command, stdin=subprocess.DEVNULL, env=os.environ | (environment or {})
        )
    finally:
        signal.signal(signal.SIGINT, handler)


def build_server_command(port: int) -> list[str]:
    command = [sys.executable, "-m", "gunicorn", "--config", str(GUNICORN_SETTINGS)]
    return [
        *command, "--bind", f"127.0.0.1:{port}", "--error-logfile", str(LOG), "--pythonpath", str(settings.BASE_DIR)
    ]  # fmt: skip


def build_worker_command() -> list[str]:
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), "run_worker"]


def get_links(port: int) -> dict[str, str]:
    """The setting that makes links in mails and on pages lead to this port."""
    return {"PUBLIC_URL": settings.PUBLIC_URL or f"http://127.0.0.1:{port}"}


def wait_or_kill(child: subprocess.Popen[bytes]) -> None:
    try:
        child.wait(STOPS_WITHIN_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def wait_until_ready(child: subprocess.Popen[bytes], port: int) -> None:
    """Returns once the server responds; raises ServerFailed if it exits, does not respond in time or responds 5xx."""
    give_up_at = time.monotonic() + STARTS_WITHIN_SECONDS
    while (status := get_response_status(port)) is None:
        if child.poll() is not None:
            raise ServerFailed(f"The server did not start. {read_last_log_line()}")
        if time.monotonic() > give_up_at:
            raise ServerFailed(f"The server does not respond. {read_last_log_line()}")
        time.sleep(0.1)
    if status >= 500:
        raise ServerFailed(f"The server responds with status {status}. {read_last_log_line()}")


def get_response_status(port: int) -> int | None:
    """The status of a response of the application, usually 401; None without a response. Ignores proxy settings."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/users/countries.json")
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def wait_until_exit(child: subprocess.Popen[bytes]) -> None:
    """Waits while the server runs, and raises ServerFailed if it exits: only a signal to this process should end it."""
    child.wait()
    raise ServerFailed(f"The server exited. {read_last_log_line()}")


def read_last_log_line() -> str:
    """The last line of the server's log, and its path."""
    lines = LOG.read_text(errors="replace").strip().splitlines()
    return f"{lines[-1] if lines else ''} (more in {LOG})".strip()
