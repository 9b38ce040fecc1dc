"""Who may read and save an evaluation, and when (docs/api.md, section 5)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from onsite.models import ClassSession
from tests import factories as make
from tests.onsite.conftest import NOBODY, SAVE, GroundSchool, get_evaluation
from tests.world import World, create_client


@pytest.mark.parametrize(
    ("who", "reads", "saves"),
    [
        ("ines", 200, 200),
        ("maria", 200, 200),
        ("charles", 403, 403),
        ("sam", 200, 403),
        ("sue", 403, 403),
        ("tom", 404, 400),
        ("otto", 404, 400),
        ("olga", 404, 400),
    ],
)
def test_who_reads_and_saves(world: World, ground_school: GroundSchool, who: str, reads: int, saves: int) -> None:
    user = getattr(world, who)
    body = {"class_id": str(ground_school.session.pk), "student_id": world.sam.pk, "remarks": "x"}

    assert get_evaluation(user, ground_school.session.pk, world.sam.pk).status_code == reads
    assert create_client(user).post(SAVE, body).status_code == saves


def test_a_teacher_on_the_roster_reads_the_own_evaluation_alone(
    world: World, ground_school: GroundSchool, save: Any
) -> None:
    make.AttendanceFactory(
        class_session=ground_school.session,
        enrollment=make.EnrollmentFactory(training=ground_school.training, user=world.ines),
    )

    assert get_evaluation(world.ines, ground_school.session.pk, world.ines.pk).status_code == 200
    assert get_evaluation(world.ines, ground_school.session.pk, world.sam.pk).status_code == 403
    assert save(remarks="x").status_code == 403


def test_who_is_not_on_the_roster_has_no_evaluation(world: World, ground_school: GroundSchool) -> None:
    hidden = get_evaluation(world.otto, ground_school.session.pk, world.sam.pk)

    for session, student in (
        (ground_school.session.pk, world.tom.pk),
        (ground_school.session.pk, 999_999),
        (NOBODY, world.sam.pk),
    ):
        response = get_evaluation(world.ines, session, student)
        assert response.status_code == 404
        assert response.content == hidden.content
    assert get_evaluation(world.ines, "x", world.sam.pk).status_code == 404
    assert get_evaluation(world.ines, ground_school.session.pk, "x").status_code == 404
    # Another student learns nothing of who is on the roster.
    assert get_evaluation(world.sam, ground_school.session.pk, world.tom.pk).status_code == 403


@pytest.mark.parametrize(("hours", "status"), [(-5, 409), (-4, 200), (72, 200), (73, 403)])
def test_when_an_evaluation_can_be_saved(ground_school: GroundSchool, save: Any, hours: int, status: int) -> None:
    ClassSession.objects.update(starts_at=timezone.now() - timedelta(hours=hours))

    assert save(remarks="x").status_code == status


def test_a_signed_class_is_locked_for_writing(world: World, ground_school: GroundSchool, save: Any) -> None:
    ClassSession.objects.update(signed_at=timezone.now())

    assert save(remarks="x").status_code == 409
    assert get_evaluation(world.sam, ground_school.session.pk, world.sam.pk).status_code == 200
