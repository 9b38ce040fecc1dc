"""What a student can do next online (docs/api.md, section 4, `complete`)."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from exams.models import Exam
from trainings.endpoints.subjects.reads import group_gates_by_lesson
from trainings.endpoints.syllabus_reads import ExamRead, LessonRead, SyllabusRead, read_enrollment_syllabus
from trainings.enrollments.progress import build_exam_is_passed_online, build_lesson_is_studied
from trainings.models import Enrollment, Lesson


@dataclass(frozen=True)
class NextStep:
    """A lesson to study (`action` "lesson") or an exam to take ("exam")."""

    title: str
    action: str
    id: uuid.UUID
    enrollment_id: uuid.UUID


def find_next_step(lesson: Lesson, enrollment: Enrollment, now: datetime) -> NextStep | None:
    """The next unfinished item from `lesson` on, beginning with its own gate exam; after the last item, the first.

    Lessons and exams of a subject are in one order, and the exams of the whole training follow the last subject. Only
    what can be done online is a step: a lesson that has been studied and still needs its class is skipped, and so is an
    exam held in class. None when nothing is left. `enrollment` brings its training. Five queries.
    """
    remaining = RemainingItems(enrollment, lesson)
    before: list[NextStep] = []
    after: list[NextStep] = []
    side = before
    for item, step in remaining.iterate_items(read_enrollment_syllabus(enrollment, now)):
        side = after if item == lesson else side
        if step:
            side.append(step)
    return next(iter(after + before), None)


class RemainingItems:
    """What an enrollment that has just studied `lesson` has studied, and which exams it still has to pass online."""

    def __init__(self, enrollment: Enrollment, lesson: Lesson) -> None:
        self.enrollment = enrollment
        self.lesson = lesson
        self.studied = set(list_studied(enrollment))
        self.to_pass = list_exams_to_pass(enrollment)
        self.gates = group_gates_by_lesson(self.to_pass)

    def iterate_items(self, syllabus: SyllabusRead) -> Iterator[tuple[Lesson | Exam, NextStep | None]]:
        """Every lesson and exam of the training in order, gates excepted, with the step that it still needs."""
        for subject in syllabus.subjects:
            for read in subject.list_activities():
                if isinstance(read, LessonRead):
                    yield read.lesson, self.build_lesson_step(read)
                else:
                    yield read.exam, self.build_exam_step(read)
        for row in syllabus.exams:
            yield row.exam, self.build_exam_step(row)

    def build_lesson_step(self, read: LessonRead) -> NextStep | None:
        # Optional lessons are no step, except the one that was just studied: its gate exam is what the student expects.
        if read.is_done or not (read.lesson.is_mandatory or read.lesson == self.lesson):
            return None
        if read.lesson.pk not in self.studied:
            return self.build_step(read.lesson, "lesson")
        gates = self.gates.get(read.lesson.pk)
        return self.build_step(gates[0], "exam") if gates else None

    def build_exam_step(self, read: ExamRead) -> NextStep | None:
        return self.build_step(read.exam, "exam") if read.exam in self.to_pass and not read.is_done else None

    def build_step(self, item: Lesson | Exam, action: str) -> NextStep:
        return NextStep(item.name, action, item.pk, self.enrollment.pk)


def list_studied(enrollment: Enrollment) -> QuerySet[Lesson, uuid.UUID]:
    """The ids of the lessons of the training whose slides the enrollment has completed since their last restart."""
    rows = Lesson.objects.filter(subject__training=enrollment.training_id)
    return (
        rows.annotate(is_studied=build_lesson_is_studied(enrollment))
        .filter(is_studied=True)
        .values_list("pk", flat=True)
    )


def list_exams_to_pass(enrollment: Enrollment) -> list[Exam]:
    """The mandatory online exams of the training, gates included, that the enrollment has not passed."""
    exams: QuerySet[Exam] = Exam.objects.live().of_training(enrollment.training_id)
    exams = exams.filter(is_mandatory=True, type=Exam.Type.ONLINE).order_by("order", "name", "id")
    rows = exams.annotate(is_passed_online=build_exam_is_passed_online(enrollment))
    return [exam for exam in rows if not exam.is_passed_online]
