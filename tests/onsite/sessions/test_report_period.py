"""The period of the session report: days of the school, moments, and what is refused (docs/api.md, section 5)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import Company
from tests.onsite.conftest import GroundSchool
from tests.onsite.sessions.conftest import get_report, get_unix, hold_class, read_report
from tests.world import World


@pytest.mark.parametrize(
    ("zone", "day", "first", "last"),
    [
        ("Pacific/Auckland", "2026-03-02", "2026-03-01 11:00:00", "2026-03-02 10:59:59"),
        ("Pacific/Auckland", "2026-04-05", "2026-04-04 11:00:00", "2026-04-05 11:59:59"),  # the day of 25 hours
        ("Pacific/Auckland", "2025-09-28", "2025-09-27 12:00:00", "2025-09-28 10:59:59"),  # the day of 23 hours
        ("America/Los_Angeles", "2026-03-02", "2026-03-02 08:00:00", "2026-03-03 07:59:59"),
    ],
)
def test_a_day_is_a_day_at_the_school_and_the_last_one_is_included(
    world: World, ground_school: GroundSchool, zone: str, day: str, first: str, last: str
) -> None:
    Company.objects.filter(pk=world.alpine.pk).update(timezone_id=zone)
    for text, step in ((first, -1), (last, 1)):
        hold_class(ground_school, text)
        hold_class(ground_school, str(datetime.fromisoformat(text) + timedelta(seconds=step)))

    report = read_report(world.maria, day, day)

    assert [row["datetime"] for row in report["sessions"]] == [report["filters"]["start"], report["filters"]["end"]]


def test_unix_seconds_name_moments(world: World, ground_school: GroundSchool) -> None:
    start = get_unix(2026, 3, 18, 9, 30)

    def count(start: Any, end: Any) -> int:
        return len(read_report(world.maria, start, end)["sessions"])

    assert (count(start, start + 1), count(start + 1, start + 3600), count(start - 3600, start)) == (1, 0, 0)
    assert read_report(world.maria, start, start + 1)["filters"]["start"] == start
    assert count("2026-03-18T09:30:00", "2026-03-18 09:31:00") == count("2026-03-18T22:30:00+13:00", start + 1) == 1


def test_a_number_is_unix_seconds_even_where_it_looks_like_a_date(world: World) -> None:
    assert read_report(world.maria, "20260301", "20260302")["filters"]["start"] == 20260301


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        ("March", "2026-03-31", "start"),
        ("2026-02-31", "2026-03-31", "start"),
        ("9999-12-31", "2026-03-31", "start"),
        ("null", "2026-03-31", "start"),
        ("2026-03-01", "1e18", "end"),
        ("2026-03-01", "99999999999999999999", "end"),
        ("2026-03-01", "-", "end"),
        ("2026-03-02", "2026-03-01", "end"),
        (get_unix(2026, 3, 2), get_unix(2026, 3, 1), "end"),
        ("2026-03-01", "2027-04-05", "end"),
    ],
)
def test_bad_pieces_of_the_path_are_refused_by_name(world: World, start: Any, end: Any, field: str) -> None:
    response = get_report(world.maria, start, end)

    assert response.status_code == 400, response.content
    assert list(response.json()["errors"]) == [field]


def test_the_longest_period_is_said_and_taken(world: World) -> None:
    refused = get_report(world.maria, "2026-03-01", "2027-04-05").json()

    assert refused["errors"] == {"end": ["The range is longer than 400 days."]}
    assert read_report(world.maria, "2026-03-01", "2027-04-04")["sessions"] == []
