"""`POST /manager/trainings/missions/record.json` (docs/api.md, section 11)."""

import json
import threading
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone

from accounts.models import Company
from missions.admin import FlightTemplateAdmin
from missions.models import FlightRecord, FlightTemplate
from missions.services import FlightInput, record_flight
from office.base.site import site
from records.models import Event
from tests import factories as make
from tests.missions.conftest import NOBODY
from tests.world import Client, World, create_api_client, create_client
from trainings.models import Enrollment, Training

ADDRESS = "/manager/trainings/missions/record.json"


@pytest.fixture
def body(enrollment: Enrollment, mission: FlightTemplate) -> dict[str, Any]:
    return {
        "enrollment_id": str(enrollment.pk), "training_flight_id": str(mission.pk), "completed": True, "time": 5400,
    }  # fmt: skip


@pytest.fixture
def another_mission(mission: FlightTemplate) -> FlightTemplate:
    """So that one flight does not finish the training."""
    return make.FlightTemplateFactory(training=mission.training)


def test_everything_is_stored_and_answered(
    world: World, maria: Client, body: Any, another_mission: FlightTemplate
) -> None:
    options = {
        "flight_id": "L-17",
        "instructor_id": str(world.ines.pk),
        "date": "2026-03-17",
        "remarks": "Good landings",
    }

    response = maria.post(ADDRESS, {**body, **options}, format="json")

    row = FlightRecord.objects.get()
    assert response.json() == {
        "result": True,
        "UserTrainingFlight": {
            "id": str(row.pk),
            "training_flight_id": body["training_flight_id"],
            "enrollment_id": body["enrollment_id"],
            "flight_id": "L-17",
            "completed": "2026-03-17 05:30:00",
            "time": 5400,
            "instructor_id": str(world.ines.pk),
            "date": "2026-03-17",
            "remarks": "Good landings",
            "signed": False,
            "times": {},
        },
    }
    assert (row.seconds, row.flown_on, row.instructor) == (5400, date(2026, 3, 17), world.ines)
    event = Event.objects.get()
    assert (event.action, event.object_id, event.actor) == ("mission.recorded", str(row.pk), world.maria)
    assert json.loads(event.payload)["seconds"] == 5400


@pytest.mark.parametrize(
    ("zone", "day", "moment"),
    [
        ("UTC", "2026-03-18", "2026-03-18 10:00:00"),
        ("Pacific/Auckland", "2026-03-18", "2026-03-18 10:00:00"),
        ("Pacific/Auckland", "2026-03-16", "2026-03-16 05:30:00"),
        ("America/New_York", "2026-03-17", "2026-03-17 14:00:00"),
    ],
)
def test_completed_is_a_moment_of_the_day_flown(
    world: World, maria: Client, body: Any, zone: str, day: str, moment: str
) -> None:
    Company.objects.update(timezone_id=zone)

    flight = maria.post(ADDRESS, {**body, "date": day}).json()["UserTrainingFlight"]

    assert (flight["completed"], flight["date"]) == (moment, day)


def test_the_least_that_can_be_said(maria: Client, body: Any) -> None:
    for empty in ({}, {"flight_id": None, "instructor_id": None, "date": None, "remarks": None}):
        response = maria.post(ADDRESS, {**body, "completed": "0", "time": "0", **empty}, format="json")
        flight = response.json()["UserTrainingFlight"]
        assert (flight["flight_id"], flight["instructor_id"], flight["remarks"], flight["date"]) == (
            None,
            None,
            "",
            "2026-03-18",
        )
        assert (flight["completed"], flight["time"]) == (None, 0)


def test_forms_with_empty_fields_record_like_json(maria: Client, body: Any) -> None:
    form = {**body, "completed": "on", "instructor_id": "", "date": "", "flight_id": "", "remarks": ""}

    assert maria.post(ADDRESS, form, format="multipart").status_code == 200
    assert FlightRecord.objects.get().is_completed


def test_today_is_the_schools_day_and_tomorrow_has_not_come(
    world: World, maria: Client, body: Any, frozen_clock: Any, another_mission: FlightTemplate
) -> None:
    Company.objects.filter(pk=world.alpine.pk).update(timezone_id="Pacific/Auckland")
    frozen_clock.move_to(datetime(2026, 3, 18, 20, 0, tzinfo=UTC))

    assert maria.post(ADDRESS, body).json()["UserTrainingFlight"]["date"] == "2026-03-19"
    assert maria.post(ADDRESS, {**body, "date": "2026-03-19"}).status_code == 200
    assert "date" in maria.post(ADDRESS, {**body, "date": "2026-03-20"}).json()["errors"]


def test_the_last_mission_finishes_the_enrollment(
    maria: Client, body: Any, enrollment: Enrollment, another_mission: FlightTemplate
) -> None:
    Training.objects.update(validity_days=365)
    last = {**body, "training_flight_id": str(another_mission.pk)}

    maria.post(ADDRESS, body)
    maria.post(ADDRESS, body)
    maria.post(ADDRESS, {**last, "completed": False})
    enrollment.refresh_from_db()
    assert enrollment.finished_at is None

    maria.post(ADDRESS, last)
    enrollment.refresh_from_db()
    assert enrollment.finished_at == timezone.now()
    assert enrollment.valid_until_on == date(2027, 3, 18)
    actions = [event.action for event in Event.objects.order_by("seq")]
    assert actions == ["mission.recorded"] * 4 + ["enrollment.finished", "certificate.issued"]


