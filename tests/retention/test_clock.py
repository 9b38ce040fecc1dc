"""When a record is due, in schools far from UTC."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from accounts.models import Company
from core import clock
from retention.clock import add_month, add_years, get_cutoff, get_due_day
from retention.querysets import due_for_deletion
from tests import factories as make
from tests.world import World


def finish(company: Company, at: datetime) -> Any:
    return make.EnrollmentFactory(training=make.TrainingFactory(company=company), finished_at=at)


def list_due(company: Company, at: datetime) -> list[Any]:
    return list(due_for_deletion(company, at))


@pytest.mark.parametrize(
    ("company", "ended_at", "last_moment_kept", "first_moment_due"),
    [
        # 11 March 2023 in Auckland, although it is the 10th in UTC; kept through 11 March 2026 there (UTC+13).
        (
            "alpine",
            datetime(2023, 3, 10, 11, 30, tzinfo=UTC),
            datetime(2026, 3, 11, 10, 59, tzinfo=UTC),
            datetime(2026, 3, 11, 11, 0, tzinfo=UTC),
        ),
        # 9 March 2023 in New York, although it is the 10th in UTC; kept through 9 March 2026 there (UTC-4 by then).
        (
            "baltic",
            datetime(2023, 3, 10, 4, 30, tzinfo=UTC),
            datetime(2026, 3, 10, 3, 59, tzinfo=UTC),
            datetime(2026, 3, 10, 4, 0, tzinfo=UTC),
        ),
    ],
)
def test_a_record_is_due_the_day_after_three_years_in_the_schools_zone(
    world: World, company: str, ended_at: datetime, last_moment_kept: datetime, first_moment_due: datetime
) -> None:
    school: Company = getattr(world, company)
    row = finish(school, ended_at)

    assert list_due(school, last_moment_kept) == []
    assert list_due(school, first_moment_due) == [row]
    due_on = get_due_day(row)
    assert due_on == school.local_date(first_moment_due)
    assert due_on != school.local_date(last_moment_kept)


@pytest.mark.parametrize(
    ("ended_on", "kept_until"),
    [
        (date(2024, 2, 29), date(2027, 2, 28)),
        (date(2024, 2, 28), date(2027, 2, 28)),
        (date(2025, 2, 28), date(2028, 2, 28)),
        (date(2024, 3, 1), date(2027, 3, 1)),
    ],
)
def test_the_29th_of_february_is_kept_until_the_28th(ended_on: date, kept_until: date) -> None:
    assert add_years(ended_on, 3) == kept_until


@pytest.mark.parametrize("today", [date(2027, 2, 28), date(2027, 3, 1), date(2028, 2, 28), date(2028, 2, 29)])
def test_the_list_and_the_day_of_one_record_agree_on_every_day_around_february(world: World, today: date) -> None:
    school = world.baltic
    now = school.get_day_start(today)
    days = [date(today.year - 3, 2, 27), date(today.year - 3, 2, 28), date(today.year - 3, 3, 1)]
    days += [date(2024, 2, 29)] if today.year == 2027 else []
    rows = [finish(school, school.get_day_start(day)) for day in days]

    expected = {row for row in rows if (get_due_day(row) or date.max) <= today}
    assert set(list_due(school, now)) == expected
    assert all((row.finished_at < get_cutoff(school, now)) == (row in expected) for row in rows)


def test_a_withdrawn_student_is_due_from_the_day_it_was_recorded_and_one_who_goes_on_never(world: World) -> None:
    training = make.TrainingFactory(company=world.alpine)
    at = datetime(2023, 1, 10, 0, 0, tzinfo=UTC)
    withdrawn = make.EnrollmentFactory(
        training=training, withdrawn_at=at, withdrawn_on=date(2022, 6, 1), withdrawal_reason="Moved"
    )
    going_on = make.EnrollmentFactory(training=training, created_at=datetime(2001, 1, 1, tzinfo=UTC))

    assert list_due(world.alpine, datetime(2026, 1, 10, 0, 0, tzinfo=UTC)) == []
    assert list_due(world.alpine, datetime(2026, 1, 11, 0, 0, tzinfo=UTC)) == [withdrawn]
    assert get_due_day(going_on) is None


def test_the_rule_set_and_the_schools_own_years_decide(world: World) -> None:
    row = finish(world.alpine, datetime(2024, 3, 1, tzinfo=UTC))
    assert list_due(world.alpine, clock.now()) == []

    world.alpine.rule_set = "FAA"  # one year, 14 CFR 141.101(d)
    assert list_due(world.alpine, clock.now()) == [row]
    world.alpine.retention_years = 5
    assert list_due(world.alpine, clock.now()) == []


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("received_on", "due_on"),
    [
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2026, 12, 15), date(2027, 1, 15)),
        (date(2026, 11, 30), date(2026, 12, 30)),
        (date(2028, 1, 30), date(2028, 2, 29)),
    ],
)
def test_an_answer_is_due_a_month_after_the_request(received_on: date, due_on: date) -> None:
    assert add_month(received_on) == due_on
