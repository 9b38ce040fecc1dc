"""Who may store attendance, and when (docs/api.md, section 5)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from onsite.models import ClassSession
from records.models import Event
from tests import factories as make
from tests.onsite.conftest import NOBODY, STORE, GroundSchool, is_nothing_stored
from tests.world import World, create_api_client, create_client


@pytest.mark.parametrize(
    ("who", "status"),
    [("ines", 200), ("maria", 200), ("charles", 403), ("sam", 403), ("tom", 400), ("otto", 400), ("olga", 400)],
)
def test_who_may_record(world: World, ground_school: GroundSchool, who: str, status: int) -> None:
    body = {"class_id": str(ground_school.session.pk), "attendance": {world.sam.pk: 1}}

    response = create_client(getattr(world, who)).post(STORE, body)

    assert response.status_code == status
    assert is_nothing_stored() is (status != 200)


def test_a_class_out_of_reach_is_answered_like_an_unknown_one(world: World, ground_school: GroundSchool) -> None:
    client = create_client(world.otto)
    marks = {world.sam.pk: 1}

    foreign, unknown = (
        client.post(STORE, {"class_id": id, "attendance": marks}) for id in (ground_school.session.pk, NOBODY)
    )

    assert foreign.status_code == unknown.status_code == 400
    assert foreign.content.replace(str(ground_school.session.pk).encode(), NOBODY.encode()) == unknown.content


def test_a_teacher_on_the_roster_records_nothing(world: World, ground_school: GroundSchool, store: Any) -> None:
    make.AttendanceFactory(
        class_session=ground_school.session,
        enrollment=make.EnrollmentFactory(training=ground_school.training, user=world.ines),
    )

    assert store({world.ines.pk: 1}).status_code == 403
    assert is_nothing_stored()


def test_a_key_records_for_its_user(world: World, ground_school: GroundSchool) -> None:
    body = {"class_id": str(ground_school.session.pk), "attendance": {world.sam.pk: 1}}

    assert create_api_client(world.ines).post(STORE, body).status_code == 200
    assert Event.objects.get(action="attendance.stored").actor_kind == "key"


@pytest.mark.parametrize(
    ("hours", "teacher", "manager"),
    [(-5, 409, 409), (-4, 200, 200), (48, 200, 200), (72, 200, 200), (73, 403, 200), (96, 403, 200)],
)
def test_when_attendance_can_be_recorded(
    world: World, ground_school: GroundSchool, store: Any, hours: int, teacher: int, manager: int
) -> None:
    ClassSession.objects.update(starts_at=timezone.now() - timedelta(hours=hours))
    body = {"class_id": str(ground_school.session.pk), "attendance": {world.sam.pk: 1}}

    assert store({world.sam.pk: 1}).status_code == teacher
    assert create_client(world.maria).post(STORE, body).status_code == manager


@pytest.mark.parametrize("who", ["ines", "maria"])
def test_a_signed_class_is_locked(world: World, ground_school: GroundSchool, who: str) -> None:
    ClassSession.objects.update(signed_at=timezone.now())
    body = {"class_id": str(ground_school.session.pk), "attendance": {world.sam.pk: 1}}

    assert create_client(getattr(world, who)).post(STORE, body).status_code == 409
    assert is_nothing_stored()
