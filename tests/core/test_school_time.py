"""Days and moments in a zone; and that no other place makes its own."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from core.school_time import (
    clock_time,
    day_of,
    end_of_day,
    is_ambiguous,
    last_day_before,
    moment_at,
    moment_text,
    readings_of,
    start_of_day,
    utc_text,
)

ROOT = Path(__file__).parents[2]
APPS = ("accounts", "config", "demo", "exams", "locations", "missions", "onsite", "operations", "records", "trainings")
VIENNA, AUCKLAND = ZoneInfo("Europe/Vienna"), ZoneInfo("Pacific/Auckland")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "begin", "end"),
    [
        ("Pacific/Auckland", date(2026, 11, 26), "2026-11-25 11:00", "2026-11-26 11:00"),
        ("America/New_York", date(2026, 11, 26), "2026-11-26 05:00", "2026-11-27 05:00"),
        ("Europe/Vienna", date(2027, 3, 28), "2027-03-27 23:00", "2027-03-28 22:00"),  # 23 hours
        ("Europe/Vienna", date(2027, 10, 31), "2027-10-30 22:00", "2027-10-31 23:00"),  # 25 hours
        ("Asia/Beirut", date(2025, 3, 30), "2025-03-29 22:00", "2025-03-30 21:00"),  # has no midnight
        ("America/Havana", date(2026, 11, 1), "2026-11-01 04:00", "2026-11-02 05:00"),  # has two
    ],
)
def test_a_day_begins_and_ends_where_the_school_is(zone: str, day: date, begin: str, end: str) -> None:
    at = ZoneInfo(zone)

    assert (start_of_day(day, at), end_of_day(day, at)) == (utc(begin), utc(end))
    assert day_of(utc(begin), at) == day_of(utc(end) - timedelta(seconds=1), at) == last_day_before(utc(end), at) == day
    assert day_of(utc(begin) - timedelta(seconds=1), at) == day - timedelta(days=1)


@pytest.mark.parametrize(
    ("shown", "moments"),
    [
        ("2027-10-31 02:00", ["2027-10-31 00:00", "2027-10-31 01:00"]),
        ("2027-10-31 02:59", ["2027-10-31 00:59", "2027-10-31 01:59"]),
        ("2027-10-31 03:00", ["2027-10-31 02:00"]),
        ("2027-10-31 01:59", ["2027-10-30 23:59"]),
        ("2027-03-28 02:30", []),
        ("2027-03-28 03:00", ["2027-03-28 01:00"]),
    ],
)
def test_clocks_show_a_time_once_twice_or_never(shown: str, moments: list[str]) -> None:
    found = readings_of(datetime.fromisoformat(shown), VIENNA)

    assert found == [utc(text) for text in moments]
    assert [is_ambiguous(moment, VIENNA) for moment in found] == [len(moments) == 2] * len(moments)
    assert all(clock_time(moment, VIENNA) == datetime.fromisoformat(shown) for moment in found)
    assert moment_at(datetime.fromisoformat(shown), VIENNA) == (found or [utc("2027-03-28 01:30")])[0]


def test_a_text_names_the_zone_that_its_time_is_in() -> None:
    moment = utc("2026-11-25 19:35:07")

    assert moment_text(moment, AUCKLAND) == "2026-11-26 08:35 NZDT"
    assert moment_text(moment, ZoneInfo("America/New_York")) == "2026-11-25 14:35 EST"
    assert moment_text(moment, ZoneInfo("Asia/Kathmandu")) == "2026-11-26 01:20 +0545"
    assert utc_text(moment.astimezone(AUCKLAND)) == "2026-11-25 19:35:07 UTC"


# --- the one home

# Where a text may say UTC or a zone may be made, and why.
SAYS_UTC = {
    "api/input_fields.py": "the contract: a date-time without offset means UTC",
    "config/settings.py": "the process's own zone",
    "accounts/models.py": "the zone of a school that has named none",
}
MAKES_ZONES = {
    "accounts/models.py": "Company.zone",
    "trainings/endpoints/calendar/serializers.py": "the zone that the client of a calendar asks for",
}
COMBINES = {
    "core/school_time.py": "the home",
    "api/input_fields.py": "the bounds of every moment",
}


def trees() -> Iterator[tuple[str, ast.Module]]:
    for app in APPS:
        for file in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in file.parts:
                yield str(file.relative_to(ROOT)), ast.parse(file.read_text())


def calls(tree: ast.Module, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == name:
            yield node


def told_texts(tree: ast.Module) -> Iterator[str]:
    """Every text of a module, the docstrings apart."""
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def test_no_text_that_people_read_says_utc_by_hand() -> None:
    saying = {path for path, tree in trees() if any(re.search(r"\bUTC\b", text) for text in told_texts(tree))}
    pages = {str(file.relative_to(ROOT)) for app in APPS for file in (ROOT / app).rglob("*.html")}

    assert saying - SAYS_UTC.keys() == set()
    assert {page for page in pages if re.search(r"\bUTC\b", (ROOT / page).read_text())} == set()


def test_zones_and_midnights_are_made_in_one_place() -> None:
    zones = {path for path, tree in trees() if any(calls(tree, "ZoneInfo"))}
    midnights = {path for path, tree in trees() if any(len(call.args) > 2 for call in calls(tree, "combine"))}

    assert zones - MAKES_ZONES.keys() == set()
    assert midnights - COMBINES.keys() == set()
