"""`GET /trainings/students/list.json` (docs/api.md, section 7)."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from tests import factories as make
from tests.trainings.students.conftest import LIST, create_student, list_names
from tests.world import Client, World, create_client
from trainings.models import Enrollment, Training

STAFF_LIST = "/trainings/students/list"

ListRows = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def rows_of() -> ListRows:
    """The rows that a person gets for some parameters."""

    def rows(person: User, **params: Any) -> list[dict[str, Any]]:
        response = create_client(person).get(f"{STAFF_LIST}.json", params)
        assert response.status_code == 200, response.content
        students: list[dict[str, Any]] = response.json()["students"]
        return students

    return rows


def test_a_supervisor_gets_the_rows_of_the_managers_list(
    world: World, enrollment: Enrollment, maria: Client, rows_of: ListRows
) -> None:
    Enrollment.objects.filter(pk=enrollment.pk).update(supervisor=world.ines, flight_phase="Solo")

    assert rows_of(world.ines) == maria.get(f"{LIST}.json").json()["students"]


def test_a_teacher_lists_the_students_of_the_trainings_taught(
    world: World, enrollment: Enrollment, rows_of: ListRows
) -> None:
    create_student(world, "Ada", "Elsewhere")
    make.SubjectFactory(training=enrollment.training, teacher=world.ines)

    assert list_names(rows_of(world.ines)) == ["Sam"]
    assert rows_of(world.tom) == []


def test_whoever_holds_one_class_lists_the_students_of_its_training(
    world: World, enrollment: Enrollment, rows_of: ListRows
) -> None:
    make.ClassSessionFactory(subject__training=enrollment.training, teacher=world.tom)

    assert list_names(rows_of(world.tom)) == ["Sam"]


@pytest.mark.parametrize("who", ["maria", "charles"])
def test_the_chief_instructor_and_above_list_every_student(
    world: World, enrollment: Enrollment, rows_of: ListRows, who: str
) -> None:
    create_student(world, "Ada", "Elsewhere")

    assert list_names(rows_of(getattr(world, who))) == ["Ada", "Sam"]


def test_the_list_is_for_staff_alone(world: World, enrollment: Enrollment) -> None:
    assert create_client(world.sam).get(f"{STAFF_LIST}.json").status_code == 403
    assert create_client(world.sam).get(f"{STAFF_LIST}/finished:0.json").status_code == 403
    assert Client().get(f"{STAFF_LIST}.json").status_code == 401


def test_another_schools_students_are_not_listed(world: World, enrollment: Enrollment, rows_of: ListRows) -> None:
    make.SubjectFactory(training__company=world.baltic, teacher=world.ines)
    Enrollment.objects.update(supervisor=world.otto)

    assert rows_of(world.otto) == []


def test_the_managers_notes_are_for_managers_alone(world: World, enrollment: Enrollment, rows_of: ListRows) -> None:
    Enrollment.objects.filter(pk=enrollment.pk).update(supervisor=world.ines, notes="Nervous on the radio")

    def read_notes(person: User) -> Any:
        return rows_of(person)[0]["TrainingsUser"]["notes"]

    assert [read_notes(person) for person in (world.ines, world.charles)] == [None, None]
    assert read_notes(world.maria) == "Nervous on the radio"


def test_filters_and_pages_are_those_of_the_managers_list(world: World, training: Training, rows_of: ListRows) -> None:
    for number in range(3):
        student = make.UserFactory(company=world.alpine, name="Pat", surname=f"Clark{number}")
        make.EnrollmentFactory(training=training, user=student, supervisor=world.ines)
    client = create_client(world.ines)

    named = client.get(f"{STAFF_LIST}/training:{training.pk}/username:clark1/finished:0.json").json()
    page = client.get(f"{STAFF_LIST}.json", {"page": 2, "limit": 2}).json()

    assert len(named["students"]) == len(rows_of(world.ines, username="clark1")) == 1
    assert page["paginate"] == {
        "page": 2, "current": 1, "count": 3, "prevPage": True, "nextPage": False, "pageCount": 2, "limit": 2,
    }  # fmt: skip
    refused = client.get(f"{STAFF_LIST}.json", {"finished": "perhaps"})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["finished"])
    assert client.get(f"{STAFF_LIST}/wings:2.json").status_code == 400


def test_thirty_students_cost_the_queries_of_one(world: World, training: Training, queries_of: Any) -> None:
    client = create_client(world.ines)

    def enroll(count: int) -> None:
        for user in make.UserFactory.create_batch(count, company=world.alpine):
            make.EnrollmentFactory(training=training, user=user, supervisor=world.ines)

    enroll(1)
    one = queries_of(lambda: client.get(f"{STAFF_LIST}.json"))
    enroll(29)
    thirty = queries_of(lambda: client.get(f"{STAFF_LIST}.json"))

    assert len(one) == len(thirty) == 3, thirty
