"""Why an attempt may not be started (docs/api.md, section 6)."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import timezone

from exams.models import Attempt, Exam
from tests import factories as make
from tests.exams.exam_setup import UNKNOWN_ID, ExamSetup, Student
from trainings.models import Training

NOW = datetime(2026, 3, 18, 10, 0, tzinfo=UTC)


def assert_refused(student: Student, reason: str) -> None:
    """Viewing the start and starting agree, and nothing is stored."""
    before = Attempt.objects.count()
    view, start = student.view_start().json(), student.start()
    assert (view["can_start"], view["reason"]) == (False, reason)
    assert (start.status_code, start.json()) == (403, {"message": reason})
    assert Attempt.objects.count() == before


def test_a_used_up_exam_is_refused(exam_setup: ExamSetup, sam: Student) -> None:
    for _ in range(3):
        sam.sit(right=1)

    assert sam.view_start().json()["attempts_left"] == 0
    assert_refused(sam, "There are no attempts left.")


def test_a_passed_exam_is_refused(exam_setup: ExamSetup, sam: Student) -> None:
    sam.sit(right=2)

    assert sam.view_start().json()["attempts_left"] == 2
    assert_refused(sam, "You have already passed this exam.")


@pytest.mark.parametrize(
    ("exam", "training", "reason"),
    [
        ({"type": "ONSITE"}, {}, "This exam is held in class."),
        ({"expires_at": NOW}, {}, "This exam has expired."),
        ({}, {"is_active": False}, "This training is not active."),
        ({"question_count": 6}, {}, "The question bank of this exam does not hold enough questions."),
    ],
)
def test_an_exam_that_is_not_available_is_refused(
    exam_setup: ExamSetup, sam: Student, exam: Any, training: Any, reason: str
) -> None:
    if exam:
        Exam.objects.update(**exam)
    if training:
        Training.objects.update(**training)

    assert sam.view_start().json()["Exam"]["available"] is False
    assert_refused(sam, reason)


@pytest.mark.parametrize("days", [{"starts_on": date(2026, 3, 19)}, {"ends_on": date(2026, 3, 17)}])
def test_outside_its_start_and_end_a_training_gives_no_exam(exam_setup: ExamSetup, sam: Student, days: Any) -> None:
    Training.objects.update(**days)

    assert sam.view_start().json()["Exam"]["available"] is True
    assert_refused(sam, "The training is not open today.")


def test_the_last_day_is_the_schools_own(exam_setup: ExamSetup, sam: Student, frozen_clock: Any) -> None:
    Training.objects.update(ends_on=date(2026, 3, 18))
    exam_setup.world.alpine.timezone_id = "America/Los_Angeles"
    exam_setup.world.alpine.save()

    frozen_clock.move_to(datetime(2026, 3, 19, 6, 59, tzinfo=UTC))

    assert sam.view_start().json()["can_start"] is True


def test_a_gate_opens_when_the_slides_are_done(exam_setup: ExamSetup, sam: Student) -> None:
    gate = exam_setup.add_gate(slides=2)
    assert_refused(sam, "Complete the slides of the lesson first.")

    make.LessonStudyFactory(enrollment=exam_setup.enrollment, lesson=gate.lesson)

    assert sam.start_and_get_id()


def test_a_gate_of_a_lesson_without_slides_is_open(exam_setup: ExamSetup, sam: Student) -> None:
    gate = exam_setup.add_gate()
    make.SlideFactory(lesson=gate.lesson, deleted_at=timezone.now())

    assert sam.start_and_get_id()


def test_who_reads_the_enrollment_sees_the_attempts_but_cannot_start(exam_setup: ExamSetup, sam: Student) -> None:
    sam.sit(right=1)

    for who in (exam_setup.world.ines, exam_setup.world.charles, exam_setup.world.maria):
        other = Student(exam_setup, who, exam_setup.enrollment)
        assert len(other.view_start().json()["attempts"]) == 1
        assert_refused(other, "Only the student may sit this exam.")


def test_what_is_out_of_reach_is_like_nothing(exam_setup: ExamSetup, sam: Student) -> None:
    foreign_exam = make.ExamFactory(subject__training__company=exam_setup.world.baltic)
    other_exam = make.ExamFactory(subject__training__company=exam_setup.world.alpine)
    deleted = make.ExamFactory(subject=exam_setup.subject, deleted_at=timezone.now())
    others = make.EnrollmentFactory(training=exam_setup.exam.get_training(), user=exam_setup.world.sue)
    pairs = [
        (UNKNOWN_ID, exam_setup.exam.pk),
        (others.pk, exam_setup.exam.pk),
        (exam_setup.enrollment.pk, UNKNOWN_ID),
        (exam_setup.enrollment.pk, foreign_exam.pk),
        (exam_setup.enrollment.pk, other_exam.pk),
        (exam_setup.enrollment.pk, deleted.pk),
    ]

    addresses = [f"/trainings/exams/start/{enrollment}/{exam}.json" for enrollment, exam in pairs]
    responses = [call(address) for address in addresses for call in (sam.client.get, sam.client.post)]

    assert {response.status_code for response in responses} == {404}
    assert len({response.content for response in responses}) == 1
    assert not Attempt.objects.exists()


def test_another_schools_people_find_nothing(exam_setup: ExamSetup) -> None:
    for who in (exam_setup.world.otto, exam_setup.world.olga):
        stranger = Student(exam_setup, who, exam_setup.enrollment)
        assert stranger.view_start().status_code == stranger.start().status_code == 404
