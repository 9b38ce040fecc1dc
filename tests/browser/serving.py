"""The real server with its own database, set up with the commands that operators use."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN_SECONDS = 60


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class TestInstallation:
    """The settings of a server whose data is in `folder`, and commands run with them."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "server.log"
        self.mails = folder / "mails"
        self.port = find_free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": f"sqlite:///{folder / 'school.sqlite3'}",
            "MEDIA_ROOT": str(folder / "media"),
            "PUBLIC_URL": self.address,
            "EMAIL_URL": f"filemail:///{self.mails}",
            "QUEUE_DIR": str(folder / "queue"),
            "WEB_CONCURRENCY": "1",
        }

    def manage(self, *command: str, stdin: str = "") -> str:
        """Runs a command of manage.py, with `stdin` as its input, and returns what it printed."""
        result = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT, env=self.env, input=stdin, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert result.returncode == 0, f"{command}: {result.stdout}\n{result.stderr}"
        return result.stdout

    def deliver_mails(self) -> list[EmailMessage]:
        """Runs the worker once, and returns the mails that it delivered, in the order in which they were queued."""
        known = set(self.mails.glob("*.eml"))
        self.manage("run_worker", "--once")
        delivered = sorted(set(self.mails.glob("*.eml")) - known)
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in delivered]

    @contextmanager
    def run_server(self) -> Iterator[str]:
        """Runs the server during the block, which gets its address."""
        bind = f"127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py", "--bind", bind]
        with self.log.open("wb") as log:
            server = subprocess.Popen([*command, "config.wsgi"], cwd=ROOT, env=self.env, stderr=log)
            try:
                wait_until_ready(server, self.port, self.log)
                yield self.address
            finally:
                server.terminate()
                server.wait(20)


def wait_until_ready(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while not is_ready(port):
        assert server.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
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
