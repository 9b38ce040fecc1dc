"""The meeting link of a remote class: who gets it, where it is shown, and what is refused."""

from typing import Any

from mail.models import Mail
from onsite.models import ClassSession
from records.models import Event
from records.verification.run import verify_company
from tests.onsite.conftest import GroundSchool, get_newest_class
from tests.trainings.calendar.test_feed import list_events
from tests.world import World, create_client

LINK = "https://meet.example/alpine?room=7&key=a"


def read_shown_links(school: GroundSchool, session: ClassSession) -> set[str | None]:
    """The link in the class view, in "my classes" and in the calendar, as the student sees them."""
    client = create_client(school.world.sam)
    days = {"start": "2026-03-01", "end": "2026-04-01", "timeZone": "Pacific/Auckland"}
    calendar = client.get("/trainings/trainings/calendar.json", days).json()
    return {
        client.get(f"/trainings/onsite/class/{session.pk}.json").json()["class"]["LessonClass"]["meeting_url"],
        *(entry["extendedProps"]["meeting_url"] for entry in calendar if entry["id"] == str(session.pk)),
    }


def test_the_link_is_shown_wherever_the_location_is(world: World, ground_school: GroundSchool, schedule: Any) -> None:
    saved = schedule(meeting_url=f" {LINK} ", notify=True).json()["class"]["LessonClass"]

    session = get_newest_class()
    assert saved["meeting_url"] == session.meeting_url == LINK
    assert read_shown_links(ground_school, session) == {LINK}
    assert f'"meeting_url":"{LINK}"' in Event.objects.get(action="class.scheduled").payload
    (event,) = (event for event in list_events(world.sam) if str(session.pk) in event["uid"])
    assert (str(event["conference"]), str(event["location"])) == (LINK, LINK)
    assert event["conference"].params["VALUE"] == "URI"
    assert LINK in event["description"]

    ids = {"id": str(session.pk), "location_id": str(ground_school.room.pk), "notify": True}
    assert schedule(**ids).status_code == 200
    (event,) = (event for event in list_events(world.sam) if str(session.pk) in event["uid"])
    assert (str(event["location"]), str(event["conference"])) == ("Room 1", LINK)

    assert schedule(**ids, meeting_url="").json()["class"]["LessonClass"]["meeting_url"] is None
    assert read_shown_links(ground_school, session) == {None}
    facts = Mail.objects.filter(recipient=world.sam).order_by("id").values_list("facts", flat=True)
    assert [one["meeting_url"] for one in facts] == [LINK, LINK, ""]
    assert facts[2]["former"]["meeting_url"] == LINK
    assert verify_company(world.alpine).findings == []
    ClassSession.objects.filter(pk=session.pk).update(meeting_url="https://elsewhere.example/")
    assert [finding.what for finding in verify_company(world.alpine).findings] != []


def test_a_link_that_is_no_https_address_is_refused(ground_school: GroundSchool, schedule: Any) -> None:
    before = ClassSession.objects.count()
    for link in (
        "http://meet.example/7", "meet.example/7", "javascript:alert(1)", "https://", "https://meet.example/a b",
        "https://meet.example@evil.example/", "https://meet.example/" + "x" * 500, ["https://meet.example"],
    ):  # fmt: skip
        response = schedule(meeting_url=link)
        assert (response.status_code, list(response.json()["errors"])) == (400, ["meeting_url"]), link
    assert ClassSession.objects.count() == before
