"""Managers' lists: Maria's client, and students of Alpine by name."""

from collections.abc import Callable
from typing import Any

import pytest

from tests import factories as make
from tests.world import Client, World, create_client
from trainings.models import Enrollment, Training

LIST = "/manager/trainings/students/list"


@pytest.fixture
def maria(world: World) -> Client:
    return create_client(world.maria)


@pytest.fixture
def list_rows(maria: Client) -> Callable[..., list[dict[str, Any]]]:
    """The rows of the students list for some parameters."""

    def rows(**params: Any) -> list[dict[str, Any]]:
        response = maria.get(f"{LIST}.json", params)
        assert response.status_code == 200, response.content
        students: list[dict[str, Any]] = response.json()["students"]
        return students

    return rows


@pytest.fixture
def training(world: World) -> Training:
    return make.TrainingFactory(company=world.alpine, name="PPL(A)", type="ONSITE", has_flights=True)


@pytest.fixture
def enrollment(world: World, training: Training) -> Enrollment:
    return make.EnrollmentFactory(training=training, user=world.sam)


def list_names(rows: list[dict[str, Any]]) -> list[str]:
    return [row["User"]["UserDetail"]["name"] for row in rows]


def create_student(world: World, name: str, surname: str, **fields: Any) -> Enrollment:
    """A person of Alpine who is enrolled in a training of their own."""
    person = make.UserFactory(company=world.alpine, name=name, surname=surname, **fields)
    return make.EnrollmentFactory(training=make.TrainingFactory(company=world.alpine), user=person)
