"""Days and moments in the admin: in the school's time zone, within bounds, and in the hour that occurs twice."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from accounts.models import Company, Token, User
from exams.models import Exam
from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address, populate
from tests.world import World
from trainings.models import Enrollment, Training

SLIPS = ["0027-12-31", "0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"]


@pytest.fixture
def browser(world: World) -> Browser:
    populate(world.alpine, "Alpine")
    return open_browser(world.maria)


def send_changed(browser: Browser, row: Any, **changes: Any) -> Any:
    """Sends the page of a row back with some fields changed; the parts of a moment are `name_0`, `name_1`, `name_2`."""
    form = browser.get(build_address(type(row), "change", row.pk)).context["adminform"].form
    fields: dict[str, Any] = {}
    for name in form.fields:
        bound = form[name]
        value = bound.value()
        if hasattr(bound.field.widget, "decompress"):
            parts = bound.field.widget.decompress(value)
            fields |= {f"{name}_{place}": part for place, part in enumerate(parts) if part is not None}
        elif value is not None and value is not False and not hasattr(value, "storage"):
            fields[name] = value
    return browser.post(build_address(type(row), "change", row.pk), {**fields, **changes})


@pytest.mark.parametrize("day", SLIPS)
@pytest.mark.parametrize(
    ("model", "field"),
    [
        (Training, "starts_on"), (Training, "ends_on"), (User, "expires_on"),
        (Exam, "expires_at"), (Enrollment, "finish_before_at"),
    ],
)  # fmt: skip
def test_a_day_outside_the_bounds_is_refused_by_its_field(browser: Browser, model: Any, field: str, day: str) -> None:
    row = model.objects.first()
    part = {field: day, f"{field}_0": day, f"{field}_1": "12:00"}

    response = send_changed(browser, row, **part)

    assert response.status_code == 200
    assert "Write a year" in str(response.context["adminform"].form.errors[field])


@pytest.mark.parametrize(("which", "hour"), [("earlier", 4), ("later", 5)])
def test_a_moment_in_the_hour_that_comes_twice_is_kept_and_chosen(
    browser: Browser, world: World, which: str, hour: int
) -> None:
    """On 5 April 2026, 03:00, clocks in Auckland go back an hour; in Havana on 1 November they show 00:30 twice."""
    Company.objects.filter(pk=world.alpine.pk).update(timezone_id="America/Havana")
    exam, moment = Exam.objects.get(), datetime(2026, 11, 1, hour, 30, tzinfo=UTC)
    twice = {"expires_at_0": "2026-11-01", "expires_at_1": "00:30:00"}

    response = send_changed(browser, exam, **twice)
    assert "show 00:30 twice on 1 Nov 2026" in str(response.context["adminform"].form.errors["expires_at"])
    assert send_changed(browser, exam, **twice, expires_at_2=which).status_code == 302
    exam.refresh_from_db()
    assert exam.expires_at == moment

    for unchanged in ({}, {**twice, "expires_at_2": ""}):
        assert send_changed(browser, exam, name="Renamed", **unchanged).status_code == 302
        exam.refresh_from_db()
        assert (exam.expires_at, exam.name) == (moment, "Renamed")


@pytest.mark.parametrize(
    ("zone", "ends"), [("Pacific/Auckland", "2026-03-20 11:00"), ("America/New_York", "2026-03-21 04:00")]
)
def test_a_keys_last_day_is_the_schools_and_shown_as_it_was_given(
    browser: Browser, world: World, zone: str, ends: str
) -> None:
    Company.objects.filter(pk=world.alpine.pk).update(timezone_id=zone)

    browser.post(build_address(Token, "add"), {"user": world.sam.pk, "name": "office", "expires_on": "2026-03-20"})

    key = Token.objects.get(name="office")
    assert f"{key.expires_at:%Y-%m-%d %H:%M}" == ends
    assert key.last_day == date(2026, 3, 20)
    assert "20 Mar 2026" in browser.get(build_address(Token)).content.decode()
    assert "2026-03-20" in browser.get(build_address(Token, "change", key.pk)).content.decode()


@pytest.mark.parametrize("day", [*SLIPS, "2026-03-17"])
def test_a_key_that_would_not_work_for_a_day_is_refused(browser: Browser, world: World, day: str) -> None:
    response = browser.post(build_address(Token, "add"), {"user": world.sam.pk, "name": "office", "expires_on": day})

    assert response.context["adminform"].form.errors["expires_on"]
    assert not Token.objects.filter(name="office").exists()


@pytest.mark.parametrize("day", SLIPS)
def test_a_day_to_finish_by_is_within_the_bounds(browser: Browser, world: World, day: str) -> None:
    training = make.TrainingFactory(company=world.alpine)
    group = make.PilotGroupFactory(company=world.alpine)
    fields = {"groups": [group.pk], "training": training.pk, "finish_before": day}

    response = browser.post("/admin/trainings/enrollment/enroll/", fields)

    assert "Write a year" in str(response.context["form"].errors["finish_before"])
