"""The whole of one training on one page: what its course page shows."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import F, OuterRef
from django.db.models.functions import Substr

from exams.models import Exam, Question
from missions.models import FlightTemplate
from trainings.models import LearningObjective, Lesson, Slide, Subject, Training
from trainings.querysets import build_count

T = TypeVar("T")
PREVIEW_LENGTH = 120  # characters of a question's text


@dataclass(frozen=True)
class ExamPart:
    """An exam with the questions of its bank: rows with `id`, `start` (of the text)."""

    exam: Exam
    questions: list[Any]

    @property
    def lacks_questions(self) -> bool:
        """An online exam that cannot be sat, since its bank has too few questions that can be drawn."""
        online = self.exam.type == Exam.Type.ONLINE
        return online and self.exam.bank_size < self.exam.question_count  # type: ignore[attr-defined]


@dataclass(frozen=True)
class LessonPart:
    lesson: Lesson
    slides: list[Slide]
    gates: list[ExamPart]


@dataclass(frozen=True)
class SubjectPart:
    subject: Subject
    lessons: list[LessonPart]
    exams: list[ExamPart]


@dataclass(frozen=True)
class Phase:
    name: str
    missions: list[FlightTemplate]


@dataclass(frozen=True)
class Outline:
    training: Training
    subjects: list[SubjectPart]
    phases: list[Phase]
    enrolled: int


def read_outline(training: Training) -> Outline:
    """The live syllabus of a training, in its order, and how many are on the way in it.

    One query for each kind of row, however many there are.
    """
    exams = [ExamPart(exam, questions) for exam, questions in list_exams_with_questions(training)]
    gates = group_rows(exams, lambda part: part.exam.lesson_id)
    own_exams = group_rows([part for part in exams if part.exam.lesson_id is None], lambda part: part.exam.subject_id)
    slides = group_rows(
        Slide.objects.live().filter(lesson__subject__training=training).defer("content"), lambda slide: slide.lesson_id
    )
    lessons = group_rows(
        [LessonPart(lesson, slides[lesson.pk], gates[lesson.pk]) for lesson in list_lessons(training)],
        lambda part: part.lesson.subject_id,
    )
    subjects = Subject.objects.live().filter(training=training).select_related("teacher")
    return Outline(
        training=training,
        subjects=[SubjectPart(row, lessons[row.pk], own_exams[row.pk]) for row in subjects],
        phases=list_phases(training),
        enrolled=training.enrollments.unfinished().count(),
    )


def list_lessons(training: Training) -> Iterable[Lesson]:
    objectives = LearningObjective.objects.filter(lesson=OuterRef("pk"))
    rows = Lesson.objects.live().filter(subject__training=training)
    return rows.annotate(objectives_count=build_count(objectives, "lesson"))


def list_exams_with_questions(training: Training) -> Iterable[tuple[Exam, list[Any]]]:
    exams = Exam.objects.live().filter(subject__training=training).with_bank_size()
    drawn_from = (
        Question.objects.live()
        .filter(exams__subject__training=training)
        .order_by("created_at", "id")
        .values("id", start=Substr("text", 1, PREVIEW_LENGTH), exam_id=F("exams"))
    )
    banks = group_rows(drawn_from, lambda row: row["exam_id"])
    return [(exam, banks[exam.pk]) for exam in exams]


def list_phases(training: Training) -> list[Phase]:
    """The missions by phase, the phases in the order of their first missions."""
    missions = group_rows(FlightTemplate.objects.live().filter(training=training), lambda row: row.phase)
    return [Phase(name, rows) for name, rows in missions.items()]


def group_rows(rows: Iterable[T], key: Callable[[T], Any]) -> defaultdict[Any, list[T]]:
    found: defaultdict[Any, list[T]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found
