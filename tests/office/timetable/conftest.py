"""Fixtures and helpers for the timetable: the ground school at Alpine, in Auckland."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from onsite.models import ClassSession
from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.onsite.conftest import GroundSchool, create_ground_school
from tests.world import World

PAGE = "/admin/timetable/"
FEED = f"{PAGE}classes/"
REPEAT = f"{PAGE}repeat/"
COPY = f"{PAGE}copy/"
AUCKLAND = ZoneInfo("Pacific/Auckland")
WEEK = {"start": "2026-03-16T00:00:00", "end": "2026-03-23T00:00:00"}


@pytest.fixture
def school(world: World) -> GroundSchool:
    return create_ground_school(world)


@pytest.fixture
def browser(school: GroundSchool) -> Browser:
    return open_browser(school.world.maria)


def at(text: str) -> datetime:
    """A time on the clocks of Auckland."""
    return datetime.fromisoformat(text).replace(tzinfo=AUCKLAND)


def plan_class(school: GroundSchool, start: str, **fields: Any) -> ClassSession:
    """A class with Sam, in Room 1, at a time on the clocks of Auckland."""
    session = make.ClassSessionFactory(
        **{
            "subject": school.subject,
            "teacher": school.world.ines,
            "location": school.room,
            "starts_at": at(start),
            "duration_minutes": 60,
            **fields,
        }
    )
    make.AttendanceFactory(class_session=session, enrollment=school.sams)
    return session


def get_move_address(session: ClassSession) -> str:
    return f"{FEED}{session.pk}/move/"


def drag(browser: Browser, session: ClassSession, start: str, **fields: Any) -> Any:
    return browser.post(get_move_address(session), {"start": start, **fields})


def drag_and_confirm(browser: Browser, session: ClassSession, start: str, **fields: Any) -> Any:
    question = drag(browser, session, start, **fields).json()
    return drag(browser, session, start, confirmation=question["confirmation"], **fields)


def read_start(session: ClassSession) -> str:
    session.refresh_from_db()
    return f"{session.starts_at.astimezone(AUCKLAND):%Y-%m-%d %H:%M}"
