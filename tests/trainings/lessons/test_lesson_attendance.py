"""`GET /trainings/lessons/attendance/{subjectId}.json` (contract section 4)."""

from typing import Any

import pytest
from django.utils import timezone

from tests import factories as make
from tests.trainings.lessons.conftest import Course
from tests.world import World, client_of
from trainings.models import Enrollment, StudySession

NOBODY = "01900000-0000-7000-8000-000000000000"


def attendance(client: Any, subject_id: Any) -> Any:
    return client.get(f"/trainings/lessons/attendance/{subject_id}.json")


@pytest.fixture
def crowd(world: World, course: Course, enrollment: Enrollment) -> None:
    """Sam has studied `first` and was in class for it; so was Sue, who is absent. Sue is enrolled too."""
    other = make.EnrollmentFactory(training=course.training, user=world.sue)
    study = make.LessonStudyFactory(enrollment=enrollment, lesson=course.first)
    StudySession.objects.create(study=study, seconds=90)
    held = make.ClassSessionFactory(subject=course.law, lesson=course.first)
    make.AttendanceFactory(class_session=held, enrollment=enrollment, is_present=True, seconds=2700)
    make.AttendanceFactory(class_session=held, enrollment=other, is_present=False)


def seen(answer: Any) -> list[tuple[str, bool, int, bool]]:
    """Per row of the first lesson: whose, value, time, in class or not."""
    rows = answer.json()["lessons"][0]["TrainingSubjectAttendance"]
    return [
        (row["User"]["UserDetail"]["name"], row["value"], row["time"], row["LessonClass"] is not None) for row in rows
    ]


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize("who", ["ines", "tom", "charles", "maria"])
def test_staff_who_may_see_the_students_see_all_of_them(world: World, course: Course, who: str) -> None:
    assert seen(attendance(client_of(getattr(world, who)), course.law.pk)) == [
        ("Sam", True, 2700, True), ("Sam", True, 90, False), ("Sue", False, 0, True),
    ]  # fmt: skip


@pytest.mark.usefixtures("crowd")
def test_a_student_sees_the_own_rows_alone(world: World, course: Course) -> None:
    assert seen(attendance(client_of(world.sam), course.law.pk)) == [
        ("Sam", True, 2700, True),
        ("Sam", True, 90, False),
    ]
    assert seen(attendance(client_of(world.sue), course.law.pk)) == [("Sue", False, 0, True)]


@pytest.mark.usefixtures("crowd")
def test_every_live_lesson_is_listed_with_its_rows(world: World, course: Course) -> None:
    make.LessonFactory(subject=course.law, deleted_at=timezone.now())

    first, second = attendance(client_of(world.sue), course.law.pk).json()["lessons"]

    assert first["TrainingSubjectLesson"] == {"id": str(course.first.pk), "name": "Airspace", "order": 1}
    assert second["TrainingSubjectAttendance"] == []
    (row,) = first["TrainingSubjectAttendance"]
    assert set(row) == {"id", "user_id", "value", "time", "User", "LessonClass"}
    assert row["user_id"] == row["User"]["id"] == str(world.sue.pk)
    assert row["LessonClass"]["datetime"] == "2026-03-17 10:00:00"


def test_a_cancelled_class_is_gone(world: World, course: Course, enrollment: Enrollment) -> None:
    gone = make.ClassSessionFactory(
        subject=course.law, lesson=course.first, deleted_at=timezone.now(), is_cancelled=True
    )
    make.AttendanceFactory(class_session=gone, enrollment=enrollment)

    assert seen(attendance(client_of(world.maria), course.law.pk)) == []


def test_who_does_not_see_the_training_does_not_see_the_subject(
    world: World, course: Course, enrollment: Enrollment
) -> None:
    for who in (world.sue, world.otto, world.olga):
        client = client_of(who)
        refused = attendance(client, course.law.pk)
        assert refused.status_code == 404
        assert refused.content == attendance(client, NOBODY).content


def test_thirty_students_and_lessons_cost_what_one_costs(world: World, course: Course, queries_of: Any) -> None:
    def fill(rows: int) -> None:
        for go in make.EnrollmentFactory.create_batch(rows, training=course.training):
            lesson = make.LessonFactory(subject=course.law)
            make.LessonStudyFactory(enrollment=go, lesson=lesson)
            held = make.ClassSessionFactory(subject=course.law, lesson=lesson)
            make.AttendanceFactory(class_session=held, enrollment=go)

    client = client_of(world.ines)
    fill(1)
    one = queries_of(lambda: attendance(client, course.law.pk))
    fill(29)
    thirty = queries_of(lambda: attendance(client, course.law.pk))

    assert len(one) == len(thirty) == 5, thirty  # token, subject, studies, classes, lessons


def test_a_teacher_on_the_roster_sees_of_that_class_the_own_row_alone(world: World, course: Course) -> None:
    held = make.ClassSessionFactory(subject=course.law, lesson=course.first)
    for user in (world.ines, world.sue):
        go = make.EnrollmentFactory(training=course.training, user=user)
        make.AttendanceFactory(class_session=held, enrollment=go, is_present=True)

    assert seen(attendance(client_of(world.ines), course.law.pk)) == [("Ines", True, 0, True)]
    assert len(seen(attendance(client_of(world.maria), course.law.pk))) == 2
