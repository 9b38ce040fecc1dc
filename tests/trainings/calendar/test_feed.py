"""The iCal feed of a person's classes, and the token that opens it."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Company, Token
from accounts.sign_in.sessions import issue_token
from onsite.models import ClassSession
from records.models import Event
from records.services import EventDraft, record_events
from tests import factories as make
from tests.world import Client, World, create_api_client, create_client
from trainings.calendar_feeds import CalendarFeed
from trainings.endpoints.calendar.services import issue_feed, revoke_feed
from trainings.models import Subject

ISSUE = "/trainings/trainings/calendar_feed.json"
REVOKE = "/trainings/trainings/calendar_feed_revoke.json"
ADDRESS = "/trainings/trainings/calendar.ics"


@pytest.fixture
def subject(world: World) -> Subject:
    training = make.TrainingFactory(company=world.alpine, name="PPL(A)")
    return make.SubjectFactory(training=training, code="050", name="Meteorology")


def get_token(user: Any) -> str:
    token: str = create_client(user).post(ISSUE).json()["token"]
    return token


def fetch_feed(token: str) -> Any:
    return Client().get(ADDRESS, {"token": token})


def parse_feed(user: Any) -> icalendar.Calendar:
    response = fetch_feed(get_token(user))
    assert response.status_code == 200, response.content
    return icalendar.Calendar.from_ical(response.content)


def list_events(user: Any) -> list[Any]:
    return parse_feed(user).walk("VEVENT")


def create_class(subject: Subject, world: World, **fields: Any) -> ClassSession:
    return make.ClassSessionFactory(**{"subject": subject, "teacher": world.ines, "starts_in": 1, **fields})


# --- the token


def test_the_token_is_shown_once_and_only_its_digest_is_kept(world: World) -> None:
    response = create_client(world.sam).post(ISSUE)

    token = response.json()["token"]
    row = CalendarFeed.objects.get()
    assert response.json() == {"result": True, "url": f"http://testserver{ADDRESS}?token={token}", "token": token}
    assert response["Cache-Control"] == "no-store"
    assert row.user == world.sam
    assert token not in row.digest
    assert token not in "".join(Event.objects.values_list("payload", flat=True))


def test_the_address_that_was_answered_opens_the_feed(world: World) -> None:
    url = create_client(world.sam).post(ISSUE).json()["url"]

    response = Client().get(url.removeprefix("http://testserver"))

    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.content.startswith(b"BEGIN:VCALENDAR\r\n")


def test_a_new_token_replaces_the_one_before(world: World) -> None:
    first, second = get_token(world.sam), get_token(world.sam)

    assert (fetch_feed(first).status_code, fetch_feed(second).status_code) == (404, 200)
    assert CalendarFeed.objects.count() == 1


def test_a_revoked_token_opens_nothing_and_revoking_again_changes_nothing(world: World) -> None:
    token = get_token(world.sam)
    client = create_client(world.sam)

    assert [client.post(REVOKE).json() for _ in range(2)] == [{"result": True}] * 2

    assert fetch_feed(token).status_code == 404
    assert list(Event.objects.values_list("action", flat=True).order_by("seq")) == ["feed.issued", "feed.revoked"]


def test_revoking_is_for_the_own_feed(world: World) -> None:
    token = get_token(world.sam)
    create_client(world.sue).post(REVOKE)

    assert fetch_feed(token).status_code == 200


@pytest.mark.parametrize("token", ["", "x", "dwf_", "\x00", "ü" * 100])
def test_no_token_and_a_wrong_one_open_nothing(world: World, token: str) -> None:
    get_token(world.sam)

    assert fetch_feed(token).status_code == 404
    assert Client().get(ADDRESS).status_code == 404
    assert fetch_feed("dwf_wrong").json() == {"message": "Not found."}


def test_a_feed_token_is_no_api_token_and_an_api_token_no_feed_token(world: World) -> None:
    secret = issue_token(user=world.sam, kind=Token.Kind.SESSION, expires_at=timezone.now() + timedelta(days=1)).secret
    client = Client(secret)
    token = client.post(ISSUE).json()["token"]

    assert Client(token).get("/trainings.json").status_code == 401
    assert fetch_feed(secret).status_code == 404
    assert client.get(ADDRESS).status_code == 404


def test_who_cannot_log_in_has_no_feed(world: World) -> None:
    token = get_token(world.sam)
    world.sam.expires_on = timezone.now().date() - timedelta(days=1)
    world.sam.save()
    assert fetch_feed(token).status_code == 404

    world.sam.expires_on = None
    world.sam.is_active = False
    world.sam.save()
    assert fetch_feed(token).status_code == 404


def test_an_api_key_opens_no_feed(world: World) -> None:
    client = create_api_client(world.maria)

    assert client.post(ISSUE).status_code == 403
    assert not CalendarFeed.objects.exists()
    assert client.post(REVOKE).status_code == 200


def test_making_and_revoking_are_posts_of_somebody(world: World) -> None:
    for address in (ISSUE, REVOKE):
        assert create_client(world.sam).get(address).status_code == 405
        assert Client().post(address).status_code == 401
    assert Client().post(ADDRESS).status_code == 405


# --- the file


def test_a_class_is_an_event_in_the_schools_zone(world: World, subject: Subject) -> None:
    world.alpine.timezone_id = "Europe/Vienna"
    world.alpine.save()
    room = make.LocationFactory(company=world.alpine, name="Room 1", address="Gate 2, Vienna")
    lesson = make.LessonFactory(subject=subject, name="Fronts; warm, cold")
    session = create_class(
        subject, world, lesson=lesson, location=room, starts_at=datetime(2026, 3, 29, 0, 30, tzinfo=UTC),
        duration_minutes=90,
    )  # fmt: skip

    calendar = parse_feed(world.ines)
    (event,) = calendar.walk("VEVENT")
    (zone,) = calendar.walk("VTIMEZONE")

    assert calendar["prodid"] == "-//Downwind//Classes//EN"
    assert calendar["version"] == "2.0"
    assert zone["tzid"] == "Europe/Vienna"
    assert {part.name for part in zone.subcomponents} == {"STANDARD", "DAYLIGHT"}
    assert event["uid"] == f"{session.pk}@downwind"
    assert event["summary"] == "050 Meteorology: Fronts; warm, cold"
    assert event["location"] == "Room 1, Gate 2, Vienna"
    assert event["description"] == "PPL(A)\nInes Instructor"
    assert (event["status"], event["sequence"]) == ("CONFIRMED", 0)
    assert event["dtstart"].params["TZID"] == "Europe/Vienna"
    assert event.decoded("dtstart").isoformat() == "2026-03-29T01:30:00+01:00"
    assert event.decoded("dtend").isoformat() == "2026-03-29T04:00:00+02:00"
    assert event.decoded("dtstamp") == event.decoded("last-modified") == timezone.now()


def test_a_school_in_utc_needs_no_zone(world: World, subject: Subject) -> None:
    Company.objects.filter(pk=world.alpine.pk).update(timezone_id="UTC")
    create_class(subject, world)

    calendar = parse_feed(world.ines)

    assert calendar.walk("VTIMEZONE") == []
    assert b"DTSTART:20260319T100000Z" in calendar.to_ical()


def test_the_uid_stays_and_the_sequence_grows_with_each_change(
    world: World, subject: Subject, frozen_clock: Any
) -> None:
    session = create_class(subject, world)
    (before,) = list_events(world.ines)
    for action in ("class.scheduled", "class.changed", "class.changed", "class.signed"):
        frozen_clock.shift(3600)
        record_events(EventDraft(action, session), company_id=world.alpine.pk, by=world.maria)

    (after,) = list_events(world.ines)

    assert before["uid"] == after["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 2)
    assert after.decoded("last-modified") == before.decoded("last-modified") + timedelta(hours=4)


def test_a_deleted_class_is_cancelled_for_those_it_concerned(world: World, subject: Subject) -> None:
    session = create_class(subject, world, deleted_at=timezone.now(), is_cancelled=True)
    enrollment = make.EnrollmentFactory(training=subject.training, user=world.sam)
    make.AttendanceFactory(class_session=session, enrollment=enrollment)

    for user in (world.sam, world.ines, world.maria):
        (event,) = list_events(user)
        assert (event["uid"], event["status"], event["sequence"]) == (f"{session.pk}@downwind", "CANCELLED", 1)
    assert list_events(world.sue) == []


def test_the_feed_has_the_same_classes_as_the_calendar(world: World, subject: Subject) -> None:
    mine = create_class(subject, world)
    enrollment = make.EnrollmentFactory(training=subject.training, user=world.sam)
    make.AttendanceFactory(class_session=mine, enrollment=enrollment)
    create_class(subject, world, teacher=world.tom)
    query = {"start": "2026-03-01", "end": "2026-04-01", "timeZone": "UTC"}

    for who in ("sam", "sue", "ines", "tom", "charles", "maria", "otto", "olga"):
        user = getattr(world, who)
        listed = create_client(user).get("/trainings/trainings/calendar.json", query).json()
        assert {f"{row['id']}@downwind" for row in listed} == {str(event["uid"]) for event in list_events(user)}


def test_the_window_is_ninety_days_back_and_four_hundred_ahead(world: World, subject: Subject) -> None:
    for days in (-91, -90, 399, 400):
        create_class(subject, world, starts_in=days)

    assert len(list_events(world.ines)) == 2


def test_text_cannot_break_out_of_its_line(world: World, subject: Subject) -> None:
    subject.name = "Weather\r\nATTENDEE:mailto:x@example.com\nEND:VEVENT"
    subject.save()
    create_class(subject, world)

    (event,) = list_events(world.ines)

    assert "attendee" not in event
    assert "ATTENDEE" in event["summary"]


def test_thirty_classes_cost_what_one_costs(world: World, queries_of: Any) -> None:
    def fill(rows: int) -> None:
        for _ in range(rows):
            subject = make.SubjectFactory(training__company=world.alpine)
            place = make.LocationFactory(company=world.alpine)
            create_class(subject, world, lesson=make.LessonFactory(subject=subject), location=place)

    token = get_token(world.maria)
    fill(1)
    one = queries_of(lambda: fetch_feed(token))
    fill(29)
    thirty = queries_of(lambda: fetch_feed(token))

    # The feed with its person and school, classes, their changes in the ledger, trainings, changes of what they show.
    assert len(one) == len(thirty) == 5, thirty


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_opening_and_revoking_a_feed_at_once_wait_for_each_other() -> None:
    world = World()
    failures: list[Exception] = []
    start = threading.Barrier(6)

    def work(act: Any) -> None:
        start.wait()
        try:
            for _ in range(20):
                act(by=world.sam)
        except Exception as error:
            failures.append(error)
        connection.close()

    threads = [threading.Thread(target=work, args=(act,)) for act in (issue_feed, revoke_feed) * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert CalendarFeed.objects.count() <= 1
