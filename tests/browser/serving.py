"""The real server on a database of its own, made with the operator's commands."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN_SECONDS = 60


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class TestInstallation:
    """A server's folder of settings: where its database is, and commands run against it."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "server.log"
        self.env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": f"sqlite:///{folder / 'school.sqlite3'}",
            "MEDIA_ROOT": str(folder / "media"),
            "WEB_CONCURRENCY": "1",
        }

    def manage(self, *command: str, entered: str = "") -> str:
        """Runs a command of manage.py, with `entered` as what a person types, and returns what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT, env=self.env, input=entered, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}: {done.stdout}\n{done.stderr}"
        return done.stdout

    @contextmanager
    def run_server(self) -> Iterator[str]:
        """Its address while the block runs."""
        port = find_free_port()
        command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py", "--bind", f"127.0.0.1:{port}"]
        with self.log.open("wb") as log:
            server = subprocess.Popen([*command, "config.wsgi"], cwd=ROOT, env=self.env, stderr=log)
            try:
                wait_until_ready(server, port, self.log)
                yield f"http://127.0.0.1:{port}"
            finally:
                server.terminate()
                server.wait(20)


def wait_until_ready(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    give_up = time.monotonic() + STARTS_WITHIN_SECONDS
    while not is_ready(port):
        assert server.poll() is None, log.read_text()
        assert time.monotonic() < give_up, log.read_text()
        time.sleep(0.1)


def is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
