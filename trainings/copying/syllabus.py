"""Copies the syllabus of a training into another one: every live row, and nothing that students did.

What a syllabus consists of is registered here, kind by kind. A kind of a higher floor registers itself when its app
starts; whatever a manager writes into a syllabus has to be a kind, or a copy and a revision would lose it.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet

from exams.models import Exam, Option, Question
from hours.models import RequiredHours
from missions.models import FlightObjective, FlightTemplate
from trainings.copying.rows import Copies, copy_row, store_copies
from trainings.models import LearningObjective, Lesson, Metric, Slide, Subject, Training

# Dates and announcement of the original are about its own students: a copy that kept them would be closed from its
# first day. And a copy is no revision of the original (docs/decisions/0034), unless `revisions` makes it one.
NOT_COPIED = {
    "starts_on": None,
    "ends_on": None,
    "announcement": "",
    "course_id": None,
    "revision": None,
    "published_at": None,
    "superseded_at": None,
}


@dataclass(frozen=True)
class CopiedKind:
    """A model whose rows are part of a syllabus: which rows of a training, and below what they are copied.

    `under` maps each column that refers to a parent to the model of the parent, which is `Training` or a kind before
    this one. A column in `optional` may be empty. `changes` are columns that a copy has differently.
    """

    model: type[Model]
    list_rows: Callable[[Training], QuerySet[Any]]
    under: dict[str, type[Model]]
    optional: frozenset[str] = frozenset()
    changes: dict[str, Any] = field(default_factory=dict)


COPIED_KINDS: list[CopiedKind] = [
    CopiedKind(Metric, lambda training: Metric.objects.filter(training=training), {"training_id": Training}),
    CopiedKind(
        FlightTemplate,
        lambda training: FlightTemplate.objects.live().filter(training=training),
        {"training_id": Training},
    ),
    CopiedKind(
        FlightObjective,
        lambda training: FlightObjective.objects.filter(template__training=training),
        {"template_id": FlightTemplate},
    ),
    CopiedKind(Subject, lambda training: Subject.objects.live().filter(training=training), {"training_id": Training}),
    CopiedKind(
        Lesson, lambda training: Lesson.objects.live().filter(subject__training=training), {"subject_id": Subject}
    ),
    CopiedKind(
        LearningObjective,
        lambda training: LearningObjective.objects.filter(lesson__subject__training=training),
        {"lesson_id": Lesson},
    ),
    CopiedKind(
        Slide, lambda training: Slide.objects.live().filter(lesson__subject__training=training), {"lesson_id": Lesson}
    ),
    CopiedKind(
        RequiredHours,
        lambda training: RequiredHours.objects.filter(training=training),
        {"training_id": Training, "subject_id": Subject},
        optional=frozenset({"subject_id"}),
    ),
    CopiedKind(
        Exam,
        lambda training: Exam.objects.live().of_training(training),
        {"training_id": Training, "subject_id": Subject, "lesson_id": Lesson},
        # An exam has a subject, and perhaps a lesson, or belongs to the whole training.
        optional=frozenset({"training_id", "subject_id", "lesson_id"}),
        # It would close a copied exam on the day of the original's.
        changes={"expires_at": None},
    ),
]


def register_copied_kind(kind: CopiedKind) -> None:
    COPIED_KINDS.append(kind)


def create_copy(original: Training, columns: dict[str, Any]) -> Training:
    """Stores a copy of the original and its syllabus, with the questions of its exams. `columns` replace those of the
    original."""
    is_own = original.company_id is not None
    training = store_training_copy(original, columns)
    copies = copy_syllabus(original, training, keeps_teachers=is_own)
    copy_questions(copies, training.company_id)
    return training


def store_training_copy(original: Training, columns: dict[str, Any]) -> Training:
    """Stores a copy of the training alone."""
    # Nobody of a shipped template belongs to this school.
    people = {} if original.company_id is not None else {"manager_id": None}
    training = copy_row(original, **{"is_template": False, "is_active": True, **NOT_COPIED, **people, **columns})
    training.save(force_insert=True)
    return training


def copy_syllabus(original: Training, training: Training, *, keeps_teachers: bool) -> dict[type[Model], Copies]:
    """Stores a copy of the syllabus of `original` in `training`, which is stored and has no syllabus yet; the exams
    without questions. Returns the ids of the copies by model.

    Deleted rows, and everything below them, are not copied. Files of slides are shared with the original. All rows of a
    kind are read in one query and stored in one (in several on SQLite, which limits the values of a statement). Call it
    in a transaction.
    """
    copies: dict[type[Model], Copies] = {Training: {original.pk: training.pk}}
    for kind in COPIED_KINDS:
        under = {
            column: {None: None, **copies[parent]} if column in kind.optional else copies[parent]
            for column, parent in kind.under.items()
        }
        forgets_teacher = kind.model is Subject and not keeps_teachers
        changes = {**kind.changes, **({"teacher_id": None} if forgets_teacher else {})}
        copies[kind.model] = store_copies(kind.list_rows(original), under=under, changes=changes)
    return copies


def copy_questions(copies: dict[type[Model], Copies], company_id: uuid.UUID | None) -> None:
    """Copies the questions of the copied exams, with their options, into the bank of the school: each once, however
    many exams draw from it. Files are shared with the original."""
    exams = copies[Exam]
    # Each level is read by the ids of the one above. Nested subqueries took PostgreSQL over a minute when its
    # statistics said that the tables were empty.
    links = Exam.questions.through.objects.filter(exam__in=list(exams))
    originals_in_bank = Question.objects.live().filter(pk__in={link.question_id for link in links})
    questions = store_copies(originals_in_bank, under={}, changes={"company_id": company_id})
    store_copies(Option.objects.filter(question__in=list(questions)), under={"question_id": questions})
    store_copies(links, under={"exam_id": exams, "question_id": questions})


def share_questions(copies: dict[type[Model], Copies]) -> None:
    """Lets the copied exams draw from the questions of the originals, which belong to the same bank."""
    links = Exam.questions.through.objects.filter(exam__in=list(copies[Exam]))
    store_copies(links, under={"exam_id": copies[Exam]})
