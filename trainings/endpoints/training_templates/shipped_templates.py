"""The templates that are shipped with the server: training definitions in TOML, stored once for all schools."""

from dataclasses import dataclass

from django.db import connection

from core.commands import roll_back_if_dry_run
from exams.definitions import build_exams
from exams.models import Question
from hours.definitions import build_required_hours
from missions.definitions import build_missions
from trainings.models import Lesson, Training
from trainings.syllabus.definitions import Definition, build_training, read_definition

TEMPLATE_NAMES = ("ppl_theory", "atpl_theory", "ppl_flight")


@dataclass(frozen=True)
class LoadedTemplate:
    """The outcome for one definition: how much of it was stored, or nothing because it already is."""

    name: str
    is_new: bool
    subjects: int = 0
    lessons: int = 0
    exams: int = 0
    questions: int = 0
    missions: int = 0


def load_templates(*, is_dry_run: bool = False) -> list[LoadedTemplate]:
    """Stores the shipped templates that are not stored yet, by name, all or none of them.

    A dry run stores everything and rolls back, so that it fails where a real run would.
    """
    with roll_back_if_dry_run(is_dry_run):
        lock_loading()
        return [load_template(read_definition(name)) for name in TEMPLATE_NAMES]


def lock_loading() -> None:
    """Lets only one transaction load templates: of two simultaneous deployments the second finds them stored.

    There is no row to lock before the first run, and no constraint on the name, which schools may use as well. SQLite
    has one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('downwind.load_templates'))")


def load_template(definition: Definition) -> LoadedTemplate:
    if Training.objects.filter(company__isnull=True, name=definition["name"]).exists():
        return LoadedTemplate(definition["name"], is_new=False)
    template = build_training(definition, company=None, is_template=True, teacher_of=lambda code: None)
    exams = build_exams(definition, training=template)
    missions = build_missions(definition, training=template)
    build_required_hours(definition, training=template)
    return LoadedTemplate(
        template.name,
        is_new=True,
        subjects=template.subjects.count(),
        lessons=Lesson.objects.filter(subject__training=template).count(),
        exams=len(exams),
        questions=Question.objects.filter(exams__in=exams).distinct().count(),
        missions=len(missions),
    )
