"""`GET /trainings/trainings/schema/{id}.json` (docs/api.md, section 3)."""

from typing import Any

import pytest
from django.utils import timezone

from tests import factories as make
from tests.world import Client, World, create_client
from trainings.models import Lesson, Subject, Training

NOBODY = "01900000-0000-7000-8000-000000000000"


def get_schema(user: Any, training: Any) -> Any:
    return create_client(user).get(f"/trainings/trainings/schema/{getattr(training, 'pk', training)}.json")


def read_schema(user: Any, training: Training) -> dict[str, Any]:
    response = get_schema(user, training)
    assert response.status_code == 200, response.content
    assert set(response.json()) == {"schema"}
    schema: dict[str, Any] = response.json()["schema"]
    return schema


@pytest.fixture
def training(world: World) -> Training:
    return make.TrainingFactory(company=world.alpine, name="PPL(A)", has_flights=True)


@pytest.fixture
def subjects(training: Training) -> list[Subject]:
    """Air Law with lessons of 50, 50 and 10 minutes, the last one optional; Meteorology with none."""
    law = make.SubjectFactory(training=training, code="010", name="Air Law", order=1)
    weather = make.SubjectFactory(training=training, code="050", name="Meteorology", order=2)
    for minutes, is_mandatory in ((50, True), (50, True), (10, False)):
        make.LessonFactory(subject=law, duration_minutes=minutes, is_mandatory=is_mandatory)
    return [law, weather]


def test_the_schema_as_added_up_by_hand(world: World, training: Training, subjects: list[Subject]) -> None:
    for flight_type, hours in (("SOLO", "1.25"), ("DUAL", "1.10"), ("DUAL", "0.20")):
        make.FlightTemplateFactory(training=training, flight_type=flight_type, hours=hours)

    assert read_schema(world.maria, training) == {
        "subjects_total": 2,
        "lessons_total": 3,
        "lessons_per_subject": [
            {"id": str(subjects[0].pk), "name": "Air Law", "lessons": 3, "hours": 1.83},
            {"id": str(subjects[1].pk), "name": "Meteorology", "lessons": 0, "hours": 0},
        ],
        "ground_hours_total": 1.83,
        "missions_total": 3,
        "flights_per_flight_type": [
            {"id": "DUAL", "name": "Dual", "missions": 2, "hours": 1.3},
            {"id": "SOLO", "name": "Solo", "missions": 1, "hours": 1.25},
        ],
        "flight_hours_total": 2.55,
    }


def test_a_training_without_anything_is_all_zeros(world: World, training: Training) -> None:
    assert read_schema(world.maria, training) == {
        "subjects_total": 0,
        "lessons_total": 0,
        "lessons_per_subject": [],
        "ground_hours_total": 0,
        "missions_total": 0,
        "flights_per_flight_type": [],
        "flight_hours_total": 0,
    }


def test_what_is_deleted_does_not_count(world: World, training: Training, subjects: list[Subject]) -> None:
    make.LessonFactory(subject=subjects[1])
    make.FlightTemplateFactory(training=training, deleted_at=timezone.now())
    Subject.objects.filter(pk=subjects[1].pk).update(deleted_at=timezone.now())
    Lesson.objects.filter(duration_minutes=10).update(deleted_at=timezone.now())

    schema = read_schema(world.maria, training)

    assert (schema["subjects_total"], schema["lessons_total"], schema["ground_hours_total"]) == (1, 2, 1.67)
    assert (schema["missions_total"], schema["flights_per_flight_type"]) == (0, [])


def test_totals_are_not_sums_of_rounded_hours(world: World, training: Training) -> None:
    for _ in range(3):
        make.LessonFactory(subject=make.SubjectFactory(training=training), duration_minutes=10)

    schema = read_schema(world.maria, training)

    assert [subject["hours"] for subject in schema["lessons_per_subject"]] == [0.17, 0.17, 0.17]
    assert schema["ground_hours_total"] == 0.5


def test_another_training_adds_nothing(world: World, training: Training) -> None:
    other = make.TrainingFactory(company=world.alpine)
    make.LessonFactory(subject__training=other)
    make.FlightTemplateFactory(training=other)

    assert read_schema(world.maria, training)["lessons_total"] == 0
    assert read_schema(world.maria, training)["missions_total"] == 0


def test_whoever_sees_the_training_sees_its_schema(world: World, training: Training) -> None:
    make.EnrollmentFactory(training=training, user=world.sam)
    make.SubjectFactory(training=training, teacher=world.ines)
    people = ("maria", "charles", "ines", "sam", "tom", "sue", "otto", "olga")

    statuses = {name: get_schema(getattr(world, name), training).status_code for name in people}

    assert statuses == {
        "maria": 200, "charles": 200, "ines": 200, "sam": 200, "tom": 404, "sue": 404, "otto": 404, "olga": 404,
    }  # fmt: skip
    assert Client().get(f"/trainings/trainings/schema/{training.pk}.json").status_code == 401


def test_what_is_out_of_sight_does_not_exist(world: World, training: Training) -> None:
    unseen, unknown = get_schema(world.otto, training), get_schema(world.otto, NOBODY)

    assert unseen.status_code == unknown.status_code == get_schema(world.otto, "x").status_code == 404
    assert unseen.content == unknown.content


def test_a_template_has_no_schema(world: World) -> None:
    template = make.TrainingFactory(company=world.alpine, is_template=True)

    assert get_schema(world.maria, template).status_code == 404


def test_thirty_subjects_cost_the_queries_of_one(world: World, training: Training, queries_of: Any) -> None:
    client = create_client(world.maria)
    address = f"/trainings/trainings/schema/{training.pk}.json"

    def add(count: int) -> None:
        for _ in range(count):
            make.LessonFactory(subject=make.SubjectFactory(training=training))
            make.FlightTemplateFactory(training=training)

    add(1)
    one = queries_of(lambda: client.get(address))
    add(29)
    thirty = queries_of(lambda: client.get(address))

    assert len(one) == len(thirty) == 5, thirty  # token, training, subjects, lessons, missions
