"""`POST /manager/trainings/subjects/activity_impact.json` (docs/api.md, section 8, Authoring)."""

from typing import Any

import pytest
from django.utils import timezone

from exams.models import Exam
from tests import factories as make
from tests.exams.authoring.conftest import UNKNOWN_ID, Authoring
from tests.exams.exam_setup import Student
from trainings.models import Lesson


def read(authoring: Authoring, **body: Any) -> dict[str, Any]:
    response = authoring.read_impact("ines", **body)
    assert response.status_code == 200, response.content
    impact: dict[str, Any] = response.json()["impact"]
    return impact


def count(completed: int, touched: int, attempts: int, sessions: int, *activities: Lesson | Exam) -> dict[str, Any]:
    return {
        "studentsCompleted": completed,
        "studentsTouched": touched,
        "examAttempts": attempts,
        "sessions": sessions,
        "activityIds": [str(row.pk) for row in activities],
    }


def test_nobody_did_anything(authoring: Authoring) -> None:
    lesson = make.LessonFactory(subject=authoring.subject)

    assert read(authoring, exam_id=authoring.exam.pk) == count(0, 0, 0, 0, authoring.exam)
    assert read(authoring, lesson_id=lesson.pk) == count(0, 0, 0, 0, lesson)


def test_an_exam_that_one_student_passed_and_another_failed(authoring: Authoring, sam: Student) -> None:
    sam.sit(right=1)
    sam.sit(right=3)
    setup = authoring.exam_setup
    Student(setup, setup.world.sue, setup.enroll_user(setup.world.sue)).sit(right=0)

    assert read(authoring, exam_id=authoring.exam.pk) == count(1, 2, 3, 0, authoring.exam)


def test_a_lesson_counts_with_its_gate_exams(authoring: Authoring, sam: Student) -> None:
    gate = authoring.exam_setup.add_gate()
    deleted = make.ExamFactory(subject=gate.subject, lesson=gate.lesson, deleted_at=timezone.now())
    make.LessonStudyFactory(enrollment=sam.enrollment, lesson=gate.lesson)
    assert gate.lesson

    assert read(authoring, lesson_id=gate.lesson.pk) == count(0, 1, 0, 0, gate.lesson, gate)
    assert read(authoring, exam_id=gate.pk) == count(0, 0, 0, 0, gate)
    sam.sit(right=3)
    assert read(authoring, lesson_id=gate.lesson.pk) == count(1, 1, 1, 0, gate.lesson, gate)
    assert read(authoring, exam_id=gate.pk) == count(1, 1, 1, 0, gate)
    assert authoring.read_impact("ines", exam_id=deleted.pk).status_code == 400


def test_classes_count_unless_they_are_deleted(authoring: Authoring, sam: Student) -> None:
    sam.enrollment.training.type = "ONSITE"
    sam.enrollment.training.save()
    lesson = make.LessonFactory(subject=authoring.subject)
    of_lesson = {"subject": authoring.subject, "lesson": lesson}
    held = make.ClassSessionFactory(**of_lesson, starts_in=-1)
    make.ClassSessionFactory(**of_lesson, starts_in=1)
    make.ClassSessionFactory(**of_lesson, deleted_at=timezone.now(), is_cancelled=True)
    make.AttendanceFactory(class_session=held, enrollment=sam.enrollment, is_present=True)

    assert read(authoring, lesson_id=lesson.pk) == count(1, 1, 0, 2, lesson)


def test_a_student_with_two_enrollments_counts_once(authoring: Authoring, sam: Student) -> None:
    sam.sit(right=3)
    first = sam.enrollment
    type(first).objects.filter(pk=first.pk).update(finished_at=timezone.now())
    again = Student(authoring.exam_setup, sam.user, authoring.exam_setup.enroll_user(sam.user))
    again.sit(right=3)

    assert read(authoring, exam_id=authoring.exam.pk) == count(1, 1, 2, 0, authoring.exam)


@pytest.mark.parametrize("body", [{}, {"lesson_id": UNKNOWN_ID, "exam_id": UNKNOWN_ID}], ids=["neither", "both"])
def test_one_activity_is_named(authoring: Authoring, body: dict[str, str]) -> None:
    response = authoring.read_impact("ines", **body)

    assert (response.status_code, sorted(response.json()["errors"])) == (400, ["exam_id", "lesson_id"])


@pytest.mark.parametrize("name", ["lesson_id", "exam_id"])
@pytest.mark.parametrize("value", ["7", UNKNOWN_ID])
def test_what_is_none_is_refused(authoring: Authoring, name: str, value: str) -> None:
    response = authoring.read_impact("ines", **{name: value})

    assert (response.status_code, list(response.json()["errors"])) == (400, [name])


def test_thirty_students_cost_what_one_costs(authoring: Authoring, sam: Student, queries_of: Any) -> None:
    gate = authoring.exam_setup.add_gate()
    assert gate.lesson
    lesson = gate.lesson

    def count_queries() -> int:
        return len(queries_of(lambda: read(authoring, lesson_id=lesson.pk)))

    make.LessonStudyFactory(enrollment=sam.enrollment, lesson=lesson)
    one = count_queries()
    for _ in range(29):
        enrollment = make.EnrollmentFactory(training=sam.enrollment.training)
        make.LessonStudyFactory(enrollment=enrollment, lesson=lesson)
        make.AttemptFactory(enrollment=enrollment, exam=gate)

    assert count_queries() == one
