"""The start of a class: the hour that clocks show twice, the one they skip, and mistyped years."""

from datetime import UTC, datetime

import pytest

from onsite.models import ClassSession
from tests.office.browser import Browser
from tests.office.class_planning.conftest import change_plan, get_newest_class, read_text, schedule_class
from tests.office.population import build_address
from tests.onsite.conftest import GroundSchool


def move_to_repeated_hour(school: GroundSchool, hour: int) -> datetime:
    """The class starts at 02:30 in Vienna on the day on which clocks go back: at 00:30 UTC, or at 01:30."""
    starts_at = datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
    ClassSession.objects.filter(pk=school.session.pk).update(starts_at=starts_at)
    return starts_at


TWICE = {"starts_at_0": "2026-10-25", "starts_at_1": "02:30:00"}


@pytest.mark.parametrize("hour", [0, 1])
def test_a_class_in_the_hour_that_comes_twice_is_saved_and_stays_where_it_is(
    browser: Browser, school: GroundSchool, hour: int
) -> None:
    starts_at = move_to_repeated_hour(school, hour)
    shown = read_text(browser.get(build_address(ClassSession, "plan", school.session.pk)))
    assert 'value="02:30"' in shown
    assert "The first time: 02:30 CEST" in shown
    assert "The second time: 02:30 CET" in shown

    response = change_plan(browser, school, **TWICE, remarks="Bring a torch.", students=[school.world.sam.pk])

    assert f"The class is planned for 25 Oct 2026, 02:30 ({'CET' if hour else 'CEST'})." in read_text(response)
    school.session.refresh_from_db()
    assert (school.session.starts_at, school.session.remarks) == (starts_at, "Bring a torch.")


def test_of_a_time_that_comes_twice_the_manager_chooses_one(browser: Browser, school: GroundSchool) -> None:
    before = ClassSession.objects.count()
    response = schedule_class(browser, school, **TWICE)
    assert "Clocks in Europe/Vienna show 02:30 twice on 25 Oct 2026. Choose which of the two is meant." in read_text(
        response
    )
    assert 'name="starts_at_2"' in read_text(response)
    assert ClassSession.objects.count() == before

    for which, hour in (("earlier", 0), ("later", 1)):
        schedule_class(browser, school, **TWICE, starts_at_2=which)
        assert get_newest_class().starts_at == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)


def test_a_time_that_clocks_leave_out_is_refused_by_name(browser: Browser, school: GroundSchool) -> None:
    response = schedule_class(browser, school, starts_at_0="2026-03-29", starts_at_1="02:30:00")

    assert response.context["form"].errors["starts_at"] == [
        "There is no 02:30 on 29 Mar 2026 in Europe/Vienna: clocks are put forward over it."
    ]


# --- mistyped years


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2025-03-19", "This is more than 180 days ago. If the year is correct, confirm it below."),
        ("2032-07-01", "This is more than 5 years ahead. If the year is correct, confirm it below."),
    ],
)
def test_a_class_long_ago_or_far_ahead_is_asked_back_about(
    browser: Browser, school: GroundSchool, day: str, sentence: str
) -> None:
    before = ClassSession.objects.count()
    response = schedule_class(browser, school, starts_at_0=day)
    assert response.context["form"].errors["starts_at"] == [sentence]
    assert 'type="checkbox" name="distant"' in read_text(response)
    assert ClassSession.objects.count() == before

    schedule_class(browser, school, starts_at_0=day, distant="on")
    assert str(get_newest_class().starts_at.date()) == day


def test_an_old_class_is_corrected_without_being_asked_about_its_year(browser: Browser, school: GroundSchool) -> None:
    ClassSession.objects.update(starts_at=datetime(2024, 7, 1, 7, tzinfo=UTC))

    change_plan(browser, school, starts_at_0="2024-07-01", remarks="Held in the hangar.")

    school.session.refresh_from_db()
    assert school.session.remarks == "Held in the hangar."


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("0027-07-01", "Write a year from 1900 on, with four digits."),
        ("9999-12-31", "Write a year up to 2199."),
        ("2101-01-01", "Ensure this value is less than or equal to"),
    ],
)
def test_a_year_that_is_none_is_refused(browser: Browser, school: GroundSchool, day: str, sentence: str) -> None:
    response = schedule_class(browser, school, starts_at_0=day, distant="on")

    assert response.status_code == 200
    assert sentence in str(response.context["form"].errors["starts_at"])
