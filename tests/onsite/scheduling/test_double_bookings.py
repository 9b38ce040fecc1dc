"""`conflicts` of scheduling: who and what would have to be in two classes at once (docs/api.md, section 5)."""

import json
from typing import Any

import pytest
from django.utils import timezone

from onsite.models import ClassSession
from tests import factories as make
from tests.onsite.conftest import CLASS, GroundSchool
from tests.world import World, create_client


@pytest.fixture
def schedule(ground_school: GroundSchool) -> Any:
    client = create_client(ground_school.world.maria)
    return lambda **fields: client.post(CLASS, ground_school.build_plan(**fields))


def test_double_bookings_are_reported_and_not_refused(world: World, ground_school: GroundSchool, schedule: Any) -> None:
    def other(hour: int, **fields: Any) -> ClassSession:
        starts_at = timezone.now().replace(day=19, hour=hour)
        return make.ClassSessionFactory(
            subject=ground_school.subject, starts_at=starts_at, duration_minutes=60, **fields
        )

    taught = other(8, teacher=world.ines)
    placed = other(9, location=ground_school.room)
    taken = other(9, teacher=world.tom)
    make.AttendanceFactory(class_session=taken, enrollment=ground_school.sams)
    make.AttendanceFactory(class_session=taken, enrollment=ground_school.sues)
    cancelled = other(9, teacher=world.ines, deleted_at=timezone.now(), is_cancelled=True)
    make.AttendanceFactory(class_session=cancelled, enrollment=ground_school.sams)
    before = other(7, teacher=world.ines, location=ground_school.room)
    after = other(10, teacher=world.ines, location=ground_school.room)
    make.AttendanceFactory(class_session=after, enrollment=ground_school.sams)
    other(9, company=world.baltic, location=ground_school.room)

    response = schedule(start="2026-03-19 08:30:00", minutes=90, location_id=str(ground_school.room.pk))

    assert response.status_code == 200
    conflicts = response.json()["conflicts"]
    assert conflicts == [
        {"type": "teacher", "id": str(world.ines.pk), "class_id": str(taught.pk), "datetime": "2026-03-19 08:00:00"},
        {
            "type": "location",
            "id": str(ground_school.room.pk),
            "class_id": str(placed.pk),
            "datetime": "2026-03-19 09:00:00",
        },
        {"type": "student", "id": str(world.sam.pk), "class_id": str(taken.pk), "datetime": "2026-03-19 09:00:00"},
    ]
    assert str(before.pk) not in json.dumps(conflicts)  # it ends when this one starts or earlier


def test_who_teaches_elsewhere_cannot_attend_and_the_other_way_round(
    world: World, ground_school: GroundSchool, schedule: Any
) -> None:
    make.EnrollmentFactory(training=ground_school.training, user=world.tom)
    make.ClassSessionFactory(subject=ground_school.subject, starts_in=1, teacher=world.tom)
    attended = make.ClassSessionFactory(subject=ground_school.subject, starts_in=1)
    make.AttendanceFactory(
        class_session=attended, enrollment=make.EnrollmentFactory(training=ground_school.training, user=world.ines)
    )

    conflicts = schedule(start="2026-03-19 10:00:00", students=[world.tom.pk]).json()["conflicts"]

    assert [(row["type"], row["id"]) for row in conflicts] == [
        ("student", str(world.tom.pk)),
        ("teacher", str(world.ines.pk)),
    ]
