"""Serves a new demo school on a free port, for tests from outside the process.

    python -m tests.demo_server npm --prefix clients/typescript test

serves it from a temporary SQLite database while the command runs, passes its URL in DOWNWIND_URL, and exits with the
status of the command.
"""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent


def main(command: list[str]) -> int:
    with TemporaryDirectory() as directory, run_demo_server(f"sqlite:///{directory}/demo.sqlite3") as address:
        return subprocess.run(command, env=os.environ | {"DOWNWIND_URL": address}, check=False).returncode


@contextmanager
def run_demo_server(database_url: str, **environment: str) -> Iterator[str]:
    """Runs `manage.py demo` with this database while the block runs; yields its URL."""
    server = subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--port", str(find_free_port())],
        cwd=ROOT,
        env=os.environ | environment | {"DATABASE_URL": database_url},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield read_address(server)
    finally:
        server.send_signal(signal.SIGINT)
        server.communicate()


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def read_address(server: "subprocess.Popen[str]") -> str:
    """The URL that the demo prints after READY."""
    for line in server.stdout or ():
        if line.startswith("READY "):
            return line.split()[1]
    raise RuntimeError("The demo school did not start.")


if __name__ == "__main__":
    if not sys.argv[1:]:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