def test_flight_progress_counts_a_mission_once(
    world: World, maria: Client, body: Any, another_mission: FlightTemplate
) -> None:
    for _ in range(5):
        maria.post(ADDRESS, body)

    (row,) = create_client(world.sam).get("/trainings.json").json()["trainings"]
    assert row["Training"]["FlightProgress"] == {"completed": 1, "total": 2}
    assert FlightRecord.objects.count() == 5


def test_the_same_flight_sent_again_is_answered_again(
    maria: Client, body: Any, another_mission: FlightTemplate
) -> None:
    flight = {**body, "flight_id": "L-17", "date": "2026-03-17"}

    first, again = maria.post(ADDRESS, flight), maria.post(ADDRESS, flight)
    corrected = maria.post(ADDRESS, {**flight, "time": 5401})
    other_mission = maria.post(ADDRESS, {**flight, "training_flight_id": str(another_mission.pk)})

    assert first.content == again.content
    ids = {response.json()["UserTrainingFlight"]["id"] for response in (first, again, corrected, other_mission)}
    assert len(ids) == FlightRecord.objects.count() == 3
    assert Event.objects.filter(action="mission.recorded").count() == 3


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"enrollment_id": NOBODY}, "enrollment_id"),
        ({"enrollment_id": "x"}, "enrollment_id"),
        ({"training_flight_id": NOBODY}, "training_flight_id"),
        ({"training_flight_id": None}, "training_flight_id"),
        ({"completed": "maybe"}, "completed"),
        ({"completed": None}, "completed"),
        ({"time": -1}, "time"),
        ({"time": 86_401}, "time"),
        ({"time": 1e30}, "time"),
        ({"time": None}, "time"),
        ({"time": True}, "time"),
        ({"flight_id": "x" * 101}, "flight_id"),
        ({"flight_id": ["x"]}, "flight_id"),
        ({"instructor_id": 999_999}, "instructor_id"),
        ({"instructor_id": 1.5}, "instructor_id"),
        ({"instructor_id": "x"}, "instructor_id"),
        ({"instructor_id": 10**30}, "instructor_id"),
        ({"date": "2026-03-19"}, "date"),
        ({"date": "soon"}, "date"),
        ({"date": 1e18}, "date"),
        ({"remarks": "x" * 5001}, "remarks"),
    ],
)
def test_bad_input_names_the_field_and_stores_nothing(maria: Client, body: Any, fields: Any, field: str) -> None:
    response = maria.post(ADDRESS, {**body, **fields}, format="json")

    assert response.status_code == 400, response.content
    assert set(response.json()["errors"]) == {field}
    assert not FlightRecord.objects.exists()
    assert not Event.objects.exists()


def test_what_must_be_said(maria: Client) -> None:
    required = {"enrollment_id", "training_flight_id", "completed", "time"}

    assert set(maria.post(ADDRESS, {}).json()["errors"]) == required


def test_the_instructor_is_staff_of_the_own_school(world: World, maria: Client, body: Any) -> None:
    for person in (world.sue, world.otto):
        assert "instructor_id" in maria.post(ADDRESS, {**body, "instructor_id": person.pk}).json()["errors"]
    assert not FlightRecord.objects.exists()


def test_the_mission_is_a_live_one_of_the_students_training(world: World, maria: Client, body: Any) -> None:
    elsewhere = make.FlightTemplateFactory(training__company=world.alpine)
    deleted = make.FlightTemplateFactory(training_id=Training.objects.get(name="PPL(A)").pk, deleted_at=timezone.now())

    for mission in (elsewhere, deleted):
        response = maria.post(ADDRESS, {**body, "training_flight_id": str(mission.pk)})
        assert "training_flight_id" in response.json()["errors"]
    assert not FlightRecord.objects.exists()


def test_another_schools_enrollment_is_as_unknown_as_none(world: World, maria: Client, body: Any) -> None:
    foreign = make.EnrollmentFactory(training=make.TrainingFactory(company=world.baltic), user=world.olga)

    responses = [maria.post(ADDRESS, {**body, "enrollment_id": str(id)}) for id in (foreign.pk, NOBODY)]
    assert responses[0].status_code == 400
    assert responses[0].content == responses[1].content


@pytest.mark.parametrize("who", ["charles", "ines", "sam"])
def test_only_managers_record(world: World, body: Any, who: str) -> None:
    assert create_client(getattr(world, who)).post(ADDRESS, body).status_code == 403
    assert not FlightRecord.objects.exists()


def test_a_managers_key_may_record_and_only_post_does(world: World, maria: Client, body: Any) -> None:
    assert maria.get(ADDRESS).status_code == 405
    assert create_api_client(world.maria).post(ADDRESS, body).status_code == 200


def test_a_mission_on_record_does_not_move_to_another_training(world: World, mission: FlightTemplate) -> None:
    admin = FlightTemplateAdmin(FlightTemplate, site)
    request = RequestFactory().get("/")
    assert admin.get_readonly_fields(request, mission) == ("training",)
    assert admin.get_readonly_fields(request) == ()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_retry_at_the_same_moment_stores_one_flight() -> None:
    world = World()
    training = make.TrainingFactory(company=world.alpine, has_flights=True)
    enrollment = make.EnrollmentFactory(training=training, user=world.sam)
    mission = make.FlightTemplateFactory(training=training)
    start = threading.Barrier(4)
    stored: list[Any] = []

    def send() -> None:
        start.wait()
        flight = FlightInput(is_completed=True, seconds=3600, flight_id="L-17")
        row = record_flight(enrollment_id=enrollment.pk, template_id=mission.pk, flight=flight, by=world.maria)
        stored.append(row.pk)
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(stored) == 4
    assert {FlightRecord.objects.get().pk} == set(stored)
