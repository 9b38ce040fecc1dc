"""The server as it runs, with its own configuration, and the requests that tests of outages send to it."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from tests.demo_server import find_free_port

PATIENCE = 60.0  # seconds until a test gives up; no claim about speed
READ = "/users/view.json"  # with a token that does not exist: 401 if the database answers


@dataclass(frozen=True)
class Server:
    port: int
    process: "subprocess.Popen[bytes]"
    log: Path

    def get(self, path: str = READ, *, timeout: float = PATIENCE) -> tuple[int, dict[str, str]]:
        """Status and headers of a response. Raises OSError when there is none."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)) as connection:
            connection.request("GET", path, headers={"Authorization": "Bearer dws_" + "x" * 43})
            response = connection.getresponse()
            response.read()
            return response.status, {name.lower(): text for name, text in response.getheaders()}

    def wait_for(self, status: int, path: str = READ) -> float:
        """Waits until the path has this status, and returns how many seconds that took."""
        start = time.monotonic()
        while (found := self.get(path)[0]) != status:
            assert time.monotonic() < start + PATIENCE, f"{path} is {found}, not {status}: {self.log.read_text()}"
            time.sleep(0.1)
        return time.monotonic() - start


@contextmanager
def run_server(log: Path, **environment: str) -> Iterator[Server]:
    port = find_free_port()
    environ = os.environ | {"BIND": f"127.0.0.1:{port}", "LOG_FORMAT": "plain", "WEB_CONCURRENCY": "1"} | environment
    command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py", "config.wsgi"]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environ, stdout=output, stderr=output)
    server = Server(port, process, log)
    try:
        wait_until_alive(server)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()


def wait_until_alive(server: Server) -> None:
    give_up_at = time.monotonic() + PATIENCE
    while time.monotonic() < give_up_at:
        assert server.process.poll() is None, server.log.read_text()
        try:
            server.get("/healthz")
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(server.log.read_text())
