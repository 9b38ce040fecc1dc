"""A flight after its debriefing was signed: the ledger finds what was altered, and nobody changes it."""

import json
import uuid
from datetime import date
from typing import Any

import pytest

from core.exceptions import Conflict
from missions.debriefing import read_current_flights
from missions.models import FlightGrade, FlightObjective, FlightRecord, FlightTemplate
from missions.services import FlightInput, correct_flight, record_flight
from records.models import Signature
from records.signables import SIGNABLES
from records.verification.run import verify_company
from tests.missions.conftest import NOBODY, sign_mission
from tests.world import Client, World
from trainings.models import Enrollment, Training


def test_the_ledger_is_in_order_and_knows_this_kind_of_record(
    world: World, sam: Client, flown_mission: FlightRecord
) -> None:
    sign_mission(sam, flown_mission)

    report = verify_company(world.alpine)
    assert SIGNABLES["missions.flightrecord"].read_current is read_current_flights
    assert (report.findings, report.signatures) == ([], 1)


@pytest.fixture
def signed_grade(sam: Client, flown_mission: FlightRecord, objectives: list[FlightObjective]) -> FlightGrade:
    """The grade of Sam's approach, under a signature."""
    grade = FlightGrade.objects.create(record=flown_mission, objective=objectives[0], grade="STD")
    assert sign_mission(sam, flown_mission).json() == {"update": True}
    return grade


def test_the_signature_covers_the_grades(world: World, signed_grade: FlightGrade) -> None:
    content = json.loads(Signature.objects.get().content)

    assert content["objectives"] == {str(signed_grade.objective_id): "STD"}
    assert content["names"]["objectives"] == {str(signed_grade.objective_id): "Approach"}
    assert verify_company(world.alpine).findings == []


def test_a_flight_without_grades_is_signed_as_before_there_were_any(sam: Client, flown_mission: FlightRecord) -> None:
    sign_mission(sam, flown_mission)
    content = json.loads(Signature.objects.get().content)

    assert "objectives" not in content
    assert set(content["names"]) == {"student", "training", "mission", "instructor"}


def forge_grade(grade: FlightGrade, objectives: list[FlightObjective]) -> None:
    FlightGrade.objects.update(grade="+")


def remove_grade(grade: FlightGrade, objectives: list[FlightObjective]) -> None:
    FlightGrade.objects.all().delete()


def add_grade(grade: FlightGrade, objectives: list[FlightObjective]) -> None:
    FlightGrade.objects.create(record=grade.record, objective=objectives[1], grade="+")


@pytest.mark.parametrize("alter", [forge_grade, remove_grade, add_grade])
def test_an_altered_grade_is_found(
    world: World, signed_grade: FlightGrade, objectives: list[FlightObjective], alter: Any
) -> None:
    alter(signed_grade, objectives)

    (finding,) = verify_company(world.alpine).findings
    assert finding.object == f"missions.flightrecord:{signed_grade.record_id}"
    assert "objectives" in finding.what


def test_an_altered_grade_is_found_before_any_signature(
    world: World, enrollment: Enrollment, mission: FlightTemplate, objectives: list[FlightObjective]
) -> None:
    flight = FlightInput(True, 3600, grades={objectives[0].pk: "STD"})
    record_flight(enrollment_id=enrollment.pk, template_id=mission.pk, flight=flight, by=world.maria)
    FlightGrade.objects.update(grade="+")

    assert [finding.what for finding in verify_company(world.alpine).findings] == [
        "it differs from the state recorded at event 1: grades"
    ]


def test_a_new_name_of_an_objective_is_no_alteration(world: World, signed_grade: FlightGrade) -> None:
    FlightObjective.objects.update(name="Stabilised approach")

    assert verify_company(world.alpine).findings == []


def test_grades_are_frozen_with_the_signature(world: World, signed_grade: FlightGrade) -> None:
    graded = FlightInput(True, 3600, grades={signed_grade.objective_id: "+"})

    with pytest.raises(Conflict):
        correct_flight(record_id=signed_grade.record_id, flight=graded, by=world.maria)
    signed_grade.refresh_from_db()
    assert signed_grade.grade == "STD"


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"seconds": 7200}, "seconds"),
        ({"flown_on": date(2026, 3, 1)}, "date"),
        ({"flight_id": "L-18"}, "flight_id"),
        ({"remarks": "Excellent landings"}, "remarks"),
        ({"instructor": None}, "instructor"),
    ],
)
def test_an_altered_record_is_found(
    world: World, sam: Client, flown_mission: FlightRecord, change: Any, key: str
) -> None:
    sign_mission(sam, flown_mission)
    FlightRecord.objects.update(**change)

    (finding,) = verify_company(world.alpine).findings
    assert finding.object == f"missions.flightrecord:{flown_mission.pk}"
    assert key in finding.what


def test_a_new_name_is_no_alteration(world: World, sam: Client, flown_mission: FlightRecord) -> None:
    sign_mission(sam, flown_mission)
    for person in (world.sam, world.ines):
        person.surname = "Married"
        person.save()
    flown_mission.template.name = "Circuits and landings"
    flown_mission.template.order = 9
    flown_mission.template.save()
    Training.objects.update(name="PPL(A) 2026")

    assert verify_company(world.alpine).findings == []
    assert "Circuits and landings" not in Signature.objects.get().content


def test_a_record_that_is_gone_is_told_so(db: None) -> None:
    assert read_current_flights([uuid.UUID(NOBODY)]) == {}
