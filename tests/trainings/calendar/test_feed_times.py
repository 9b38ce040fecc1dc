"""When the classes of a feed are, in the hour that comes twice; and when a feed says that it has changed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest

from accounts.models import Company
from onsite.models import ClassSession
from tests import factories as make
from tests.office.browser import open_browser
from tests.office.population import build_address
from tests.trainings.calendar.test_feed import list_events, parse_feed
from tests.world import World, create_client

CLASS = "/manager/trainings/onsite/class.json"


def read_as_client(calendar: icalendar.Calendar, event: Any) -> tuple[datetime, datetime]:
    """Start and end as read by a program that knows of the zone only what the file says (RFC 5545, 3.6.5)."""

    def moment(name: str) -> datetime:
        value: datetime = event.decoded(name)
        if event[name].to_ical().endswith(b"Z"):
            return value
        local = value.replace(tzinfo=None)
        (zone,) = [zone for zone in calendar.timezones if zone["TZID"] == event[name].params["TZID"]]
        return (local - get_offset(local, zone)).replace(tzinfo=UTC)

    return moment("dtstart"), moment("dtend")


def get_offset(local: datetime, zone: icalendar.Timezone) -> timedelta:
    """The offset of a local time; of an ambiguous one, that of the earlier moment."""
    changes: list[tuple[datetime, timedelta]] = sorted(
        (onset - rule.TZOFFSETFROM, rule.TZOFFSETTO) for rule in zone.subcomponents for onset in list_onsets(rule)
    )

    def is_in_force(offset: timedelta) -> bool:
        in_force = [after for moment, after in changes if moment <= local - offset][-1]
        return in_force == offset

    return max(offset for offset in {after for _, after in changes} if is_in_force(offset))


def list_onsets(rule: Any) -> list[datetime]:
    """What clocks show when they are about to be changed."""
    return [rule.DTSTART, *(leaf.dt for leaf in rule["RDATE"].dts)] if "RDATE" in rule else [rule.DTSTART]


@pytest.mark.parametrize(
    ("zone", "start", "minutes"),
    [
        ("Europe/Vienna", "2027-10-31 01:30", 60),
        ("Europe/Vienna", "2027-10-30 23:00", 150),
        ("Europe/Vienna", "2027-10-31 00:30", 60),
        ("Europe/Vienna", "2027-10-31 00:45", 45),
        ("Europe/Vienna", "2027-10-30 23:30", 180),
        ("Europe/Vienna", "2027-03-28 00:30", 60),
        ("Europe/Vienna", "2027-03-28 01:00", 60),  # the hour after clocks went forward
        ("Europe/Vienna", "2027-03-27 23:00", 150),
        ("America/New_York", "2027-03-14 07:30", 30),
        ("Pacific/Auckland", "2026-09-26 14:15", 60),
        ("Australia/Lord_Howe", "2026-10-03 15:45", 30),
        ("America/New_York", "2026-11-01 05:30", 60),
        ("America/New_York", "2026-11-01 06:30", 30),
        ("Pacific/Auckland", "2026-04-04 13:30", 90),
        ("Australia/Lord_Howe", "2026-04-04 14:45", 30),  # half an hour comes twice
    ],
)
def test_a_class_is_when_it_is_and_as_long_as_it_is(
    world: World, frozen_clock: Any, zone: str, start: str, minutes: int
) -> None:
    Company.objects.filter(pk=world.alpine.pk).update(timezone_id=zone)
    starts_at = datetime.fromisoformat(start).replace(tzinfo=UTC)
    frozen_clock.move_to(starts_at - timedelta(days=2))
    subject = make.SubjectFactory(training__company=world.alpine)
    make.ClassSessionFactory(subject=subject, teacher=world.ines, starts_at=starts_at, duration_minutes=minutes)

    calendar = parse_feed(world.ines)

    (event,) = calendar.walk("VEVENT")
    assert read_as_client(calendar, event) == (starts_at, starts_at + timedelta(minutes=minutes))


@pytest.fixture
def held_class(world: World) -> ClassSession:
    """A class of Fronts in Room 1, made by the service, two days before it is looked at again."""
    training = make.TrainingFactory(company=world.alpine, name="PPL(A)")
    subject = make.SubjectFactory(training=training, code="050", name="Meteorology")
    lesson = make.LessonFactory(subject=subject, name="Fronts")
    room = make.LocationFactory(company=world.alpine, name="Room 1")
    make.EnrollmentFactory(training=training, user=world.sam)
    plan = {
        "training_subject_id": str(subject.pk), "training_subject_lesson_id": str(lesson.pk),
        "location_id": str(room.pk), "teacher_id": world.ines.pk, "students": [world.sam.pk],
        "start": "2026-04-01 09:00:00",
    }  # fmt: skip
    assert create_client(world.maria).post(CLASS, plan, format="json").status_code == 200
    return ClassSession.objects.get()


def build_form_data(row: Any, browser: Any) -> dict[str, Any]:
    """What the page of a row would send back unchanged."""
    form = browser.get(build_address(type(row), "change", row.pk)).context["adminform"].form
    sent = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in sent.items() if value or (value == 0 and value is not False)}


def rename_row(world: World, row: Any, **changes: Any) -> None:
    browser = open_browser(world.maria)
    inlines = {
        f"{prefix}-{name}": 0
        for prefix in ("lessons", "slides", "objectives", "exams", "subjects", "metrics", "flight_templates")
        for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    response = browser.post(
        build_address(type(row), "change", row.pk), {**build_form_data(row, browser), **inlines, **changes}
    )
    assert response.status_code == 302, response.context["errors"]


@pytest.mark.parametrize(
    ("what", "changes"),
    [
        ("location", {"name": "Hangar 2"}),
        ("location", {"address": "Gate 9"}),
        ("subject", {"name": "Weather"}),
        ("lesson", {"name": "Clouds"}),
        ("training", {"name": "LAPL(A)"}),
        ("teacher", {"surname": "Married"}),
    ],
)
def test_a_feed_tells_when_what_it_shows_is_renamed(
    world: World, held_class: ClassSession, frozen_clock: Any, what: str, changes: dict[str, str]
) -> None:
    (before,) = list_events(world.sam)
    frozen_clock.shift(timedelta(days=2))
    row = held_class.subject.training if what == "training" else getattr(held_class, what)

    rename_row(world, row, **changes)

    (after,) = list_events(world.sam)
    assert next(iter(changes.values())) in after.to_ical().decode()
    assert after["sequence"] > before["sequence"]
    for stamp in ("dtstamp", "last-modified"):
        assert after.decoded(stamp) - before.decoded(stamp) >= timedelta(days=2)


def test_what_a_feed_does_not_show_leaves_its_events_alone(
    world: World, held_class: ClassSession, frozen_clock: Any
) -> None:
    (before,) = list_events(world.sam)
    frozen_clock.shift(timedelta(days=2))

    rename_row(world, make.LocationFactory(company=world.alpine, name="Room 7"), name="Room 8")
    create_client(world.ines).post("/users/login.json", {"email": world.ines.email, "password": "wrong"})

    (after,) = list_events(world.sam)
    assert (after["sequence"], after["dtstamp"].dt) == (before["sequence"], before["dtstamp"].dt)


def test_the_sequence_never_goes_down_when_a_class_moves_to_a_place_that_never_changed(
    world: World, held_class: ClassSession, frozen_clock: Any
) -> None:
    frozen_clock.shift(timedelta(hours=1))
    for name in ("Room 2", "Room 3", "Room 4"):
        rename_row(world, held_class.location, name=name)
    (before,) = list_events(world.sam)
    elsewhere = make.LocationFactory(company=world.alpine, name="Hangar")

    create_client(world.maria).post(
        CLASS,
        {
            "id": str(held_class.pk), "training_subject_id": str(held_class.subject_id),
            "location_id": str(elsewhere.pk),
            "teacher_id": world.ines.pk, "students": [world.sam.pk], "start": "2026-04-01 09:00:00",
        },
        format="json",
    )  # fmt: skip

    (after,) = list_events(world.sam)
    assert after["location"] == "Hangar"
    assert after["sequence"] > before["sequence"]
