"""A training's syllabus copied into another training: every live row of it, and nothing that students did."""

import uuid
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from exams.models import Exam, Option, Question
from missions.models import FlightTemplate
from trainings.models import LearningObjective, Lesson, Slide, Subject, Training

M = TypeVar("M", bound=Model)
# The ids of copies, by the ids of what they were made from. None is the copy of None: an exam need not have a lesson.
Copies = dict[Any, Any]

# What a row tells of itself alone: a copy has an id and a beginning of its own.
OWN_COLUMNS = {"id", "created_at"}


def copy_syllabus(template: Training, training: Training, *, keeps_teachers: bool) -> None:
    """Stores a copy of everything in `template` under `training`, a stored training without any syllabus yet.

    Deleted rows, and what hangs below them, stay behind. Questions are copied with their options into the bank of the
    training's school, each once, however many exams draw from it. Files of slides and questions are not doubled: the
    copy names the same file. A row of each kind is read in one query and stored in one (SQLite takes more than one
    where the rows of a kind hold over 999 values), so the number of queries does not depend on the template. Call it
    inside a transaction.
    """
    below = {template.pk: training.pk}
    store_copies(template.metrics.all(), under={"training_id": below})
    store_copies(FlightTemplate.objects.live().filter(training=template), under={"training_id": below})
    subjects = store_copies(
        Subject.objects.live().filter(training=template),
        under={"training_id": below},
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
    exams = store_copies(originals, under={"subject_id": subjects, "lesson_id": gates}, changes={"expires_at": None})
    # Each level is found by the ids of the one above: as subqueries within subqueries they took PostgreSQL over a
    # minute once its statistics believed that the tables were empty.
    links = Exam.questions.through.objects.filter(exam__in=list(exams))
    drawn_from = Question.objects.live().filter(pk__in={link.question_id for link in links})
    questions = store_copies(drawn_from, under={}, changes={"company_id": company_id})
    store_copies(Option.objects.filter(question__in=list(questions)), under={"question_id": questions})
    store_copies(links, under={"exam_id": exams, "question_id": questions})


def store_copies(rows: QuerySet[M], *, under: dict[str, Copies], changes: dict[str, Any] | None = None) -> Copies:
    """Stores a copy of each row, in the order of the rows; answers the ids of the copies.

    `under` maps each column that points upwards to the copies it shall point to. A row whose parent was not copied
    (deleted, or added just now by somebody else) is passed over.
    """
    reachable = [row for row in rows if all(getattr(row, column) in ids for column, ids in under.items())]
    copies = [
        copy_row(row, **{column: ids[getattr(row, column)] for column, ids in under.items()}, **(changes or {}))
        for row in reachable
    ]
    rows.model._default_manager.bulk_create(copies)
    return {row.pk: copy.pk for row, copy in zip(reachable, copies, strict=True)}


def copy_row(row: M, **changes: Any) -> M:
    """A row like this one, not stored yet. Every column is copied, one that the model gets in the future too."""
    columns = [field.attname for field in row._meta.concrete_fields if field.name not in OWN_COLUMNS]
    return type(row)(**{column: getattr(row, column) for column in columns} | changes)
