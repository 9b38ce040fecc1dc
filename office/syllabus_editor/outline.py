"""The read model of the syllabus editor: the whole syllabus of one training."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import F, OuterRef
from django.db.models.functions import Substr

from exams.authoring.ordering import get_place
from exams.models import QUESTION_ORDER, Exam, Question
from missions.models import FlightTemplate
from trainings.models import LearningObjective, Lesson, Slide, Subject, Training
from trainings.querysets import build_count

T = TypeVar("T")
PREVIEW_LENGTH = 120  # characters of a question's text: enough to tell questions apart


@dataclass(frozen=True)
class ExamPart:
    """An exam, the number of questions that can be drawn, and its bank: rows with `id` and `start` (of the text)."""

    exam: Exam
    bank_size: int
    questions: list[Any]

    @property
    def lacks_questions(self) -> bool:
        """Is it an online exam that nobody can start, because fewer questions can be drawn than it asks?"""
        return self.exam.type == Exam.Type.ONLINE and self.bank_size < self.exam.question_count


@dataclass(frozen=True)
class LessonPart:
    """A lesson with its slides and its gate exams."""

    lesson: Lesson
    slides: list[Slide]
    gates: list[ExamPart]


@dataclass(frozen=True)
class SubjectPart:
    """A subject with its lessons, and the exams that are not attached to a lesson."""

    subject: Subject
    lessons: list[LessonPart]
    exams: list[ExamPart]

    @property
    def activities(self) -> "list[LessonPart | ExamPart]":
        """Lessons and exams in their one order."""
        parts: list[LessonPart | ExamPart] = [*self.lessons, *self.exams]
        return sorted(parts, key=lambda part: get_place(part.lesson if isinstance(part, LessonPart) else part.exam))


@dataclass(frozen=True)
class Phase:
    """A flight phase with its missions; the name is empty for missions without one."""

    name: str
    missions: list[FlightTemplate]


@dataclass(frozen=True)
class Outline:
    """The syllabus of a training, with the exams of the whole training, and the number of its ongoing enrollments."""

    training: Training
    subjects: list[SubjectPart]
    exams: list[ExamPart]
    phases: list[Phase]
    enrolled: int


def read_outline(training: Training) -> Outline:
    """The live syllabus of a training in its order, and the number of ongoing enrollments.

    One query for each kind of row, however many there are.
    """
    exams = list_exam_parts(training)
    return Outline(
        training=training,
        subjects=list_subject_parts(training, exams),
        exams=[part for part in exams if part.exam.subject_id is None],
        phases=list_phases(training),
        enrolled=training.enrollments.unfinished().count(),
    )


def list_subject_parts(training: Training, exams: list[ExamPart]) -> list[SubjectPart]:
    gates = group_rows(exams, lambda part: part.exam.lesson_id)
    own_exams = group_rows([part for part in exams if part.exam.lesson_id is None], lambda part: part.exam.subject_id)
    lessons = group_rows(list_lesson_parts(training, gates), lambda part: part.lesson.subject_id)
    subjects = Subject.objects.live().filter(training=training).select_related("teacher")
    return [SubjectPart(subject, lessons[subject.pk], own_exams[subject.pk]) for subject in subjects]


def list_exam_parts(training: Training) -> list[ExamPart]:
    exams = Exam.objects.live().of_training(training).with_bank_size()
    questions = (
        Question.objects.live()
        .filter(exams__in=Exam.objects.of_training(training))
        .order_by(*QUESTION_ORDER)
        .values("id", start=Substr("text", 1, PREVIEW_LENGTH), exam_id=F("exams"))
    )
    banks = group_rows(questions, lambda row: row["exam_id"])
    return [ExamPart(exam, exam.bank_size, banks[exam.pk]) for exam in exams]


def list_lesson_parts(training: Training, gates: defaultdict[Any, list[ExamPart]]) -> list[LessonPart]:
    # The content of slides may be large, and the outline shows their titles alone.
    slide_rows = Slide.objects.live().filter(lesson__subject__training=training).defer("content")
    slides = group_rows(slide_rows, lambda slide: slide.lesson_id)
    objectives = LearningObjective.objects.filter(lesson=OuterRef("pk"))
    lessons = Lesson.objects.live().filter(subject__training=training)
    counted = lessons.annotate(objectives_count=build_count(objectives, "lesson"))
    return [LessonPart(lesson, slides[lesson.pk], gates[lesson.pk]) for lesson in counted]


def list_phases(training: Training) -> list[Phase]:
    """The missions by phase, the phases in the order of their first missions."""
    missions = group_rows(FlightTemplate.objects.live().filter(training=training), lambda row: row.phase)
    return [Phase(name, rows) for name, rows in missions.items()]


def group_rows(rows: Iterable[T], key: Callable[[T], Any]) -> defaultdict[Any, list[T]]:
    """The rows by their key, each list in the order of the rows; no rows for another key."""
    groups: defaultdict[Any, list[T]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups
