"""`POST /trainings/missions/record.json`, by the instructor of the flight (docs/api.md, section 11)."""

import json
import uuid
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from missions.models import FlightGrade, FlightObjective, FlightRecord, FlightTemplate
from missions.services import FlightInput, correct_flight
from records.models import Event
from tests import factories as make
from tests.missions.conftest import NOBODY
from tests.world import Client, World, create_api_client, create_client
from trainings.models import Enrollment, Training

ADDRESS = "/trainings/missions/record.json"
MANAGERS = "/manager/trainings/missions/record.json"


@pytest.fixture(autouse=True)
def another_mission(mission: FlightTemplate) -> FlightTemplate:
    """So that one flight does not finish the training."""
    return make.FlightTemplateFactory(training=mission.training)


@pytest.fixture
def body(enrollment: Enrollment, mission: FlightTemplate, objectives: list[FlightObjective]) -> dict[str, Any]:
    approach, landing = objectives
    return {
        "enrollment_id": str(enrollment.pk),
        "training_flight_id": str(mission.pk),
        "completed": True,
        "time": 5400,
        "objectives": {str(landing.pk): "STD", str(approach.pk): "+"},
    }


def test_everything_is_stored_and_answered(
    world: World, ines: Client, body: Any, objectives: list[FlightObjective]
) -> None:
    approach, landing = objectives
    options = {"flight_id": "L-17", "date": "2026-03-17", "remarks": "Good landings"}

    response = ines.post(ADDRESS, {**body, **options}, format="json")

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
            "objectives": [
                {"objective_id": str(approach.pk), "name": "Approach", "grade": "+"},
                {"objective_id": str(landing.pk), "name": "Landing", "grade": "STD"},
            ],
        },
    }
    assert (row.seconds, row.flown_on, row.instructor) == (5400, date(2026, 3, 17), world.ines)
    event = Event.objects.get()
    assert (event.action, event.object_id, event.actor) == ("mission.recorded", str(row.pk), world.ines)
    assert json.loads(event.payload)["objectives"] == {str(approach.pk): "+", str(landing.pk): "STD"}


def test_a_teacher_of_the_training_and_the_chief_instructor_record_too(
    world: World, body: Any, training: Training
) -> None:
    make.SubjectFactory(training=training, teacher=world.tom)

    for person in (world.tom, world.charles, world.maria):
        flight = create_client(person).post(ADDRESS, body, format="json").json()["UserTrainingFlight"]
        assert flight["instructor_id"] == str(person.pk)


@pytest.mark.parametrize("own", [True, False])
def test_the_instructor_is_the_caller(world: World, ines: Client, body: Any, own: bool) -> None:
    instructor = world.ines if own else world.charles
    response = ines.post(ADDRESS, {**body, "instructor_id": str(instructor.pk)}, format="json")

    assert (response.status_code, FlightRecord.objects.count()) == ((200, 1) if own else (400, 0))
    assert own or list(response.json()["errors"]) == ["instructor_id"]


def test_students_record_nothing(world: World, body: Any) -> None:
    assert create_client(world.sam).post(ADDRESS, body, format="json").status_code == 403
    assert Client().post(ADDRESS, body, format="json").status_code == 401
    assert not FlightRecord.objects.exists()


def test_nobody_instructs_oneself(world: World, body: Any, training: Training) -> None:
    own = make.EnrollmentFactory(training=training, user=world.ines)
    response = create_client(world.ines).post(ADDRESS, {**body, "enrollment_id": str(own.pk)}, format="json")

    assert response.status_code == 403
    assert not FlightRecord.objects.exists()


def test_an_enrollment_out_of_reach_is_as_unknown_as_none(world: World, body: Any) -> None:
    foreign = make.EnrollmentFactory(training=make.TrainingFactory(company=world.baltic), user=world.olga)
    tom = create_client(world.tom)

    responses = [
        tom.post(ADDRESS, {**body, "enrollment_id": str(id)}, format="json")
        for id in (body["enrollment_id"], foreign.pk, NOBODY)
    ]

    assert [list(response.json()["errors"]) for response in responses] == [["enrollment_id"]] * 3
    assert {(response.status_code, response.content) for response in responses} == {(400, responses[0].content)}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"training_flight_id": NOBODY}, "training_flight_id"),
        ({"completed": None}, "completed"),
        ({"time": 86_401}, "time"),
        ({"date": "2026-03-19"}, "date"),
        ({"instructor_id": "x"}, "instructor_id"),
        ({"objectives": {NOBODY: "STD"}}, f"objectives.{NOBODY}"),
        ({"objectives": {"x": "STD"}}, "objectives.x"),
        ({"objectives": "{"}, "objectives"),
        ({"objectives": [1]}, "objectives"),
    ],
)
def test_bad_input_names_the_field_and_stores_nothing(ines: Client, body: Any, fields: Any, field: str) -> None:
    response = ines.post(ADDRESS, {**body, **fields}, format="json")

    assert (response.status_code, list(response.json()["errors"])) == (400, [field]), response.content
    assert not FlightRecord.objects.exists()
    assert not Event.objects.exists()


def test_the_refusal_of_a_grade_tells_those_allowed(ines: Client, body: Any, objectives: list[FlightObjective]) -> None:
    response = ines.post(ADDRESS, {**body, "objectives": {str(objectives[0].pk): "A"}}, format="json")

    (texts,) = response.json()["errors"].values()
    assert list(response.json()["errors"]) == [f"objectives.{objectives[0].pk}"]
    assert "STD" in texts[0]
    assert "N, I, C, E" in texts[0]


