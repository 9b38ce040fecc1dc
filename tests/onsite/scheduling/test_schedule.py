"""`POST /manager/trainings/onsite/class.json`: a new class (docs/api.md, section 5)."""

import json
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Notification
from onsite.models import ClassSession
from records.models import Event
from tests import factories as make
from tests.onsite.conftest import CLASS, GroundSchool, create_students, get_newest_class
from tests.world import World, create_client


def test_a_class_is_scheduled_and_answered(world: World, ground_school: GroundSchool, schedule: Any) -> None:
    response = schedule(
        students=[world.sam.pk, str(world.sue.pk)],
        training_subject_lesson_id=str(ground_school.lesson.pk),
        location_id=str(ground_school.room.pk),
        minutes="90",
        remarks="Bring a plotter.",
    )

    session = get_newest_class()
    assert response.status_code == 200, response.content
    assert response.json() == {
        "result": True,
        "class": {
            "LessonClass": {
                "id": str(session.pk),
                "training_subject_id": str(ground_school.subject.pk),
                "training_subject_lesson_id": str(ground_school.lesson.pk),
                "training_subject_exam_id": None,
                "datetime": "2026-03-19 09:00:00",
                "status": "scheduled",
                "teacher_id": str(world.ines.pk),
                "signature": None,
                "minutes": 90,
                "location_id": str(ground_school.room.pk),
                "meeting_url": None,
                "remarks": "Bring a plotter.",
                "signed_at": None,
            }
        },
        "conflicts": [],
    }
    assert session.company == world.alpine
    rows = session.attendances.order_by("enrollment__user_id")
    assert [row.enrollment for row in rows] == [ground_school.sams, ground_school.sues]
    assert {(row.item_id, row.starts_at, row.is_present) for row in rows} == {
        (ground_school.lesson.pk, session.starts_at, None)
    }


def test_a_teacher_who_can_no_longer_log_in_gets_no_class(world: World, schedule: Any) -> None:
    world.ines.is_active = False
    world.ines.save()

    assert "teacher_id" in schedule().json()["errors"]


def test_minutes_default_to_the_lessons_else_an_hour(ground_school: GroundSchool, schedule: Any) -> None:
    of_lesson = schedule(training_subject_lesson_id=str(ground_school.lesson.pk), minutes=None).json()
    of_exam = schedule(training_subject_exam_id=str(ground_school.exam.pk)).json()

    assert of_lesson["class"]["LessonClass"]["minutes"] == 45
    assert of_exam["class"]["LessonClass"]["minutes"] == 60
    assert get_newest_class().item_id == ground_school.exam.pk


def test_who_has_only_finished_the_training_is_not_enrolled_in_it(
    world: World, ground_school: GroundSchool, schedule: Any
) -> None:
    ground_school.sams.finished_at = timezone.now()
    ground_school.sams.save()

    assert schedule().json()["errors"] == {"students": [f"Not enrolled in this training: {world.sam.pk}."]}

    fresh = make.EnrollmentFactory(training=ground_school.training, user=world.sam)
    assert schedule().status_code == 200
    assert get_newest_class().attendances.get().enrollment == fresh


def test_students_are_told_when_asked(world: World, schedule: Any) -> None:
    schedule()
    assert not Notification.objects.exists()

    schedule(students=[world.sam.pk, world.sue.pk], notify=1)

    messages = Notification.objects.order_by("recipient__name")
    assert [message.recipient for message in messages] == [world.sam, world.sue]
    assert {(message.subject, message.url, message.sender_id) for message in messages} == {
        (
            "You have a class: 050 Meteorology, 2026-03-19 22:00 NZDT",
            f"/trainings/onsite/class/{get_newest_class().pk}.json",
            world.maria.pk,
        )
    }


@pytest.mark.parametrize("who", ["charles", "ines", "sam"])
def test_only_managers_schedule(world: World, ground_school: GroundSchool, who: str) -> None:
    response = create_client(getattr(world, who)).post(CLASS, ground_school.build_plan())

    assert response.status_code == 403
    assert ClassSession.objects.count() == 1


def test_scheduling_is_on_record(world: World, ground_school: GroundSchool, schedule: Any) -> None:
    schedule(training_subject_lesson_id=str(ground_school.lesson.pk))

    event = Event.objects.get()
    assert (event.action, event.object_id, event.actor) == ("class.scheduled", str(get_newest_class().pk), world.maria)
    assert json.loads(event.payload) == {
        "subject": str(ground_school.subject.pk),
        "lesson": str(ground_school.lesson.pk),
        "exam": None,
        "teacher": str(world.ines.pk),
        "location": None,
        "starts_at": "2026-03-19T09:00:00.000000+00:00",
        "minutes": 45,
        "remarks": "",
        "students": [str(world.sam.pk)],
    }


def test_thirty_students_cost_what_one_costs(
    world: World, ground_school: GroundSchool, schedule: Any, queries_of: Any
) -> None:
    schedule()  # the first event of a school also makes the head of its ledger
    options = {
        "training_subject_lesson_id": str(ground_school.lesson.pk),
        "location_id": str(ground_school.room.pk),
        "notify": 1,
    }
    one = queries_of(lambda: schedule(students=[world.sam.pk], start="2026-05-01", **options))
    students = create_students(ground_school, 30)
    for number in range(30):
        busy = make.ClassSessionFactory(
            subject=ground_school.subject, starts_at=timezone.now().replace(month=6, minute=number), teacher=world.ines
        )
        make.AttendanceFactory(
            class_session=busy, enrollment=ground_school.training.enrollments.get(user=students[number])
        )

    thirty = queries_of(lambda: schedule(students=students, start="2026-06-18 10:00", **options))

    # The token; teacher, location, subject, lesson, enrollments (2); class, its item, roster, notifications, mails (2);
    # ledger: head, events, head; conflicts: roster, attendance, classes.
    assert len(one) == len(thirty) == 24, thirty
