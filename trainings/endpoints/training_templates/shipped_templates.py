"""The templates that are shipped with the server: courses written down in TOML, stored once for every school."""

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from exams.definitions import build_exams
from exams.models import Question
from missions.definitions import build_missions
from trainings.models import Lesson, Training
from trainings.syllabus.definitions import build_training, read_definition

TEMPLATE_NAMES = ("ppl_theory", "atpl_theory", "ppl_flight")


@dataclass(frozen=True)
class LoadedTemplate:
    """What became of one course: how much of it was stored, or nothing because it is there already."""

    name: str
    is_new: bool
    subjects: int = 0
    lessons: int = 0
    exams: int = 0
    questions: int = 0
    missions: int = 0


def load_templates(*, dry_run: bool = False) -> list[LoadedTemplate]:
    """Stores the shipped templates that are not there yet, found by their names. All or nothing; dry: nothing at all.

    A dry run builds everything and takes it back, so what cannot be stored is found out by it.
    """
    with transaction.atomic():
        lock_loading()
        outcome = [load_template(read_definition(course)) for course in TEMPLATE_NAMES]
        transaction.set_rollback(dry_run)
    return outcome


def lock_loading() -> None:
    """Until the transaction ends nobody else loads templates: of two deployments at once the second finds them there.

    SQLite has one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('downwind.load_templates'))")


def load_template(course: dict[str, Any]) -> LoadedTemplate:
    if Training.objects.filter(company__isnull=True, name=course["name"]).exists():
        return LoadedTemplate(course["name"], is_new=False)
    template = build_training(course, company=None, is_template=True, teacher_of=lambda code: None)
    exams = build_exams(course, training=template)
    missions = build_missions(course, training=template)
    return LoadedTemplate(
        template.name,
        is_new=True,
        subjects=template.subjects.count(),
        lessons=Lesson.objects.filter(subject__training=template).count(),
        exams=len(exams),
        questions=Question.objects.filter(exams__in=exams).distinct().count(),
        missions=len(missions),
    )
