"""The progress of a long command: a bar on a terminal, a few lines in a log."""

import io
import sys
from typing import Any

import pytest

from core.commands import build_progress_reporter


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time of the monotonic clock, which a test sets."""
    ticks = [0.0]
    monkeypatch.setattr("core.commands.time.monotonic", lambda: ticks[0])
    return ticks


def test_a_terminal_shows_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)

    assert list(build_progress_reporter("events")(range(5), 5)) == [0, 1, 2, 3, 4]
    assert "5/5" in terminal.getvalue()


def test_a_log_gets_a_line_every_half_minute_and_no_bar(capsys: Any, seconds: list[float]) -> None:
    for _ in build_progress_reporter("events")(range(400), 400):
        seconds[0] += 0.25

    assert capsys.readouterr().err.splitlines() == [f"{n} of 400 events" for n in (120, 240, 360)]


def test_what_is_done_soon_says_nothing_in_a_log(capsys: Any) -> None:
    assert len(list(build_progress_reporter("events")(range(1000), 1000))) == 1000
    assert capsys.readouterr().err == ""


def test_a_row_may_stand_for_many(capsys: Any, seconds: list[float]) -> None:
    for _ in build_progress_reporter("enrollments", step=1000)(range(3), 2500):
        seconds[0] += 31

    assert capsys.readouterr().err.splitlines() == [f"{n} of 2500 enrollments" for n in (1000, 2000, 2500)]
