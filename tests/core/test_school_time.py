"""Days and moments in a zone, and that no other module computes its own."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from core.school_time import (
    add_days,
    format_moment,
    format_utc,
    get_clock_time,
    get_day,
    get_day_end,
    get_day_start,
    get_last_day,
    is_ambiguous,
    list_moments,
    resolve_moment,
)

ROOT = Path(__file__).parents[2]
PACKAGES = (
    "accounts", "api", "config", "core", "demo", "evidence", "exams", "hours", "locations", "missions", "office",
    "onsite", "operations", "records", "trainings",
)  # fmt: skip
VIENNA, AUCKLAND = ZoneInfo("Europe/Vienna"), ZoneInfo("Pacific/Auckland")


def parse_utc(text: str) -> datetime:
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

    assert (get_day_start(day, at), get_day_end(day, at)) == (parse_utc(begin), parse_utc(end))
    assert (
        get_day(parse_utc(begin), at)
        == get_day(parse_utc(end) - timedelta(seconds=1), at)
        == get_last_day(parse_utc(end), at)
        == day
    )
    assert get_day(parse_utc(begin) - timedelta(seconds=1), at) == day - timedelta(days=1)


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
    listed = list_moments(datetime.fromisoformat(shown), VIENNA)

    assert listed == [parse_utc(text) for text in moments]
    assert [is_ambiguous(moment, VIENNA) for moment in listed] == [len(moments) == 2] * len(moments)
    assert all(get_clock_time(moment, VIENNA) == datetime.fromisoformat(shown) for moment in listed)
    assert resolve_moment(datetime.fromisoformat(shown), VIENNA) == (listed or [parse_utc("2027-03-28 01:30")])[0]


@pytest.mark.parametrize(
    ("moment", "days", "zone", "expected"),
    [
        ("2026-03-18 10:00", 10, AUCKLAND, "2026-03-28 10:00"),
        ("2026-03-28 10:00", 10, AUCKLAND, "2026-04-07 11:00"),  # 23:00 before and after the clocks go back
        ("2027-03-20 08:00", 10, VIENNA, "2027-03-30 07:00"),  # 09:00 before and after they go forward
        ("2027-10-30 00:30", 1, VIENNA, "2027-10-31 00:30"),  # 02:30, which comes twice: the first
        ("2027-03-27 01:30", 1, VIENNA, "2027-03-28 01:30"),  # 02:30, which is skipped
    ],
)
def test_days_are_added_by_the_clocks_of_the_zone(moment: str, days: int, zone: ZoneInfo, expected: str) -> None:
    assert add_days(parse_utc(moment), days, zone) == parse_utc(expected)


def test_a_text_names_the_zone_that_its_time_is_in() -> None:
    moment = parse_utc("2026-11-25 19:35:07")

    assert format_moment(moment, AUCKLAND) == "2026-11-26 08:35 NZDT"
    assert format_moment(moment, ZoneInfo("America/New_York")) == "2026-11-25 14:35 EST"
    assert format_moment(moment, ZoneInfo("Asia/Kathmandu")) == "2026-11-26 01:20 +0545"
    assert format_utc(moment.astimezone(AUCKLAND)) == "2026-11-25 19:35:07 UTC"


# --- the only place for conversions

# The modules in which a text may say UTC or a zone may be constructed, and why.
SAYS_UTC = {
    "api/input_fields.py": "docs/api.md, section 1, Time: a date-time without offset means UTC",
    "config/settings.py": "the process's own zone",
    "accounts/models/companies.py": "the default zone of a school",
    "core/tables/headings.py": "the zone in a heading of our own exports, which is read and not written",
}
MAKES_ZONES = {
    "accounts/models/companies.py": "Company.zone",
    "office/school_settings/impact.py": "the zone that a manager is about to choose for the school",
    "onsite/endpoints/time_ranges.py": "the zone that the client of a calendar asks for",
}
COMBINES = {
    "core/school_time.py": "the place for it",
}


def iterate_trees() -> Iterator[tuple[str, ast.Module]]:
    for app in PACKAGES:
        for file in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in file.parts:
                yield str(file.relative_to(ROOT)), ast.parse(file.read_text())


def iterate_calls(tree: ast.Module, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == name:
            yield node


def iterate_texts(tree: ast.Module) -> Iterator[str]:
    """Yields every text of a module except docstrings."""
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def test_no_text_that_people_read_says_utc_by_hand() -> None:
    saying = {
        path for path, tree in iterate_trees() if any(re.search(r"\bUTC\b", text) for text in iterate_texts(tree))
    }
    pages = {str(file.relative_to(ROOT)) for app in PACKAGES for file in (ROOT / app).rglob("*.html")}

    assert saying - SAYS_UTC.keys() == set()
    assert {page for page in pages if re.search(r"\bUTC\b", (ROOT / page).read_text())} == set()


def test_zones_and_midnights_are_made_in_one_place() -> None:
    zones = {path for path, tree in iterate_trees() if any(iterate_calls(tree, "ZoneInfo"))}
    midnights = {
        path for path, tree in iterate_trees() if any(len(call.args) > 2 for call in iterate_calls(tree, "combine"))
    }

    assert zones - MAKES_ZONES.keys() == set()
    assert midnights - COMBINES.keys() == set()
