"""`GET /trainings/missions/view/{id}.json` and `/flight/{id}.json` (docs/api.md, section 11)."""

from typing import Any

import pytest
from django.utils import timezone

from missions.models import FlightGrade, FlightObjective, FlightRecord, FlightTemplate
from tests import factories as make
from tests.missions.conftest import NOBODY
from tests.world import Client, World, create_client
from trainings.models import Enrollment, Training

MISSION = "/trainings/missions/view/{}.json"
FLIGHT = "/trainings/missions/flight/{}.json"


@pytest.fixture
def graded(flown_mission: FlightRecord, objectives: list[FlightObjective]) -> FlightRecord:
    approach, landing = objectives
    for objective, grade in ((landing, "STD"), (approach, "+")):
        FlightGrade.objects.create(record=flown_mission, objective=objective, grade=grade)
    return flown_mission


TRAINING = {
    "name": "PPL(A)", "active": True, "start": "2026-01-01", "end": "2026-12-31", "require_debriefing_signature": True,
}  # fmt: skip


def describe_person(person: Any) -> dict[str, Any]:
    detail = {"id": str(person.pk), "name": person.name, "surname": person.surname, "photo": None}
    return {"id": str(person.pk), "UserDetail": detail}


def test_a_mission_is_read_with_its_objectives_in_order(
    sam: Client, enrollment: Enrollment, mission: FlightTemplate, objectives: list[FlightObjective]
) -> None:
    FlightTemplate.objects.update(description="Fly the pattern.", phase="Basics", hours="1.25")

    assert sam.get(MISSION.format(mission.pk)).json() == {
        "mission": {
            "TrainingFlight": {
                "id": str(mission.pk),
                "training_id": str(mission.training_id),
                "name": "Circuits",
                "order": 3,
                "description": "Fly the pattern.",
                "flight_phase": "Basics",
                "flight_type": "DUAL",
                "rules": "VFR",
                "hours": 1.25,
            },
            "Training": {"id": str(mission.training_id), **TRAINING},
            "FlightObjective": [{"id": str(row.pk), "name": row.name, "description": ""} for row in objectives],
        }
    }


def test_a_flight_is_read_with_its_grades_people_and_mission(world: World, sam: Client, graded: FlightRecord) -> None:
    objectives = [(grade.objective, grade.grade) for grade in graded.grades.order_by("objective__order")]

    assert sam.get(FLIGHT.format(graded.pk)).json() == {
        "flight": {
            "UserTrainingFlight": {
                "id": str(graded.pk),
                "training_flight_id": str(graded.template_id),
                "enrollment_id": str(graded.enrollment_id),
                "flight_id": "L-17",
                "completed": "2026-03-18 10:00:00",
                "time": 3600,
                "instructor_id": str(world.ines.pk),
                "date": "2026-03-18",
                "remarks": "Good landings",
                "signed": False,
                "times": {},
                "objectives": [
                    {"objective_id": str(objective.pk), "name": objective.name, "grade": grade}
                    for objective, grade in objectives
                ],
            },
            "TrainingFlight": {
                "id": str(graded.template_id), "name": "Circuits", "order": 3, "flight_type": "DUAL", "rules": "VFR",
                "hours": 1.0,
            },
            "Training": {"id": str(graded.template.training_id), **TRAINING},
            "User": describe_person(world.sam),
            "Instructor": describe_person(world.ines),
        }
    }  # fmt: skip
    assert [grade for _, grade in objectives] == ["+", "STD"]


def test_a_flight_of_a_deleted_mission_without_instructor_stays_readable(sam: Client, graded: FlightRecord) -> None:
    FlightRecord.objects.update(instructor=None)
    FlightTemplate.objects.update(deleted_at=timezone.now())

    assert sam.get(FLIGHT.format(graded.pk)).json()["flight"]["Instructor"] is None
    assert sam.get(MISSION.format(graded.template_id)).status_code == 404


@pytest.mark.parametrize("who", ["sam", "ines", "tom", "charles", "maria"])
def test_students_supervisors_teachers_and_above_read_both(
    world: World, ines: Client, graded: FlightRecord, who: str
) -> None:
    make.SubjectFactory(training=graded.template.training, teacher=world.tom)
    client = create_client(getattr(world, who))

    for path in (MISSION.format(graded.template_id), FLIGHT.format(graded.pk)):
        assert client.get(path).status_code == 200, path


@pytest.mark.parametrize("who", ["sue", "tom", "otto", "olga"])
def test_for_everybody_else_neither_exists(world: World, graded: FlightRecord, who: str) -> None:
    client = create_client(getattr(world, who))

    for template, id in ((MISSION, graded.template_id), (FLIGHT, graded.pk)):
        hidden, unknown = (client.get(template.format(one)) for one in (id, NOBODY))
        assert hidden.status_code == unknown.status_code == 404
        assert hidden.content == unknown.content


def test_a_fellow_student_reads_the_mission_and_not_the_flight(world: World, graded: FlightRecord) -> None:
    make.EnrollmentFactory(training=graded.template.training, user=world.sue)
    sue = create_client(world.sue)

    assert sue.get(MISSION.format(graded.template_id)).status_code == 200
    assert sue.get(FLIGHT.format(graded.pk)).status_code == 404


def test_a_supervisor_of_a_person_at_another_school_reads_nothing_there(world: World) -> None:
    training: Training = make.TrainingFactory(company=world.baltic)
    make.EnrollmentFactory(training=training, user=world.olga, supervisor=world.ines)
    mission = make.FlightTemplateFactory(training=training)

    assert create_client(world.ines).get(MISSION.format(mission.pk)).status_code == 404


def test_thirty_objectives_cost_the_queries_of_one(sam: Client, graded: FlightRecord, queries_of: Any) -> None:
    paths = (MISSION.format(graded.template_id), FLIGHT.format(graded.pk))
    few = [len(queries_of(lambda path=path: sam.get(path))) for path in paths]
    for number in range(30):
        objective = FlightObjective.objects.create(template=graded.template, name=f"Objective {number}")
        FlightGrade.objects.create(record=graded, objective=objective, grade="C")

    assert [len(queries_of(lambda path=path: sam.get(path))) for path in paths] == few == [3, 4]
