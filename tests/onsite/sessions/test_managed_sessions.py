"""`GET /manager/trainings/onsite/sessions.json` (docs/api.md, section 5)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from onsite.classes.scheduling import delete_class
from tests import factories as make
from tests.onsite.conftest import NOBODY, GroundSchool
from tests.onsite.sessions.conftest import hold_class
from tests.world import Client, World, create_client

ADDRESS = "/manager/trainings/onsite/sessions.json"
MARCH = {"start": "2026-03-01", "end": "2026-03-31", "timeZone": "Europe/Vienna"}


def get_sessions(user: Any, **params: Any) -> dict[str, Any]:
    response = create_client(user).get(ADDRESS, {**MARCH, **params})
    assert response.status_code == 200, response.content
    body: dict[str, Any] = response.json()
    return body


def list_ids(user: Any, **params: Any) -> list[str]:
    return [row["id"] for row in get_sessions(user, **params)["sessions"]]


def test_a_class_as_managers_list_it(world: World, ground_school: GroundSchool) -> None:
    school = ground_school

    assert get_sessions(world.maria) == {
        "sessions": [
            {
                "id": str(school.session.pk),
                "start": "2026-03-18T10:30:00+01:00",
                "end": "2026-03-18T11:30:00+01:00",
                "duration_minutes": 60,
                "kind": "LESSON",
                "activity": "Fronts",
                "training": "PPL(A)",
                "teacher": {"id": str(world.ines.pk), "name": "Ines", "surname": "Instructor"},
                "location": "Room 1",
            }
        ],
        "filters": {
            "start": int(datetime(2026, 2, 28, 23, tzinfo=UTC).timestamp()),
            "end": int(datetime(2026, 3, 31, 21, 59, 59, tzinfo=UTC).timestamp()),
            "timeZone": "Europe/Vienna",
            "training": None,
        },
    }


def test_the_kind_and_activity_tell_what_the_class_is_of(world: World, ground_school: GroundSchool) -> None:
    school = ground_school
    hold_class(school, "2026-03-20 08:00", exam=school.exam)
    hold_class(school, "2026-03-21 08:00")

    rows = get_sessions(world.maria, start="2026-03-20")["sessions"]

    assert [(row["kind"], row["activity"], row["location"]) for row in rows] == [
        ("EXAM", school.exam.name, None), ("LESSON", "Meteorology", None),
    ]  # fmt: skip


def test_a_training_is_a_filter_and_is_echoed(world: World, ground_school: GroundSchool) -> None:
    school = ground_school
    elsewhere = hold_class(school, "2026-03-20 08:00", subject=make.SubjectFactory(training__company=world.alpine))
    foreign = make.ClassSessionFactory(subject__training__company=world.baltic)

    chosen = get_sessions(world.maria, training=school.training.pk)

    assert [row["id"] for row in chosen["sessions"]] == [str(school.session.pk)]
    assert chosen["filters"]["training"] == str(school.training.pk)
    assert list_ids(world.maria, training="") == [str(school.session.pk), str(elsewhere.pk)]
    assert list_ids(world.maria, training=foreign.subject.training_id) == list_ids(world.maria, training=NOBODY) == []


def test_deleted_classes_are_gone(world: World, ground_school: GroundSchool) -> None:
    delete_class(session_id=ground_school.session.pk, by=world.maria)

    assert list_ids(world.maria) == []


def test_managers_list_their_own_school_alone(world: World, ground_school: GroundSchool) -> None:
    foreign = make.ClassSessionFactory(subject__training__company=world.baltic)
    people = ("maria", "otto", "charles", "ines", "sam", "olga")

    statuses = {name: create_client(getattr(world, name)).get(ADDRESS, MARCH).status_code for name in people}

    assert statuses == {"maria": 200, "otto": 200, "charles": 403, "ines": 403, "sam": 403, "olga": 403}
    assert list_ids(world.maria) == [str(ground_school.session.pk)]
    assert list_ids(world.otto) == [str(foreign.pk)]
    assert Client().get(ADDRESS, MARCH).status_code == 401


# --- times


@pytest.mark.parametrize(
    ("zone", "first", "last"),
    [
        ("Pacific/Auckland", "2026-03-19 11:00", "2026-03-20 10:59"),
        ("America/New_York", "2026-03-20 04:00", "2026-03-21 03:59"),
        ("Europe/Vienna", "2026-03-19 23:00", "2026-03-20 22:59"),
    ],
)
@pytest.mark.parametrize("end", ["2026-03-20", "2026-03-21T00:00:00"])
def test_a_date_alone_as_end_reaches_to_the_end_of_that_day_in_the_time_zone(
    world: World, ground_school: GroundSchool, zone: str, first: str, last: str, end: str
) -> None:
    inside = []
    for text, before, after in ((first, -1, 0), (last, 0, 1)):
        for minutes in (before, after):
            at = datetime.fromisoformat(text) + timedelta(minutes=minutes)
            row = hold_class(ground_school, str(at), minutes=1)
            inside += [str(row.pk)] if minutes == 0 else []

    assert list_ids(world.maria, start="2026-03-20", end=end, timeZone=zone) == inside


def test_a_class_that_overlaps_an_edge_is_listed(world: World, ground_school: GroundSchool) -> None:
    over_midnight = hold_class(ground_school, "2026-03-19 22:30", minutes=60)  # 23:30 in Vienna

    for day in ("2026-03-19", "2026-03-20"):
        assert list_ids(world.maria, start=day, end=day) == [str(over_midnight.pk)]
    assert list_ids(world.maria, start="2026-03-20T00:30:00", end="2026-03-20") == []


def test_daylight_saving_is_in_the_offset_and_a_class_across_the_change_is_as_long(
    world: World, ground_school: GroundSchool
) -> None:
    """Vienna puts clocks forward on 29 March 2026, 02:00; Auckland puts them back on 5 April, 03:00."""
    hold_class(ground_school, "2026-03-29 00:30", minutes=60)
    hold_class(ground_school, "2026-04-04 13:30", minutes=60)

    def list_times(day: str, zone: str) -> list[tuple[str, str, int]]:
        rows = get_sessions(world.maria, start=day, end=day, timeZone=zone)["sessions"]
        return [(row["start"], row["end"], row["duration_minutes"]) for row in rows]

    assert list_times("2026-03-29", "Europe/Vienna") == [("2026-03-29T01:30:00+01:00", "2026-03-29T03:30:00+02:00", 60)]
    assert list_times("2026-04-05", "Pacific/Auckland") == [
        ("2026-04-05T02:30:00+13:00", "2026-04-05T02:30:00+12:00", 60)
    ]


def test_the_days_on_which_clocks_change_are_as_long_as_they_are(world: World, ground_school: GroundSchool) -> None:
    def count_hours(day: str, zone: str) -> float:
        filters = get_sessions(world.maria, start=day, end=day, timeZone=zone)["filters"]
        return float(filters["end"] + 1 - filters["start"]) / 3600

    assert count_hours("2026-03-29", "Europe/Vienna") == 23
    assert count_hours("2026-04-05", "Pacific/Auckland") == 25


@pytest.mark.parametrize("zone", ["europe/vienna", "Europe/Vienna"])
def test_edges_are_taken_in_every_form_of_the_calendar(world: World, ground_school: GroundSchool, zone: str) -> None:
    noon = int(datetime(2026, 3, 18, 12, tzinfo=UTC).timestamp())

    for start in ("2026-03-18", "2026-03-18T00:00:00", "2026-03-17T23:00:00Z", "2026-03-18T00:00:00+01:00"):
        filters = get_sessions(world.maria, start=start, end=noon, timeZone=zone)["filters"]
        assert filters == {"start": noon - 13 * 3600, "end": noon, "timeZone": "Europe/Vienna", "training": None}


# --- refusals


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
        ({"timeZone": "Europe/Atlantis"}, "timeZone"),
        ({"timeZone": "+01:00"}, "timeZone"),
        ({"training": "x"}, "training"),
        ({"end": "2026-02-28"}, "end"),
        ({"start": "2026-03-31T00:00:01", "end": "2026-03-30"}, "end"),
        ({"end": "2027-04-05"}, "end"),
    ],
)
def test_bad_parameters_are_refused_by_name(world: World, params: Any, field: str) -> None:
    query = {key: value for key, value in {**MARCH, **params}.items() if value is not None}
    response = create_client(world.maria).get(ADDRESS, query)

    assert response.status_code == 400, response.content
    assert list(response.json()["errors"]) == [field]


def test_the_longest_range_is_said_and_taken(world: World) -> None:
    refused = create_client(world.maria).get(ADDRESS, {**MARCH, "end": "2027-04-05"})

    assert refused.json()["errors"] == {"end": ["The range is longer than 400 days."]}
    assert list_ids(world.maria, end="2027-04-04") == []


def test_thirty_classes_cost_what_one_costs(world: World, queries_of: Any) -> None:
    def fill(rows: int) -> None:
        for _ in range(rows):
            lesson = make.LessonFactory(subject__training__company=world.alpine)
            place = make.LocationFactory(company=world.alpine)
            make.ClassSessionFactory(subject=lesson.subject, lesson=lesson, location=place)

    client = create_client(world.maria)
    fill(1)
    one = queries_of(lambda: client.get(ADDRESS, MARCH))
    fill(29)
    thirty = queries_of(lambda: client.get(ADDRESS, MARCH))

    assert len(client.get(ADDRESS, MARCH).json()["sessions"]) == 30
    assert len(one) == len(thirty) == 2, thirty  # token, classes with all they show
