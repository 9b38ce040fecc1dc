"""An instructor with expired papers does not record flights as their instructor, at a school that says so."""

from datetime import date
from typing import Any

import pytest

from core.exceptions import Forbidden
from missions.models import FlightRecord, FlightTemplate
from missions.services import FlightInput, correct_flight, record_flight
from tests import factories as make
from tests.instructors.papers import add_paper, refuse_expired
from tests.world import World, create_client
from trainings.models import Enrollment

EXPIRED = date(2026, 3, 3)
OWN, MANAGERS = "/trainings/missions/record.json", "/manager/trainings/missions/record.json"


@pytest.fixture
def enrollment(world: World) -> Enrollment:
    refuse_expired(world.alpine)
    training = make.TrainingFactory(company=world.alpine, has_theory=False, has_flights=True)
    make.FlightTemplateFactory(training=training)  # so that one flight does not finish the training
    return make.EnrollmentFactory(training=training, user=world.sam)


@pytest.fixture
def body(enrollment: Enrollment) -> dict[str, Any]:
    mission = make.FlightTemplateFactory(training=enrollment.training)
    return {
        "enrollment_id": str(enrollment.pk),
        "training_flight_id": str(mission.pk),
        "completed": "1",
        "time": 3600,
        "flight_id": "L-1",
    }


@pytest.mark.parametrize("format", ["json", "multipart"])
def test_the_instructor_is_refused(world: World, body: dict[str, Any], format: str) -> None:
    make.ClassSessionFactory(subject__training__company=world.alpine, teacher=world.ines)
    Enrollment.objects.update(supervisor=world.ines)
    add_paper(world, world.ines, EXPIRED)

    response = create_client(world.ines).post(OWN, body, format=format)

    assert response.status_code == 403
    assert response.json()["message"].startswith("Your papers are not valid: Medical class 1 expired on 3 Mar 2026.")
    assert not FlightRecord.objects.exists()


def test_a_repeated_request_gets_its_flight_also_after_the_papers_expired(world: World, body: dict[str, Any]) -> None:
    Enrollment.objects.update(supervisor=world.ines)
    client = create_client(world.ines)
    first = client.post(OWN, body).json()

    add_paper(world, world.ines, EXPIRED)

    assert client.post(OWN, body).json() == first
    assert client.post(OWN, {**body, "flight_id": "L-2"}).status_code == 403


def test_a_manager_records_what_another_flew(world: World, body: dict[str, Any]) -> None:
    """On behalf of the instructor: the readiness rule shows the flight, and nothing is lost."""
    add_paper(world, world.ines, EXPIRED)

    response = create_client(world.maria).post(MANAGERS, {**body, "instructor_id": world.ines.pk})

    assert response.status_code == 200
    assert FlightRecord.objects.get().instructor == world.ines


def test_a_manager_who_instructed_is_refused_as_anybody(world: World, body: dict[str, Any]) -> None:
    add_paper(world, world.maria, EXPIRED)
    client = create_client(world.maria)

    assert client.post(MANAGERS, {**body, "instructor_id": world.maria.pk}).status_code == 403
    assert client.post(MANAGERS, body).status_code == 200


def test_a_correction_cannot_make_the_manager_the_instructor(world: World, enrollment: Enrollment) -> None:
    mission = FlightTemplate.objects.first()
    assert mission is not None
    flight = FlightInput(is_completed=True, seconds=3600, instructor_id=world.ines.pk)
    row = record_flight(enrollment_id=enrollment.pk, template_id=mission.pk, flight=flight, by=world.maria)
    add_paper(world, world.maria, EXPIRED)

    mine = FlightInput(is_completed=True, seconds=3600, instructor_id=world.maria.pk)
    with pytest.raises(Forbidden):
        correct_flight(record_id=row.pk, flight=mine, by=world.maria)


def test_a_manager_corrects_the_own_earlier_flight(world: World, enrollment: Enrollment) -> None:
    mission = FlightTemplate.objects.first()
    assert mission is not None
    mine = FlightInput(is_completed=True, seconds=3600, instructor_id=world.maria.pk)
    row = record_flight(enrollment_id=enrollment.pk, template_id=mission.pk, flight=mine, by=world.maria)
    add_paper(world, world.maria, EXPIRED)

    longer = FlightInput(is_completed=True, seconds=4000, instructor_id=world.maria.pk)

    assert correct_flight(record_id=row.pk, flight=longer, by=world.maria).seconds == 4000