def test_an_objective_of_another_mission_is_refused(ines: Client, body: Any, another_mission: FlightTemplate) -> None:
    other = FlightObjective.objects.create(template=another_mission, name="Stalls")
    response = ines.post(ADDRESS, {**body, "objectives": {str(other.pk): "STD"}}, format="json")

    assert list(response.json()["errors"]) == [f"objectives.{other.pk}"]


@pytest.mark.parametrize("form", [{}, {"objectives": None}, {"objectives": {}}, {"objectives": ""}])
def test_a_flight_needs_no_grade(ines: Client, body: Any, form: Any) -> None:
    del body["objectives"]

    assert ines.post(ADDRESS, {**body, **form}, format="json").json()["UserTrainingFlight"]["objectives"] == []


def test_an_empty_grade_is_none_and_forms_nest_them(ines: Client, body: Any, objectives: list[FlightObjective]) -> None:
    approach, landing = objectives
    form = {**body, "completed": "1", f"objectives[{approach.pk}]": "c", f"objectives[{landing.pk}]": ""}
    del form["objectives"]

    (grade,) = ines.post(ADDRESS, form, format="multipart").json()["UserTrainingFlight"]["objectives"]

    assert (grade["name"], grade["grade"]) == ("Approach", "C")


def test_a_retry_with_its_key_gets_the_first_response(ines: Client, body: Any) -> None:
    key = {"Idempotency-Key": str(uuid.uuid4())}

    first, again = (ines.post(ADDRESS, body, format="json", headers=key) for _ in range(2))

    assert (first.content, again["Idempotency-Replayed"]) == (again.content, "true")
    assert FlightRecord.objects.count() == 1
    other = {**body, "time": 60}
    assert ines.post(ADDRESS, other, format="json", headers=key).status_code == 422


def test_the_same_flight_sent_again_is_answered_again_and_other_grades_are_another_flight(
    ines: Client, body: Any, objectives: list[FlightObjective]
) -> None:
    flight = {**body, "flight_id": "L-17"}

    first, again = (ines.post(ADDRESS, flight, format="json") for _ in range(2))
    ines.post(ADDRESS, {**flight, "objectives": {str(objectives[0].pk): "-"}}, format="json")

    assert first.content == again.content
    assert (FlightRecord.objects.count(), FlightGrade.objects.count()) == (2, 3)


def test_the_last_mission_finishes_the_enrollment(
    ines: Client, body: Any, enrollment: Enrollment, another_mission: FlightTemplate
) -> None:
    ines.post(ADDRESS, body, format="json")
    last = {**body, "training_flight_id": str(another_mission.pk), "objectives": {}}
    ines.post(ADDRESS, last, format="json")

    enrollment.refresh_from_db()
    assert enrollment.finished_at == timezone.now()


@pytest.mark.parametrize("state", ["finished", "inactive", "ended"])
def test_what_the_managers_path_takes_this_one_takes_too(
    ines: Client, maria: Client, body: Any, enrollment: Enrollment, state: str
) -> None:
    """One service decides for both: flights of the past are entered after the training is over."""
    if state == "finished":
        Enrollment.objects.update(finished_at=timezone.now())
    else:
        Training.objects.update(**({"is_active": False} if state == "inactive" else {"ends_on": date(2026, 2, 1)}))

    paths = ((ines, ADDRESS), (maria, MANAGERS))
    assert {client.post(path, body, format="json").status_code for client, path in paths} == {200}


def test_thirty_grades_cost_the_queries_of_one(
    ines: Client, body: Any, mission: FlightTemplate, queries_of: Any
) -> None:
    rows = FlightObjective.objects.bulk_create(FlightObjective(template=mission, name=f"{n}") for n in range(30))

    def count_queries(graded: list[FlightObjective]) -> int:
        grades = {str(row.pk): "STD" for row in graded}
        return len(queries_of(lambda: ines.post(ADDRESS, {**body, "objectives": grades}, format="json")))

    count_queries(rows[:1])  # opens the school's ledger
    assert count_queries(rows[:1]) == count_queries(rows)


def test_an_instructors_key_may_record(world: World, ines: Client, body: Any) -> None:
    assert create_api_client(world.ines).post(ADDRESS, body, format="json").status_code == 200


def test_a_correction_replaces_the_grades_or_leaves_them(
    world: World, ines: Client, body: Any, objectives: list[FlightObjective]
) -> None:
    ines.post(ADDRESS, body, format="json")
    row = FlightRecord.objects.get()
    flown = FlightInput(True, 3600, instructor_id=world.ines.pk)

    correct_flight(record_id=row.pk, flight=flown, by=world.maria)
    assert row.grades.count() == 2

    graded = FlightInput(True, 3600, instructor_id=world.ines.pk, grades={objectives[0].pk: "-"})
    for _ in range(2):
        correct_flight(record_id=row.pk, flight=graded, by=world.maria)
    assert [(grade.objective, grade.grade) for grade in row.grades.all()] == [(objectives[0], "-")]
    *_, corrected = Event.objects.order_by("seq")
    assert json.loads(corrected.payload)["objectives"] == {str(objectives[0].pk): "-"}
    assert Event.objects.filter(action="mission.corrected").count() == 2
