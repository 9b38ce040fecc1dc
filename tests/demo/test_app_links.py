"""What the messages, mails and calendar of the demo school link to is a screen of the app."""

import pytest

from accounts.models import Notification
from demo.scenarios.scenario import SchoolScenario
from mail.models import Mail
from tests.webapp.test_routes import is_screen
from tests.world import create_client

pytestmark = pytest.mark.any_database

Schools = dict[str, SchoolScenario]


def list_missing(paths: set[str]) -> list[str]:
    return sorted(path for path in paths if path and not is_screen(path.removesuffix(".json")))


def test_every_message_leads_to_a_screen(schools: Schools) -> None:
    paths = set(Notification.objects.values_list("url", flat=True))

    assert len(paths) > 3
    assert list_missing(paths) == []


def test_the_message_about_a_class_opens_it_for_its_teacher(schools: Schools) -> None:
    instructor = schools["demo"].people["instructor"]
    message = Notification.objects.get(recipient=instructor, subject="A class needs attendance and your signature")

    response = create_client(instructor).get(message.url)

    assert response.status_code == 200
    assert response.json()["class"]["Teacher"]["id"] == str(instructor.pk)


def test_the_past_of_the_demo_school_is_mailed_to_nobody(schools: Schools) -> None:
    assert not Mail.objects.exists()


def test_every_calendar_entry_leads_to_a_screen(schools: Schools) -> None:
    client = create_client(schools["demo"].people["instructor"])
    query = {"start": "2026-01-01", "end": "2026-12-31", "timeZone": "Europe/Vienna", "training": ""}
    paths = {event["url"] for event in client.get("/trainings/trainings/calendar.json", query).json()}

    assert paths
    assert list_missing(paths) == []
