"""A PostgreSQL cluster and a Redis server of this run alone, which scenarios stop, kill and hang."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from tests.demo_server import find_free_port

USER = "postgres"
STARTS_WITHIN_SECONDS = 60


def find_program(name: str) -> str:
    """A program, also one of PostgreSQL, most of which Debian keeps out of the PATH. Raises FileNotFoundError."""
    found = shutil.which(name) or next(map(str, sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))), None)
    if found is None:
        raise FileNotFoundError(f"{name} is needed: install PostgreSQL and Redis.")
    return found


def find_missing_programs() -> str:
    """Which programs these services need and do not find, in a sentence; "" without any."""
    for name in ("initdb", "redis-server"):
        try:
            find_program(name)
        except FileNotFoundError as error:
            return str(error)
    return ""


def run_as_user(*command: str) -> list[str]:
    """The command for a user that is not root, as which PostgreSQL does not run."""
    return ["runuser", "-u", USER, "--", *command] if os.geteuid() == 0 else list(command)


class Cluster:
    """A PostgreSQL server. `address` is a DATABASE_URL."""

    def __init__(self) -> None:
        self.directory = Path(tempfile.mkdtemp(prefix="torture-"))
        if os.geteuid() == 0:
            shutil.chown(self.directory, USER)
        self.data = self.directory / "data"
        self.port = find_free_port()
        self.create_data()
        with (self.data / "postgresql.conf").open("a") as config:
            config.write(f"port = {self.port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\n")
        self.start()

    def create_data(self) -> None:
        self.run("initdb", "-D", str(self.data), "-A", "trust", "-U", USER, "-N")

    def run(self, program: str, *arguments: str) -> None:
        command = run_as_user(find_program(program), *arguments)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.directory)

    @property
    def address(self) -> str:
        return f"postgres://{USER}@127.0.0.1:{self.port}/postgres"

    def control(self, *arguments: str) -> None:
        command = run_as_user(find_program("pg_ctl"), "-D", str(self.data), "-l", str(self.directory / "log"), "-s")
        subprocess.run([*command, *arguments], check=True, cwd=self.directory)

    def start(self) -> None:
        self.control("start", "-w", "-t", str(STARTS_WITHIN_SECONDS))

    def stop(self) -> None:
        self.control("stop", "-m", "fast")

    def crash(self) -> None:
        """All processes of the server end at once, as at a power cut; it recovers from its log when it starts."""
        self.control("stop", "-m", "immediate")

    def list_processes(self) -> list[int]:
        postmaster = int((self.data / "postmaster.pid").read_text().split()[0])
        children = subprocess.run(["pgrep", "-P", str(postmaster)], capture_output=True, text=True, check=False)
        return [postmaster, *map(int, children.stdout.split())]

    def send_signal(self, number: signal.Signals) -> None:
        for process in self.list_processes():
            with suppress(ProcessLookupError):
                os.kill(process, number)

    def remove(self) -> None:
        with suppress(OSError, subprocess.CalledProcessError):
            self.send_signal(signal.SIGCONT)
            self.crash()
        shutil.rmtree(self.directory, ignore_errors=True)


class Redis:
    """A Redis server that keeps nothing on disk."""

    def __init__(self) -> None:
        self.port = find_free_port()
        self.start()

    @property
    def address(self) -> str:
        return f"rediscache://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--save", "", "--appendonly", "no"], stdout=subprocess.DEVNULL
        )
        time.sleep(0.5)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGCONT)
        self.process.kill()
        self.process.wait()
