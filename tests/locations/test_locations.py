"""Locations (docs/api.md, section 10)."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import timezone

from core.exceptions import InvalidInput
from locations.models import Location
from locations.services import edit_location
from records.models import Event
from tests import factories as make
from tests.parallel import run_in_parallel
from tests.world import World, create_client

NOBODY = "01900000-0000-7000-8000-000000000000"
EDIT = "/manager/trainings/locations/edit.json"
ROOM = {"name": "Room 1", "type": "CLASSROOM", "country_id": "AT", "timezone_id": "Europe/Vienna"}


def view_location(client: Any, id: Any) -> Any:
    return client.get(f"/trainings/locations/view/{id}.json")


# --- list


@pytest.mark.parametrize("who", ["sam", "ines", "charles", "maria"])
def test_everybody_lists_the_places_of_the_own_school_by_name(world: World, who: str) -> None:
    tower = make.LocationFactory(company=world.alpine, name="Tower", type="OFFICE")
    apron = make.LocationFactory(company=world.alpine, name="Apron", phone="+43 1 234", address="Gate 2")
    make.LocationFactory(company=world.baltic)

    assert create_client(getattr(world, who)).get("/trainings/locations.json").json() == {
        "locations": [
            {
                "Location": {
                    "id": str(apron.pk), "name": "Apron", "type": "CLASSROOM", "phone": "+43 1 234",
                    "address": "Gate 2", "country_id": "AT", "timezone_id": "Europe/Vienna", "description": "",
                }
            },
            {
                "Location": {
                    "id": str(tower.pk), "name": "Tower", "type": "OFFICE", "phone": None, "address": None,
                    "country_id": "AT", "timezone_id": "Europe/Vienna", "description": "",
                }
            },
        ]
    }  # fmt: skip


def test_thirty_places_cost_what_one_costs(world: World, queries_of: Any) -> None:
    client = create_client(world.sam)
    make.LocationFactory(company=world.alpine)
    one = queries_of(lambda: client.get("/trainings/locations.json"))
    make.LocationFactory.create_batch(29, company=world.alpine)
    thirty = queries_of(lambda: client.get("/trainings/locations.json"))

    assert len(one) == len(thirty) == 2, thirty  # token, locations


# --- view


@pytest.fixture
def room(world: World) -> Location:
    return make.LocationFactory(company=world.alpine, name="Room 1")


def test_a_place_shows_country_zone_and_the_classes_from_today_on(world: World, room: Location) -> None:
    subject = make.SubjectFactory(training__company=world.alpine, name="Meteorology")
    fields = {"subject": subject, "teacher": world.ines, "location": room}
    this_morning = make.ClassSessionFactory(starts_at=datetime(2026, 3, 18, 6, tzinfo=UTC), **fields)
    tomorrow = make.ClassSessionFactory(starts_in=1, **fields)
    make.ClassSessionFactory(starts_in=-1, **fields)
    make.ClassSessionFactory(starts_in=1, deleted_at=timezone.now(), is_cancelled=True, **fields)
    make.ClassSessionFactory(starts_in=1, subject=subject, teacher=world.ines)

    view = view_location(create_client(world.maria), room.pk).json()["location"]

    assert set(view) == {"Location", "Country", "Timezone", "LessonClass"}
    assert view["Location"]["name"] == "Room 1"
    assert view["Country"] == {"id": "AT", "name": "Austria"}
    assert view["Timezone"] == {"id": "Europe/Vienna", "name": "Europe/Vienna"}
    assert [row["id"] for row in view["LessonClass"]] == [str(this_morning.pk), str(tomorrow.pk)]
    assert view["LessonClass"][1] == {
        "id": str(tomorrow.pk),
        "training_subject_id": str(subject.pk),
        "training_subject_lesson_id": None,
        "training_subject_exam_id": None,
        "datetime": "2026-03-19 10:00:00",
        "status": "scheduled",
        "teacher_id": str(world.ines.pk),
        "signature": None,
        "minutes": 60,
        "location_id": str(room.pk),
        "meeting_url": None,
        "remarks": "",
        "TrainingSubject": {"name": "Meteorology"},
        "Teacher": {
            "id": str(world.ines.pk),
            "UserDetail": {"id": str(world.ines.pk), "name": "Ines", "surname": "Instructor", "photo": None},
        },
    }


def test_today_is_the_schools_own_day(world: World, room: Location) -> None:
    world.alpine.timezone_id = "Pacific/Auckland"  # 23:00 there; the day began on the 17th, 11:00 UTC
    world.alpine.save()
    subject = make.SubjectFactory(training__company=world.alpine)
    inside, _ = (
        make.ClassSessionFactory(subject=subject, location=room, starts_at=datetime(2026, 3, 17, *clock, tzinfo=UTC))
        for clock in ((11, 0), (10, 59))
    )

    rows = view_location(create_client(world.maria), room.pk).json()["location"]["LessonClass"]

    assert [row["id"] for row in rows] == [str(inside.pk)]


def test_the_classes_are_those_the_caller_may_see(world: World, room: Location) -> None:
    subject = make.SubjectFactory(training__company=world.alpine)
    held = make.ClassSessionFactory(subject=subject, location=room, starts_in=1, teacher=world.ines)
    enrollment = make.EnrollmentFactory(training=subject.training, user=world.sam)
    make.AttendanceFactory(class_session=held, enrollment=enrollment)

    def count_classes(user: Any) -> int:
        return len(view_location(create_client(user), room.pk).json()["location"]["LessonClass"])

    assert [count_classes(user) for user in (world.sam, world.ines, world.charles, world.maria)] == [1, 1, 1, 1]
    assert [count_classes(user) for user in (world.sue, world.tom)] == [0, 0]


def test_another_schools_place_is_not_there(world: World, room: Location) -> None:
    client = create_client(world.otto)

    assert view_location(client, room.pk).status_code == 404
    assert view_location(client, room.pk).content == view_location(client, NOBODY).content
    assert view_location(client, "x").status_code == 404


def test_thirty_classes_cost_what_one_costs(world: World, room: Location, queries_of: Any) -> None:
    def fill(rows: int) -> None:
        for _ in range(rows):
            subject = make.SubjectFactory(training__company=world.alpine)
            make.ClassSessionFactory(subject=subject, location=room, starts_in=1)

    client = create_client(world.maria)
    fill(1)
    one = queries_of(lambda: view_location(client, room.pk))
    fill(29)
    thirty = queries_of(lambda: view_location(client, room.pk))

    assert len(one) == len(thirty) == 3, thirty  # token, location, classes with subject and teacher


# --- edit


def test_a_manager_adds_a_place(world: World) -> None:
    response = create_client(world.maria).post(EDIT, {**ROOM, "phone": "+43 1 234", "description": "Beamer"})

    location = Location.objects.get()
    assert location.company == world.alpine
    assert response.json() == {
        "result": True,
        "Location": {
            "id": str(location.pk), **ROOM, "phone": "+43 1 234", "address": None, "description": "Beamer",
        },
    }  # fmt: skip
    assert Event.objects.get(action="location.edited").object_id == str(location.pk)


def test_what_is_sent_changes_and_what_is_not_stays(world: World, room: Location) -> None:
    Location.objects.update(phone="+43 1 234", address="Gate 2", description="Beamer")

    response = create_client(world.maria).post(EDIT, {**ROOM, "id": str(room.pk), "name": "Aula", "phone": None})

    row = response.json()["Location"]
    assert (row["name"], row["phone"], row["address"], row["description"]) == ("Aula", None, "Gate 2", "Beamer")
    assert '"changed":["name","phone"]' in Event.objects.get().payload


def test_sending_the_same_again_is_no_event(world: World, room: Location) -> None:
    client = create_client(world.maria)

    assert client.post(EDIT, {**ROOM, "id": str(room.pk)}).json()["result"] is True
    assert not Event.objects.exists()


def test_a_form_with_an_empty_id_adds(world: World) -> None:
    form = "data[id]=&data[name]=Aula&data[type]=OTHER&data[country_id]=LV&data[timezone_id]=Europe/Riga"

    response = create_client(world.maria).post(EDIT, form, content_type="application/x-www-form-urlencoded")

    assert response.json()["Location"]["name"] == Location.objects.get().name == "Aula"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "   "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": None}, "name"),
        ({"name": ["x"]}, "name"),
        ({"type": "HANGAR"}, "type"),
        ({"type": None}, "type"),
        ({"phone": "1" * 41}, "phone"),
        ({"address": "x" * 501}, "address"),
        ({"address": {"street": 1}}, "address"),
        ({"country_id": "XX"}, "country_id"),
        ({"country_id": ""}, "country_id"),
        ({"timezone_id": "Europe/Atlantis"}, "timezone_id"),
        ({"timezone_id": 1}, "timezone_id"),
        ({"description": "x" * 10_001}, "description"),
        ({"id": "x"}, "id"),
        ({"id": 12}, "id"),
        ({"id": NOBODY}, "id"),
    ],
)
def test_bad_input_names_the_field_and_stores_nothing(world: World, fields: Any, field: str) -> None:
    response = create_client(world.maria).post(EDIT, {**ROOM, **fields})

    assert response.status_code == 400
    assert list(response.json()["errors"]) == [field]
    assert not Location.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize("field", ["name", "type", "country_id", "timezone_id"])
def test_what_a_place_needs_must_be_sent(world: World, field: str) -> None:
    body = {key: value for key, value in ROOM.items() if key != field}

    assert list(create_client(world.maria).post(EDIT, body).json()["errors"]) == [field]


def test_a_name_is_one_places_alone_in_a_school(world: World, room: Location) -> None:
    client = create_client(world.maria)
    other = make.LocationFactory(company=world.alpine, name="Aula")
    make.LocationFactory(company=world.baltic, name="Tower")

    for body in (ROOM, {**ROOM, "id": str(other.pk)}):
        response = client.post(EDIT, body)
        assert response.status_code == 400
        assert list(response.json()["errors"]) == ["name"]
    assert client.post(EDIT, {**ROOM, "name": "Tower"}).status_code == 200
    assert set(Location.objects.filter(company=world.alpine).values_list("name", flat=True)) == {
        "Room 1", "Aula", "Tower",
    }  # fmt: skip


def test_another_schools_place_cannot_be_edited(world: World) -> None:
    foreign = make.LocationFactory(company=world.baltic, name="Hangar")
    client = create_client(world.maria)

    response = client.post(EDIT, {**ROOM, "id": str(foreign.pk)})

    assert list(response.json()["errors"]) == ["id"]
    assert response.content == client.post(EDIT, {**ROOM, "id": NOBODY}).content
    foreign.refresh_from_db()
    assert foreign.name == "Hangar"


@pytest.mark.parametrize("who", ["sam", "ines", "charles"])
def test_only_managers_edit(world: World, who: str) -> None:
    assert create_client(getattr(world, who)).post(EDIT, ROOM).status_code == 403
    assert not Location.objects.exists()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_managers_adding_one_name_at_the_same_moment_make_one_place() -> None:
    world = World()
    for number in range(10):
        errors = add_location_twice(world, f"Room {number}")

        assert [list(error.errors) for error in errors] == [["name"]]
    assert Location.objects.count() == Event.objects.count() == 10


def add_location_twice(world: World, name: str) -> list[InvalidInput]:
    """Adds two locations with one name in parallel; returns what was rejected."""
    errors: list[InvalidInput] = []

    def add() -> None:
        try:
            edit_location(location_id=None, fields={**ROOM, "name": name}, by=world.maria)
        except InvalidInput as error:
            errors.append(error)

    run_in_parallel([add, add])
    return errors
