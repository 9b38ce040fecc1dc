"""The served school: the demo school in a database of its own, behind gunicorn as in production."""

import http.client
import json
import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.demo_server import ROOT, find_free_port
from tests.torture.load import Outcome
from tests.torture.services import Cluster, Redis

LOGIN = {"email": "manager@demo.example", "password": "demo-flight-1"}
EVENTS = "SELECT count(*) FROM records_event WHERE action = 'location.edited'"
STARTS_WITHIN_SECONDS = 120


class School:
    """`complaints` are what the present scenario saw itself, `other_outcomes` those of clients of its own."""

    def __init__(self, cluster: Cluster, redis: Redis, *, code: Path = ROOT) -> None:
        """`code` is the folder of the version that migrates, seeds and serves."""
        self.cluster, self.redis, self.code = cluster, redis, code
        self.complaints: list[str] = []
        self.other_outcomes: list[Outcome] = []
        self.port = find_free_port()
        self.log = cluster.directory / "gunicorn.log"
        self.environ = os.environ | {
            "DATABASE_URL": cluster.address,
            "CACHE_URL": redis.address,
            "REQUESTS_PER_MINUTE": "1000000",
            "BIND": f"127.0.0.1:{self.port}",
            "LOG_FORMAT": "plain",
            "WEB_CONCURRENCY": "2",
            "MEDIA_ROOT": str(cluster.directory / "media"),
            # The same for every version that serves this school; without them, each checkout makes its own.
            "SECRET_KEY": secrets.token_urlsafe(50),
            "RECORDS_KEYS": f"torture={secrets.token_urlsafe(32)}",
        }
        self.manage("migrate", "-v0")
        self.manage("seed_demo")
        ((self.events_before,),) = self.query(EVENTS)
        self.start()
        self.token = self.log_in()

    def manage(self, *arguments: str, **environ: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "manage.py", *arguments]
        settings = self.environ | environ
        run = subprocess.run(command, cwd=self.code, env=settings, capture_output=True, text=True, check=False)
        if run.returncode:
            raise RuntimeError(f"{' '.join(arguments)} failed:\n{run.stdout}{run.stderr}")
        return run

    def start(self) -> None:
        self.process = self.run_server(self.environ)
        self.wait_until_ready()

    def run_server(self, environ: dict[str, str]) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py", "config.wsgi"]
        with self.log.open("ab") as output:
            return subprocess.Popen(command, cwd=self.code, env=environ, stdout=output, stderr=output)

    @contextmanager
    def serve_beside(self, port: int, environ: dict[str, str]) -> Iterator[None]:
        """A second server of the same database on this port, while the block runs."""
        process = self.run_server(environ | {"BIND": f"127.0.0.1:{port}"})
        try:
            self.wait_until_ready(port)
            yield
        finally:
            process.terminate()
            process.wait(60)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(60)

    def wait_until_ready(self, port: int | None = None) -> float:
        """Waits for `/readyz`, and returns how many seconds it took."""
        began = time.monotonic()
        while self.probe("/readyz", port) != 200:
            if time.monotonic() > began + STARTS_WITHIN_SECONDS:
                raise RuntimeError(f"The server is not ready: {self.log.read_text()[-3000:]}")
            time.sleep(0.1)
        return time.monotonic() - began

    def probe(self, path: str, port: int | None = None) -> int | None:
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=5)) as connection:
                connection.request("GET", path)
                return connection.getresponse().status
        except OSError:
            return None

    def log_in(self) -> str:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request("POST", "/users/login.json", json.dumps(LOGIN), {"Content-Type": "application/json"})
            text = connection.getresponse().read().decode()
        found = re.search(r"dws_[\w-]+", text)
        if found is None:
            raise RuntimeError(f"The login failed: {text}")
        return found[0]

    def list_workers(self) -> list[int]:
        children = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=False)
        return [int(line) for line in children.stdout.split()]

    def query(self, statement: Any, *values: Any) -> list[Any]:
        return self.query_at(self.cluster.address, statement, *values)

    def query_at(self, address: str, statement: Any, *values: Any, writable: bool = True) -> list[Any]:
        """The rows of a statement in another database, by default of a server that accepts writes."""
        url = address.replace("postgres://", "postgresql://")
        wanted = "read-write" if writable else "any"
        with psycopg.connect(url, autocommit=True, target_session_attrs=wanted) as link:
            cursor = link.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def read_log(self) -> str:
        return Path(self.log).read_text()


@contextmanager
def serve_school(code: Path = ROOT, build_cluster: Callable[[], Cluster] = Cluster) -> Iterator[School]:
    """A new school with services of its own, served by the code in this folder, until the block ends."""
    with ExitStack() as stack:
        cluster = build_cluster()
        stack.callback(cluster.remove)
        redis = Redis()
        stack.callback(redis.stop)
        school = School(cluster, redis, code=code)
        stack.callback(school.stop)
        yield school
