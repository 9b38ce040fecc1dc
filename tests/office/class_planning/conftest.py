"""Fixtures and helpers for the pages on which managers plan classes."""

import re
from typing import Any

import pytest

from onsite.models import ClassSession
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address
from tests.onsite.conftest import GroundSchool, create_ground_school
from tests.world import World

ADD = build_address(ClassSession, "add")


@pytest.fixture
def school(world: World) -> GroundSchool:
    world.alpine.timezone_id = "Europe/Vienna"
    world.alpine.save()
    return create_ground_school(world)


@pytest.fixture
def browser(school: GroundSchool) -> Browser:
    return open_browser(school.world.maria)


def build_form_data(school: GroundSchool, **changes: Any) -> dict[str, Any]:
    """What the form sends to schedule a class in summer with Sam. He has had the lesson in the class of the fixture, so
    the warning is confirmed."""
    return {
        "item": f"lesson:{school.lesson.pk}",
        "teacher": school.world.ines.pk,
        "starts_at_0": "2026-07-01",
        "starts_at_1": "09:00:00",
        "students": [school.world.sam.pk],
        "despite": "on",
        **changes,
    }


def schedule_class(browser: Browser, school: GroundSchool, **changes: Any) -> Any:
    return browser.post(f"{ADD}?training={school.training.pk}", build_form_data(school, **changes), follow=True)


def change_plan(browser: Browser, school: GroundSchool, **changes: Any) -> Any:
    return browser.post(
        build_address(ClassSession, "plan", school.session.pk), build_form_data(school, **changes), follow=True
    )


def read_text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def get_newest_class() -> ClassSession:
    return ClassSession.objects.order_by("-id")[0]


def list_roster(session: ClassSession) -> set[int]:
    return set(session.attendances.values_list("enrollment__user_id", flat=True))
