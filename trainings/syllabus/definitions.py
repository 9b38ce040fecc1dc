"""Builds trainings from training definitions: those of the shipped templates, and those of the demo school.

A definition is a dict as read from TOML: `name`, `type`, `metrics`, and `subjects` with `lessons`, which have
`objectives` and `slides`. Its exams and missions are built on higher floors, in exams/definitions.py and
missions/definitions.py.
"""

import tomllib
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.models import Company, User
from trainings.models import LearningObjective, Lesson, Metric, Slide, Subject, Training
from trainings.syllabus.sanitising import clean_html

Definition = dict[str, Any]

# The definitions that are shipped with the server, for the shipped templates and the demo school.
CONTENT = Path(__file__).parent / "content"

FLAGS = (
    "has_theory",
    "has_flights",
    "tracks_time_online",
    "allow_auto_restart",
    "uses_competencies",
    "uses_metrics",
    "requires_debriefing_signature",
)


@transaction.atomic
def build_training(
    definition: Definition,
    *,
    company: Company | None,
    is_template: bool = False,
    teacher_of: Callable[[str], User | None],
) -> Training:
    """Stores the training with its metrics, subjects, lessons, objectives and slides (HTML sanitised).

    `teacher_of` returns the teacher of the subject with a given code. The number of queries is constant.
    """
    training = Training.objects.create(**build_training_fields(definition), company=company, is_template=is_template)
    metrics = definition.get("metrics", [])
    Metric.objects.bulk_create(Metric(training=training, name=name, order=order) for order, name in enumerate(metrics))
    subjects = list_subjects(definition)
    rows = [build_subject(subject, training, order, teacher_of) for order, subject in enumerate(subjects)]
    Subject.objects.bulk_create(rows)
    store_lessons(zip(rows, subjects, strict=True))
    return training


def store_lessons(subjects: Iterable[tuple[Subject, Definition]]) -> None:
    """Stores the lessons of all subjects with their objectives and slides, each kind in one query."""
    lessons = [
        (build_lesson(lesson, row, order), lesson)
        for row, subject in subjects
        for order, lesson in enumerate(subject.get("lessons", []))
    ]
    Lesson.objects.bulk_create(row for row, _ in lessons)
    LearningObjective.objects.bulk_create(
        objective for row, lesson in lessons for objective in build_objectives(lesson, row)
    )
    Slide.objects.bulk_create(slide for row, lesson in lessons for slide in build_slides(lesson, row))


def read_definition(name: str) -> Definition:
    """The definition in trainings/syllabus/content/`name`.toml."""
    return tomllib.loads((CONTENT / f"{name}.toml").read_text(encoding="utf-8"))


def build_training_fields(definition: Definition) -> Definition:
    """The training's columns; what the definition leaves out keeps the model's default."""
    fields = {name: definition[name] for name in ("name", "type", "description", "color", *FLAGS) if name in definition}
    return fields | {"validity_days": definition.get("validity_days") or None}


def list_subjects(definition: Definition) -> list[Definition]:
    subjects: list[Definition] = definition.get("subjects", [])
    return subjects


def build_subject(
    definition: Definition, training: Training, order: int, teacher_of: Callable[[str], User | None]
) -> Subject:
    return Subject(
        training=training,
        code=definition["code"],
        name=definition["name"],
        description=definition.get("description", ""),
        hours=Decimal(str(definition.get("hours", 0))),
        teacher=teacher_of(definition["code"]),
        order=order,
    )


def build_lesson(definition: Definition, subject: Subject, order: int) -> Lesson:
    return Lesson(
        subject=subject,
        name=definition["name"],
        description=definition.get("description", ""),
        duration_minutes=definition.get("minutes", 60),
        is_mandatory=definition.get("mandatory", True),
        order=order,
    )


def build_objectives(definition: Definition, lesson: Lesson) -> Iterator[LearningObjective]:
    for order, objective in enumerate(definition.get("objectives", [])):
        yield LearningObjective(
            lesson=lesson, name=objective["name"], description=objective.get("description", ""), order=order
        )


def build_slides(definition: Definition, lesson: Lesson) -> Iterator[Slide]:
    for order, slide in enumerate(definition.get("slides", [])):
        yield Slide(lesson=lesson, title=slide["title"], content=clean_html(slide.get("content", "")), order=order)
