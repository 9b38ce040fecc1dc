"""`GET /trainings/lessons/attendance/{subjectId}.json` (docs/api.md, section 4)."""

from typing import Any

import pytest
from django.utils import timezone

from tests import factories as make
from tests.trainings.lessons.conftest import SampleLessons
from tests.world import World, create_client
from trainings.models import Enrollment, StudySession

NOBODY = "01900000-0000-7000-8000-000000000000"


def get_attendance(client: Any, subject_id: Any) -> Any:
    return client.get(f"/trainings/lessons/attendance/{subject_id}.json")


@pytest.fixture
def crowd(world: World, sample_lessons: SampleLessons, enrollment: Enrollment) -> None:
    """Sam has studied `first` and was in class for it; so was Sue, who is absent. Sue is enrolled too."""
    other = make.EnrollmentFactory(training=sample_lessons.training, user=world.sue)
    study = make.LessonStudyFactory(enrollment=enrollment, lesson=sample_lessons.first)
    StudySession.objects.create(study=study, seconds=90)
    held = make.ClassSessionFactory(subject=sample_lessons.law, lesson=sample_lessons.first)
    make.AttendanceFactory(class_session=held, enrollment=enrollment, is_present=True, seconds=2700)
    make.AttendanceFactory(class_session=held, enrollment=other, is_present=False)


def summarise_rows(response: Any) -> list[tuple[str, bool, int, bool]]:
    """Per row of the first lesson: whose, value, time, in class or not."""
    rows = response.json()["lessons"][0]["TrainingSubjectAttendance"]
    return [
        (row["User"]["UserDetail"]["name"], row["value"], row["time"], row["LessonClass"] is not None) for row in rows
    ]


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize("who", ["ines", "tom", "charles", "maria"])
def test_staff_who_may_see_the_students_see_all_of_them(world: World, sample_lessons: SampleLessons, who: str) -> None:
    assert summarise_rows(get_attendance(create_client(getattr(world, who)), sample_lessons.law.pk)) == [
        ("Sam", True, 2700, True), ("Sam", True, 90, False), ("Sue", False, 0, True),
    ]  # fmt: skip


@pytest.mark.usefixtures("crowd")
def test_a_student_sees_the_own_rows_alone(world: World, sample_lessons: SampleLessons) -> None:
    assert summarise_rows(get_attendance(create_client(world.sam), sample_lessons.law.pk)) == [
        ("Sam", True, 2700, True),
        ("Sam", True, 90, False),
    ]
    assert summarise_rows(get_attendance(create_client(world.sue), sample_lessons.law.pk)) == [("Sue", False, 0, True)]


@pytest.mark.usefixtures("crowd")
def test_every_live_lesson_is_listed_with_its_rows(world: World, sample_lessons: SampleLessons) -> None:
    make.LessonFactory(subject=sample_lessons.law, deleted_at=timezone.now())

    first, second = get_attendance(create_client(world.sue), sample_lessons.law.pk).json()["lessons"]

    assert first["TrainingSubjectLesson"] == {"id": str(sample_lessons.first.pk), "name": "Airspace", "order": 1}
    assert second["TrainingSubjectAttendance"] == []
    (row,) = first["TrainingSubjectAttendance"]
    assert set(row) == {"id", "user_id", "value", "time", "User", "LessonClass"}
    assert row["user_id"] == row["User"]["id"] == str(world.sue.pk)
    assert row["LessonClass"]["datetime"] == "2026-03-17 10:00:00"


def test_a_cancelled_class_is_gone(world: World, sample_lessons: SampleLessons, enrollment: Enrollment) -> None:
    gone = make.ClassSessionFactory(
        subject=sample_lessons.law, lesson=sample_lessons.first, deleted_at=timezone.now(), is_cancelled=True
    )
    make.AttendanceFactory(class_session=gone, enrollment=enrollment)

    assert summarise_rows(get_attendance(create_client(world.maria), sample_lessons.law.pk)) == []


def test_who_does_not_see_the_training_does_not_see_the_subject(
    world: World, sample_lessons: SampleLessons, enrollment: Enrollment
) -> None:
    for who in (world.sue, world.otto, world.olga):
        client = create_client(who)
        refused = get_attendance(client, sample_lessons.law.pk)
        assert refused.status_code == 404
        assert refused.content == get_attendance(client, NOBODY).content


def test_thirty_students_and_lessons_cost_what_one_costs(
    world: World, sample_lessons: SampleLessons, queries_of: Any
) -> None:
    def fill(rows: int) -> None:
        for enrollment in make.EnrollmentFactory.create_batch(rows, training=sample_lessons.training):
            lesson = make.LessonFactory(subject=sample_lessons.law)
            make.LessonStudyFactory(enrollment=enrollment, lesson=lesson)
            held = make.ClassSessionFactory(subject=sample_lessons.law, lesson=lesson)
            make.AttendanceFactory(class_session=held, enrollment=enrollment)

    client = create_client(world.ines)
    fill(1)
    one = queries_of(lambda: get_attendance(client, sample_lessons.law.pk))
    fill(29)
    thirty = queries_of(lambda: get_attendance(client, sample_lessons.law.pk))

    assert len(one) == len(thirty) == 5, thirty  # token, subject, studies, classes, lessons


def test_a_teacher_on_the_roster_sees_of_that_class_the_own_row_alone(
    world: World, sample_lessons: SampleLessons
) -> None:
    held = make.ClassSessionFactory(subject=sample_lessons.law, lesson=sample_lessons.first)
    for user in (world.ines, world.sue):
        enrollment = make.EnrollmentFactory(training=sample_lessons.training, user=user)
        make.AttendanceFactory(class_session=held, enrollment=enrollment, is_present=True)

    assert summarise_rows(get_attendance(create_client(world.ines), sample_lessons.law.pk)) == [("Ines", True, 0, True)]
    assert len(summarise_rows(get_attendance(create_client(world.maria), sample_lessons.law.pk))) == 2
