"""Downwind and the floor, each behind the web server of production: one process, its threads, one connection pool."""

import http.client
import json
import os
import re
import secrets
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench.school import PASSWORD
from tests.demo_server import ROOT, find_free_port

DOWNWIND, FLOOR = "config.wsgi", "tests.bench.floor.app"
HOST = "school.example"
# Those of the proxy in front of a production server.
HEADERS = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
STARTS_WITHIN_SECONDS = 120
TICKS = os.sysconf("SC_CLK_TCK")


def build_environ(database: str) -> dict[str, str]:
    """Production as in .ci/run, with one process. Without Redis the cache is the process's own: no screen here uses
    the cache."""
    key = b64encode(secrets.token_bytes(32)).decode().rstrip("=")
    settings = {
        "DOWNWIND_ENV": "production",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "RECORDS_KEYS": f"bench={key}",
        "ALLOWED_HOSTS": HOST,
        "PUBLIC_URL": f"https://{HOST}",
        "TRUSTED_PROXIES": "1",
        "WEB_CONCURRENCY": "1",
        "GUNICORN_CMD_ARGS": "--max-requests 0",  # nobody replaces the process that is measured
        "DATABASE_URL": database,
    }
    return os.environ | settings


@dataclass
class Server:
    """A program that is being served."""

    name: str
    port: int
    process: "subprocess.Popen[bytes]"
    log: Path
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def send(self, method: str, path: str, body: bytes | None, token: str) -> tuple[int, bytes]:
        """The status and the bytes of the answer, on the one connection that is kept open."""
        headers = HEADERS | {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        return response.status, response.read()

    def log_in(self, email: str) -> str:
        """The token of a new session; of Downwind only."""
        body = json.dumps({"email": email, "password": PASSWORD}).encode()
        status, answer = self.send("POST", "/users/login.json", body, "")
        found = re.search(rb"dws_[\w-]+", answer)
        if found is None:
            raise RuntimeError(f"The login of {email} failed: {status} {answer!r}")
        return found[0].decode()

    def read_json(self, method: str, path: str, token: str) -> dict[str, Any]:
        status, answer = self.send(method, path, None, token)
        if status != 200:
            raise RuntimeError(f"{method} {path}: {status} {answer!r}")
        tree: dict[str, Any] = json.loads(answer)
        return tree

    def read_cpu_seconds(self) -> float:
        """The processor time of the worker so far; that of the database's processes is not in it."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return sum(read_process_seconds(int(pid)) for pid in children)

    def wait_until_ready(self) -> None:
        until = time.monotonic() + STARTS_WITHIN_SECONDS
        while not self.answers():
            if time.monotonic() > until or self.process.poll() is not None:
                raise RuntimeError(f"{self.name} did not start: {self.log.read_text()[-3000:]}")
            time.sleep(0.1)

    def answers(self) -> bool:
        try:
            return self.send("GET", "/users/view.json", None, "none")[0] == 401
        except (OSError, http.client.HTTPException):
            self.connection.close()
            return False


def read_process_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


@contextmanager
def serve(name: str, application: str, environ: dict[str, str]) -> Iterator[Server]:
    """Serves the WSGI application of this module while the block runs."""
    port = find_free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py", application]
    with TemporaryDirectory() as directory:
        log = Path(directory) / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, cwd=ROOT, env=environ | {"BIND": f"127.0.0.1:{port}"}, stdout=output, stderr=output
            )
        server = Server(name, port, process, log)
        try:
            server.wait_until_ready()
            yield server
        finally:
            server.connection.close()
            process.terminate()
            process.wait(60)
