"""Which papers are valid on a day, which have expired, and which a renewal replaces."""

from collections.abc import Iterable
from datetime import date

import pytest

from instructors.models import Qualification
from instructors.papers import find_expired_paper, list_expired
from tests.instructors.papers import TODAY, add_paper, days_from_today
from tests.world import World


def list_numbers(rows: Iterable[Qualification]) -> list[str]:
    return sorted(row.number for row in rows)


def test_a_paper_is_valid_through_its_last_day(world: World) -> None:
    add_paper(world, world.ines, TODAY)

    assert find_expired_paper(world.ines, TODAY) is None
    assert find_expired_paper(world.ines, days_from_today(1)) is not None


def test_a_paper_without_an_end_never_expires(world: World) -> None:
    add_paper(world, world.ines, None)

    assert find_expired_paper(world.ines, date(2999, 1, 1)) is None
    assert Qualification.objects.expired(date(2999, 1, 1)).count() == 0


def test_a_renewal_of_the_same_kind_and_name_replaces_the_old_one(world: World) -> None:
    add_paper(world, world.ines, days_from_today(-5), number="old")
    assert list_numbers(Qualification.objects.expired(TODAY)) == ["old"]

    add_paper(world, world.ines, days_from_today(300), number="new", name="medical  CLASS 1")

    assert list_numbers(Qualification.objects.current()) == ["new"]
    assert find_expired_paper(world.ines, TODAY) is None


@pytest.mark.parametrize("other", [{"name": "Medical class 2"}, {"kind": "PERMISSION"}])
def test_a_paper_of_another_name_or_kind_replaces_nothing(world: World, other: dict[str, str]) -> None:
    add_paper(world, world.ines, days_from_today(-5), number="old")
    add_paper(world, world.ines, days_from_today(300), number="new", **other)

    assert list_numbers(Qualification.objects.current()) == ["new", "old"]
    assert find_expired_paper(world.ines, TODAY) is not None


def test_the_paper_of_somebody_else_replaces_nothing(world: World) -> None:
    add_paper(world, world.ines, days_from_today(-5))
    add_paper(world, world.tom, days_from_today(300))

    assert find_expired_paper(world.ines, TODAY) is not None


def test_between_the_old_paper_and_the_issue_of_the_new_one_there_was_none(world: World) -> None:
    add_paper(world, world.ines, days_from_today(-10), number="old")
    add_paper(world, world.ines, days_from_today(300), number="new", issued_on=days_from_today(-4))

    expired = {days: find_expired_paper(world.ines, days_from_today(days)) for days in (-10, -9, -5, -4)}

    assert {days: paper and paper.number for days, paper in expired.items()} == {
        -10: None,
        -9: "old",
        -5: "old",
        -4: None,
    }


def test_of_two_with_the_same_end_the_later_one_is_current(world: World) -> None:
    for number in ("first", "second"):
        add_paper(world, world.ines, None, number=number)
    assert list_numbers(Qualification.objects.current()) == ["second"]


@pytest.mark.parametrize("kind", ["CERTIFICATE", "LANGUAGE"])
def test_certificates_and_languages_block_only_if_the_manager_says_so(world: World, kind: str) -> None:
    add_paper(world, world.ines, days_from_today(-5), kind=kind)
    assert find_expired_paper(world.ines, TODAY) is None

    add_paper(world, world.ines, days_from_today(-5), kind=kind, name="Other", blocks_signing=True)
    assert find_expired_paper(world.ines, TODAY) is not None


def test_loaded_papers_are_judged_as_the_database_judges_them(world: World) -> None:
    for days in (-20, -3, 9):
        add_paper(world, world.ines, days_from_today(days), issued_on=days_from_today(days - 5))
        add_paper(world, world.ines, days_from_today(days - 1), name="FI(A)", kind="RATING")
    add_paper(world, world.ines, days_from_today(2), name="Night", kind="PERMISSION")

    for days in range(-30, 30):
        day = days_from_today(days)
        stored = Qualification.objects.blocking().expired_on(day)
        latest = {(row.kind, row.name_key): row for row in stored.order_by("valid_until_on")}
        assert set(list_expired(Qualification.objects.all(), day)) == set(latest.values()), day
