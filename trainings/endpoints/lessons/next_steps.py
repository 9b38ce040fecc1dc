"""What a student can do next online (docs/api.md, section 4, `complete`)."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from exams.models import Exam
from trainings.endpoints.subjects.reads import group_gates_by_lesson, subjects_of
from trainings.enrollments import progress
from trainings.models import Enrollment, Lesson


@dataclass(frozen=True)
class NextStep:
    """A lesson to read (`action` "lesson") or an exam to sit ("exam")."""

    title: str
    action: str
    id: uuid.UUID
    enrollment_id: uuid.UUID


def find_next_step(lesson: Lesson, enrollment: Enrollment, now: datetime) -> NextStep | None:
    """The next unfinished item from `lesson` on, beginning with its own gate exam; after the last item, the first.

    In subject order: each lesson, then the exams of the subject. Only what can be done online is a step: a lesson that
    has been read and waits for its class, or an exam held in class, is passed over. None: nothing is left.
    `enrollment` brings its training. Five queries.
    """
    before: list[NextStep] = []
    after: list[NextStep] = []
    side = before
    for item, step in RemainingItems(enrollment, lesson).places(now):
        side = after if item == lesson else side
        if step:
            side.append(step)
    return next(iter(after + before), None)


class RemainingItems:
    """What an enrollment that has just read `lesson` has studied, and which exams it has still to pass online."""

    def __init__(self, enrollment: Enrollment, lesson: Lesson) -> None:
        self.enrollment = enrollment
        self.lesson = lesson
        self.studied = set(enrollment.studies.values_list("lesson_id", flat=True))
        self.to_pass = list_exams_to_pass(enrollment)
        self.gates = group_gates_by_lesson(self.to_pass)

    def places(self, now: datetime) -> Iterator[tuple[Lesson | Exam, NextStep | None]]:
        """Every lesson and subject-level exam of the training in order, with the step that it still asks for."""
        for subject in subjects_of(self.enrollment, now):
            for lesson in subject.lessons:
                yield lesson, self.build_lesson_step(lesson)
            for exam in subject.exams:
                yield exam, self.build_exam_step(exam)

    def build_lesson_step(self, lesson: Lesson) -> NextStep | None:
        if lesson.is_done or not (lesson.is_mandatory or lesson == self.lesson):  # type: ignore[attr-defined]
            return None
        if lesson.pk not in self.studied:
            return self.build_step(lesson, "lesson")
        gates = self.gates.get(lesson.pk)
        return self.build_step(gates[0], "exam") if gates else None

    def build_exam_step(self, exam: Exam) -> NextStep | None:
        return self.build_step(exam, "exam") if exam in self.to_pass and not exam.is_done else None  # type: ignore[attr-defined]

    def build_step(self, item: Lesson | Exam, action: str) -> NextStep:
        return NextStep(item.name, action, item.pk, self.enrollment.pk)


def list_exams_to_pass(enrollment: Enrollment) -> list[Exam]:
    """The mandatory online exams of the training, gates included, that the enrollment has not passed."""
    rows = Exam.objects.live().filter(subject__training=enrollment.training, is_mandatory=True, type=Exam.Type.ONLINE)
    rows = rows.annotate(is_passed_online=progress.build_exam_is_passed_online(enrollment)).order_by("name", "id")
    return [exam for exam in rows if not exam.is_passed_online]  # type: ignore[attr-defined]
