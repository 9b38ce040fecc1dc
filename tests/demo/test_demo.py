"""`manage.py demo`, which `make demo` runs."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from demo import report, serving

pytestmark = pytest.mark.any_database  # its server has a SQLite database of its own

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def handlers() -> Iterator[None]:
    """Restores the signal handlers of the test runner, which the command replaces."""
    before = {number: signal.getsignal(number) for number in serving.STOPPING}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_a_port_in_use_is_one_clear_line(handlers: None, taken_port: int) -> None:
    with pytest.raises(CommandError, match=f"^Port {taken_port} is in use") as raised:
        call_command("demo", port=taken_port)

    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("port", [0, 65_536, -1])
def test_an_invalid_port_is_rejected(handlers: None, port: int) -> None:
    with pytest.raises(CommandError, match="65535"):
        call_command("demo", port=port)


def test_production_is_rejected(handlers: None, settings: Any) -> None:
    settings.IS_PRODUCTION = True

    with pytest.raises(CommandError, match="production"):
        call_command("demo", port=find_free_port())


def test_the_welcome_names_every_login_and_a_curl() -> None:
    printed = report.format_welcome("http://127.0.0.1:8123")

    assert printed.startswith("The app: http://127.0.0.1:8123/app/\n")
    assert printed.count("@demo.example ") == 7  # six logins, and one in the curl
    assert "curl -s http://127.0.0.1:8123/users/login.json -d email=student@demo.example -d password=" in printed
    assert 'curl -s -H "Authorization: Bearer $TOKEN" http://127.0.0.1:8123/trainings.json' in printed


def test_it_serves_until_ctrl_c(tmp_path: Path) -> None:
    port = find_free_port()
    child = start_server(port, tmp_path)
    try:
        lines = read_lines_until_ready(child)
        commands = "".join(line for line in lines if line.startswith(("TOKEN", "  | python3", "curl")))
        output = subprocess.run(["bash", "-c", commands], capture_output=True, text=True, check=True, timeout=30)
    finally:
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=30)

    assert lines[-1] == f"READY http://127.0.0.1:{port}\n"
    assert '"name": "PPL(A) theory"' in output.stdout
    assert (child.returncode, out, err) == (0, "", "")
    assert serving.is_port_free(port)


def start_server(port: int, directory: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--port", str(port)],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": f"sqlite:///{directory / 'demo.sqlite3'}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def read_lines_until_ready(child: subprocess.Popen[str]) -> list[str]:
    assert child.stdout is not None
    lines: list[str] = []
    while not lines or not lines[-1].startswith("READY"):
        lines.append(child.stdout.readline())
        assert lines[-1], "the server ended before it was ready"
    return lines
