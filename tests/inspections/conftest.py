"""Alpine opens one of its two trainings for an inspector. Sam is in both, and Olga in one of Baltic's."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from records.verification.baseline import record_baseline
from records.verification.run import verify_company
from tests import factories as make
from tests.inspections.visit import Visit
from tests.world import World
from trainings.enrollments.services import enroll_students
from trainings.models import Enrollment, Training


@dataclass
class Scene:
    world: World
    ppl: Training
    secret: Training
    foreign: Training
    sam: Enrollment
    sams_other: Enrollment
    olga: Enrollment


def enroll(training: Training, user: Any, by: Any) -> Enrollment:
    return enroll_students(training=training, user_ids=[user.pk], group_ids=[], by=by).enrolled[user.pk]


@pytest.fixture
def scene(world: World) -> Iterator[Scene]:
    """The ledgers of both schools are in order after each test."""
    ppl = make.TrainingFactory(company=world.alpine, name="PPL(A)")
    secret = make.TrainingFactory(company=world.alpine, name="Secret training")
    foreign = make.TrainingFactory(company=world.baltic, name="Foreign training")
    for school in (world.alpine, world.baltic):
        record_baseline(school)
    yield Scene(
        *(world, ppl, secret, foreign),
        *(enroll(ppl, world.sam, world.maria), enroll(secret, world.sam, world.maria)),
        enroll(foreign, world.olga, world.otto),
    )
    for school in (world.alpine, world.baltic):
        assert verify_company(school).findings == []


@pytest.fixture
def visit(scene: Scene) -> Visit:
    """An access to PPL(A) that is open today."""
    return Visit(scene.world.maria, scene.ppl)


@pytest.fixture
def inside(visit: Visit) -> Visit:
    """The same, by an inspector who has entered."""
    assert visit.enter().status_code == 302
    return visit
