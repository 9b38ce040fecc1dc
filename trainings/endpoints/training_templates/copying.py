"""Copies the syllabus of a training into another one: every live row, and nothing that students did."""

import uuid
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from exams.models import Exam, Option, Question
from missions.models import FlightObjective, FlightTemplate
from trainings.models import LearningObjective, Lesson, Slide, Subject, Training

M = TypeVar("M", bound=Model)
# The ids of the copies by those of the originals. None stands for None: an exam need not have a lesson.
Copies = dict[Any, Any]

# A copy gets its own values of these columns.
OWN_COLUMNS = {"id", "created_at"}


def copy_syllabus(template: Training, training: Training, *, keeps_teachers: bool) -> None:
    """Stores a copy of the syllabus of `template` in `training`, which is stored and has no syllabus yet.

    Deleted rows, and everything below them, are not copied. Questions are copied with their options into the bank of
    the training's school, each once, however many exams draw from it. Files of slides and questions are shared with the
    original. All rows of a kind are read in one query and stored in one (in several on SQLite, which limits the values
    of a statement). Call it in a transaction.
    """
    root = {template.pk: training.pk}
    store_copies(template.metrics.all(), under={"training_id": root})
    missions = store_copies(FlightTemplate.objects.live().filter(training=template), under={"training_id": root})
    store_copies(FlightObjective.objects.filter(template__training=template), under={"template_id": missions})
    subjects = store_copies(
        Subject.objects.live().filter(training=template),
        under={"training_id": root},
        changes={} if keeps_teachers else {"teacher_id": None},
    )
    lessons = copy_lessons(template, subjects)
    copy_exams(template, training.company_id, subjects, lessons)


def copy_lessons(template: Training, subjects: Copies) -> Copies:
    lessons = store_copies(Lesson.objects.live().filter(subject__training=template), under={"subject_id": subjects})
    objectives = LearningObjective.objects.filter(lesson__subject__training=template)
    store_copies(objectives, under={"lesson_id": lessons})
    store_copies(Slide.objects.live().filter(lesson__subject__training=template), under={"lesson_id": lessons})
    return lessons


def copy_exams(template: Training, company_id: uuid.UUID | None, subjects: Copies, lessons: Copies) -> None:
    originals = Exam.objects.live().filter(subject__training=template)
    gates = {None: None, **lessons}
    # `expires_at` would close a copied exam on the day of the original's.
    exams = store_copies(originals, under={"subject_id": subjects, "lesson_id": gates}, changes={"expires_at": None})
    # Each level is read by the ids of the one above. Nested subqueries took PostgreSQL over a minute when its
    # statistics said that the tables were empty.
    links = Exam.questions.through.objects.filter(exam__in=list(exams))
    originals_in_bank = Question.objects.live().filter(pk__in={link.question_id for link in links})
    questions = store_copies(originals_in_bank, under={}, changes={"company_id": company_id})
    store_copies(Option.objects.filter(question__in=list(questions)), under={"question_id": questions})
    store_copies(links, under={"exam_id": exams, "question_id": questions})


def store_copies(rows: QuerySet[M], *, under: dict[str, Copies], changes: dict[str, Any] | None = None) -> Copies:
    """Stores a copy of each row, in the order of the rows, and returns the ids of the copies.

    `under` maps each column that refers to a parent to the copies of parents. A row whose parent was not copied is
    skipped: the parent is deleted, or was added after the parents were read.
    """
    reachable = [row for row in rows if all(getattr(row, column) in ids for column, ids in under.items())]
    copies = [
        copy_row(row, **{column: ids[getattr(row, column)] for column, ids in under.items()}, **(changes or {}))
        for row in reachable
    ]
    rows.model._default_manager.bulk_create(copies)
    return {row.pk: copy.pk for row, copy in zip(reachable, copies, strict=True)}


def copy_row(row: M, **changes: Any) -> M:
    """An unsaved copy of the row. Copies every column, so that one which a model gets in future is not forgotten."""
    columns = [field.attname for field in row._meta.concrete_fields if field.name not in OWN_COLUMNS]
    return type(row)(**{column: getattr(row, column) for column in columns} | changes)
