"""`GET /trainings/students/hours/{enrollmentId}.json` (docs/api.md, section 7)."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Company
from accounts.models.rule_sets import RuleSetCode
from hours.models import RequiredHours
from tests import factories as make
from tests.hours.conftest import hold_class, require
from tests.hours.test_flights import fly
from tests.hours.test_ground import give_credit, study
from tests.world import Client, World, create_api_client, create_client
from trainings.models import Enrollment, Lesson, Subject, Training

NOBODY = "01900000-0000-7000-8000-000000000000"


def get_hours(user: Any, enrollment: Any) -> Any:
    return create_client(user).get(f"/trainings/students/hours/{getattr(enrollment, 'pk', enrollment)}.json")


def test_what_is_required_done_credited_planned_and_possible(
    world: World, training: Training, enrollment: Enrollment, lesson: Lesson, subject: Subject, mission: Any
) -> None:
    RequiredHours.objects.filter(pk=require(training, "FLIGHT", 2).pk).update(note="FCL.210.A(a)")
    require(training, "CLASSROOM", 1, subject)
    require(training, "GROUND", 5)
    hold_class(enrollment, lesson, subject)
    fly(enrollment, mission, 30, is_completed=False)
    solo = make.FlightTemplateFactory(training=training, flight_type="SOLO", hours="0.50")
    give_credit(enrollment, solo, "MISSION", world.maria)

    assert get_hours(world.sam, enrollment).json() == {
        "result": {
            "enrollment_id": str(enrollment.pk),
            "deadline": "2026-04-01 11:00:00",
            "paragraph": "ORA.ATO.125(a)",
            "hours": [
                {
                    "kind": "GROUND", "subject_id": None, "subject": None, "note": "", "required": 300,
                    "done": 60, "credited": 0, "planned": 0, "best": 60, "missing": 240, "reachable": False,
                },
                {
                    "kind": "FLIGHT", "subject_id": None, "subject": None, "note": "FCL.210.A(a)", "required": 120,
                    "done": 30, "credited": 30, "planned": 90, "best": 150, "missing": 60, "reachable": True,
                },
                {
                    "kind": "CLASSROOM", "subject_id": str(subject.pk), "subject": "010 Air Law", "note": "",
                    "required": 60, "done": 60, "credited": 0, "planned": 0, "best": 60, "missing": 0,
                    "reachable": True,
                },
            ],
        }
    }  # fmt: skip


def test_a_training_that_requires_none_has_an_empty_list(world: World, online: Enrollment) -> None:
    Company.objects.update(rule_set=RuleSetCode.FAA)

    result = get_hours(world.sue, online).json()["result"]

    assert (result["hours"], result["deadline"], result["paragraph"]) == ([], None, "14 CFR 141.55")


def test_hours_of_a_deleted_subject_are_not_required(
    world: World, training: Training, enrollment: Enrollment, subject: Subject
) -> None:
    require(training, "CLASSROOM", 1, subject)
    Subject.objects.update(deleted_at=timezone.now())

    assert get_hours(world.sam, enrollment).json()["result"]["hours"] == []


def test_students_read_their_own_and_staff_what_they_may_read(
    world: World, enrollment: Enrollment, subject: Subject
) -> None:
    Subject.objects.update(teacher=world.ines)
    people = ("sam", "sue", "ines", "tom", "charles", "maria", "olga", "otto")

    statuses = {name: get_hours(getattr(world, name), enrollment).status_code for name in people}

    assert statuses == {
        "sam": 200, "sue": 403, "ines": 200, "tom": 404, "charles": 200, "maria": 200, "olga": 404, "otto": 404,
    }  # fmt: skip
    assert Client().get(f"/trainings/students/hours/{enrollment.pk}.json").status_code == 401
    assert get_hours(world.otto, enrollment).content == get_hours(world.otto, NOBODY).content
    address = f"/trainings/students/hours/{enrollment.pk}.json"
    assert create_api_client(world.maria).get(address).status_code == 200
    assert create_client(world.sam).post(address).status_code == 405


@pytest.mark.parametrize("kind", ["in class", "online"])
def test_thirty_of_everything_cost_the_queries_of_one(
    world: World, enrollment: Enrollment, online: Enrollment, kind: str, queries_of: Any
) -> None:
    row = online if kind == "online" else enrollment
    client, training = create_client(row.user), row.training

    def add(number: int) -> None:
        for _ in range(number):
            subject = make.SubjectFactory(training=training)
            lesson = make.LessonFactory(subject=subject)
            require(training, "CLASSROOM", 1, subject)
            hold_class(row, lesson, subject)
            study(row, lesson, 10)
            mission = make.FlightTemplateFactory(training=training)
            fly(row, mission, times={"DUAL": 60})
            give_credit(row, make.FlightTemplateFactory(training=training), "MISSION", world.maria)

    def read() -> None:
        assert client.get(f"/trainings/students/hours/{row.pk}.json").status_code == 200

    add(1)
    few = queries_of(read)
    add(29)
    assert len(queries_of(read)) == len(few) == 10, few  # the session, the enrollment, and eight
