"""`GET /trainings/trainings/calendar.json` (docs/api.md, section 9)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from onsite.models import ClassSession
from tests import factories as make
from tests.world import World, create_client
from trainings.models import Subject

ADDRESS = "/trainings/trainings/calendar.json"
MARCH = {"start": "2026-03-01", "end": "2026-04-01", "timeZone": "Europe/Vienna"}


@pytest.fixture
def subject(world: World) -> Subject:
    training = make.TrainingFactory(company=world.alpine, color="#aa3311")
    return make.SubjectFactory(training=training, code="050", name="Meteorology")


def get_calendar(user: Any, **params: Any) -> list[dict[str, Any]]:
    response = create_client(user).get(ADDRESS, {**MARCH, **params})
    assert response.status_code == 200, response.content
    rows: list[dict[str, Any]] = response.json()
    return rows


def list_ids(rows: list[dict[str, Any]]) -> list[str]:
    return [row["id"] for row in rows]


def create_class(
    subject: Subject, year: int, month: int, day: int, hour: int, minute: int = 0, **fields: Any
) -> ClassSession:
    starts_at = datetime(year, month, day, hour, minute, tzinfo=UTC)
    return make.ClassSessionFactory(subject=subject, starts_at=starts_at, **fields)


def test_a_class_is_an_event_as_calendar_widgets_take_it(world: World, subject: Subject) -> None:
    lesson = make.LessonFactory(subject=subject, name="Fronts")
    room = make.LocationFactory(company=world.alpine, name="Room 1")
    held = create_class(subject, 2026, 3, 20, 8, lesson=lesson, teacher=world.ines, location=room, duration_minutes=90)

    assert get_calendar(world.ines) == [
        {
            "id": str(held.pk),
            "title": "050 Meteorology: Fronts",
            "start": "2026-03-20T09:00:00+01:00",
            "end": "2026-03-20T10:30:00+01:00",
            "allDay": False,
            "color": "#aa3311",
            "url": f"/trainings/onsite/class/{held.pk}",
            "extendedProps": {
                "type": "lesson",
                "training_id": str(subject.training_id),
                "training_subject_id": str(subject.pk),
                "teacher": "Ines Instructor",
                "location": "Room 1",
                "meeting_url": None,
                "status": "scheduled",
            },
        }
    ]


def test_the_type_and_title_tell_what_the_class_is_of(world: World, subject: Subject) -> None:
    exam = make.ExamFactory(subject=subject, name="Final", type="ONSITE")
    create_class(subject, 2026, 3, 10, 8, exam=exam, teacher=world.ines, signed_at=timezone.now())
    create_class(subject, 2026, 3, 11, 8, teacher=world.ines)

    rows = get_calendar(world.ines)

    assert [(row["extendedProps"]["type"], row["title"], row["extendedProps"]["status"]) for row in rows] == [
        ("exam", "050 Meteorology: Final", "closed"), ("class", "050 Meteorology", "scheduled"),
    ]  # fmt: skip
    assert rows[0]["extendedProps"]["location"] is None


def test_daylight_saving_is_in_the_offset_and_a_class_across_the_change_is_as_long(
    world: World, subject: Subject
) -> None:
    """Vienna puts clocks forward on 29 March 2026, 02:00, and back on 25 October, 03:00."""
    create_class(subject, 2026, 3, 29, 0, 30, teacher=world.ines, duration_minutes=60)
    create_class(subject, 2026, 3, 30, 8, teacher=world.ines)
    create_class(subject, 2026, 10, 25, 0, 30, teacher=world.ines, duration_minutes=60)

    rows = get_calendar(world.ines, end="2026-12-01")

    assert [(row["start"], row["end"]) for row in rows] == [
        ("2026-03-29T01:30:00+01:00", "2026-03-29T03:30:00+02:00"),
        ("2026-03-30T10:00:00+02:00", "2026-03-30T11:00:00+02:00"),
        ("2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"),
    ]


@pytest.mark.parametrize(
    ("zone", "start"),
    [
        ("UTC", "2026-03-20T08:00:00+00:00"),
        ("America/New_York", "2026-03-20T04:00:00-04:00"),
        ("america/new_york", "2026-03-20T04:00:00-04:00"),
        ("Asia/Kathmandu", "2026-03-20T13:45:00+05:45"),
    ],
)
def test_times_are_in_the_zone_that_was_asked_for(world: World, subject: Subject, zone: str, start: str) -> None:
    create_class(subject, 2026, 3, 20, 8, teacher=world.ines)

    assert get_calendar(world.ines, timeZone=zone)[0]["start"] == start


def test_overlap_with_the_range_counts(world: World, subject: Subject) -> None:
    def noon(day: int, hour: int, minutes: int) -> str:
        return str(create_class(subject, 2026, 3, day, hour, teacher=world.ines, duration_minutes=minutes).pk)

    noon(9, 10, 60)  # over at 11:00
    across_start = noon(9, 22, 180)
    noon(9, 23, 60)  # ends as the range begins
    inside = noon(10, 10, 60)
    across_end = noon(10, 23, 120)
    noon(11, 0, 60)  # begins as the range ends
    longest = noon(9, 1, 24 * 60)

    rows = get_calendar(world.ines, start="2026-03-10 00:00:00", end="2026-03-11T00:00:00Z", timeZone="UTC")

    assert set(list_ids(rows)) == {across_start, inside, across_end, longest}
    assert list_ids(rows)[0] == longest


def test_moments_are_taken_in_every_way(world: World, subject: Subject) -> None:
    create_class(subject, 2026, 3, 20, 8, teacher=world.ines, duration_minutes=60)
    client = create_client(world.ines)

    edges: list[tuple[str | int, str | int]] = [
        ("2026-03-20 08:30:00", "2026-03-20 09:30:00"),
        (int(datetime(2026, 3, 20, 8, 30, tzinfo=UTC).timestamp()), int(datetime(2026, 3, 21, tzinfo=UTC).timestamp())),
        ("2026-03-20T09:30:00+01:00", "2026-03-21"),
    ]
    for start, end in edges:
        assert len(client.get(ADDRESS, {**MARCH, "start": start, "end": end}).json()) == 1
    # From a client that does not encode its "+".
    plain = client.get(
        f"{ADDRESS}?start=2026-03-20T09:30:00+01:00&end=2026-03-20T23:00:00+01:00&timeZone=Europe/Vienna"
    )
    assert len(plain.json()) == 1


def test_a_bare_date_begins_where_the_zone_says(world: World, subject: Subject) -> None:
    create_class(subject, 2026, 3, 9, 23, 30, teacher=world.ines, duration_minutes=10)  # 10 March in Vienna
    day = {"start": "2026-03-10", "end": "2026-03-11"}

    assert len(get_calendar(world.ines, **day)) == 1
    assert get_calendar(world.ines, **day, timeZone="UTC") == []


def test_one_sees_what_one_attends_or_teaches_and_managers_see_the_school(world: World, subject: Subject) -> None:
    enrollment = make.EnrollmentFactory(training=subject.training, user=world.sam)
    mine = create_class(subject, 2026, 3, 20, 8, teacher=world.ines)
    make.AttendanceFactory(class_session=mine, enrollment=enrollment)
    other = create_class(subject, 2026, 3, 21, 8, teacher=world.tom)
    gone = create_class(subject, 2026, 3, 22, 8, teacher=world.ines, deleted_at=timezone.now(), is_cancelled=True)
    make.AttendanceFactory(class_session=gone, enrollment=enrollment)

    seen = {
        who: list_ids(get_calendar(getattr(world, who))) for who in ("sam", "ines", "tom", "sue", "charles", "maria")
    }

    assert seen == {
        "sam": [str(mine.pk)], "ines": [str(mine.pk)], "tom": [str(other.pk)], "sue": [], "charles": [],
        "maria": [str(mine.pk), str(other.pk)],
    }  # fmt: skip
    assert get_calendar(world.otto) == get_calendar(world.olga) == []


def test_a_training_is_a_filter(world: World, subject: Subject) -> None:
    held = create_class(subject, 2026, 3, 20, 8, teacher=world.ines)
    create_class(make.SubjectFactory(training__company=world.alpine), 2026, 3, 20, 8, teacher=world.ines)
    foreign = make.TrainingFactory(company=world.baltic)

    assert len(get_calendar(world.ines, training="")) == 2
    assert list_ids(get_calendar(world.ines, training=subject.training_id)) == [str(held.pk)]
    assert get_calendar(world.ines, training=foreign.pk) == []


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"start": None}, "start"),
        ({"end": None}, "end"),
        ({"timeZone": None}, "timeZone"),
        ({"start": ""}, "start"),
        ({"start": "31.02.2026"}, "start"),
        ({"start": "2026-02-31"}, "start"),
        ({"start": "9999-12-31"}, "start"),
        ({"end": "1e18"}, "end"),
        ({"end": "99999999999999999999"}, "end"),
        ({"end": "٣"}, "end"),
        ({"timeZone": "Europe/Atlantis"}, "timeZone"),
        ({"timeZone": "local"}, "timeZone"),
        ({"timeZone": "../../etc/passwd"}, "timeZone"),
        ({"timeZone": "+01:00"}, "timeZone"),
        ({"training": "x"}, "training"),
        ({"training": "12"}, "training"),
        ({"end": "2026-02-28"}, "end"),
        ({"start": "2026-03-01", "end": "2027-04-06"}, "end"),
    ],
)
def test_bad_parameters_are_refused_by_name(world: World, params: Any, field: str) -> None:
    query = {key: value for key, value in {**MARCH, **params}.items() if value is not None}
    response = create_client(world.ines).get(ADDRESS, query)

    assert response.status_code == 400, response.content
    assert list(response.json()["errors"]) == [field]


@pytest.mark.parametrize("start", ["2026-03-01", "2026-06-01", "2025-11-01"])
def test_four_hundred_days_are_taken_whatever_clocks_do_in_them(world: World, start: str) -> None:
    end = datetime.fromisoformat(start) + timedelta(days=400)

    assert get_calendar(world.ines, start=start, end=end.date().isoformat()) == []


def test_thirty_classes_cost_what_one_costs(world: World, queries_of: Any) -> None:
    def fill(rows: int) -> None:
        for _ in range(rows):
            subject = make.SubjectFactory(training__company=world.alpine)
            lesson = make.LessonFactory(subject=subject)
            place = make.LocationFactory(company=world.alpine)
            create_class(subject, 2026, 3, 20, 8, lesson=lesson, location=place)

    client = create_client(world.maria)
    fill(1)
    one = queries_of(lambda: client.get(ADDRESS, MARCH))
    fill(29)
    thirty = queries_of(lambda: client.get(ADDRESS, MARCH))

    assert len(one) == len(thirty) == 2, thirty  # token, classes with all they show


@pytest.mark.parametrize(
    ("zone", "first", "last"),
    [
        ("Pacific/Auckland", "2026-03-19T11:00:00+00:00", "2026-03-20T10:59:00+00:00"),
        ("America/New_York", "2026-03-20T04:00:00+00:00", "2026-03-21T03:59:00+00:00"),
    ],
)
@pytest.mark.parametrize(
    "edges",
    [("2026-03-20", "2026-03-20"), ("2026-03-20T00:00:00", "2026-03-21T00:00:00"), ("2026-03-20", "2026-03-21")],
)
def test_edges_without_offset_are_read_in_the_time_zone(
    world: World, subject: Subject, zone: str, first: str, last: str, edges: tuple[str, str]
) -> None:
    """Dates and date-times alike; one date twice is that day."""
    inside = []
    for text, before, after in ((first, -1, 0), (last, 0, 1)):
        for minutes in (before, after):
            at = datetime.fromisoformat(text) + timedelta(minutes=minutes)
            row = make.ClassSessionFactory(subject=subject, teacher=world.ines, starts_at=at, duration_minutes=1)
            inside += [str(row.pk)] if minutes == 0 else []

    rows = get_calendar(world.ines, start=edges[0], end=edges[1], timeZone=zone)

    assert set(list_ids(rows)) == set(inside)


def test_edges_in_the_hour_that_comes_twice_take_all_of_it_in(world: World, subject: Subject) -> None:
    first = create_class(subject, 2026, 10, 25, 0, 30, teacher=world.ines, duration_minutes=10)
    second = create_class(subject, 2026, 10, 25, 1, 30, teacher=world.ines, duration_minutes=10)

    rows = get_calendar(world.ines, start="2026-10-25T02:15:00", end="2026-10-25T02:45:00", timeZone="Europe/Vienna")

    assert list_ids(rows) == [str(first.pk), str(second.pk)]
