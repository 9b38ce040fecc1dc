"""Making a training from a course that is written down: the shipped courses, and those of the demo school.

A course is a mapping as TOML gives it: `name`, `type`, `metrics`, `subjects` with `lessons`, these with `objectives`
and `slides`. Its exams and missions belong to higher floors: exams/definitions.py and
missions/definitions.py build them.
"""

import tomllib
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.models import Company, User
from trainings.models import LearningObjective, Lesson, Metric, Slide, Subject, Training
from trainings.syllabus.sanitising import clean_html

Definition = dict[str, Any]

# The courses that come with the server: the shipped templates are made of them, and so is the demo school.
CONTENT = Path(__file__).parent / "content"

FLAGS = (
    "has_theory",
    "has_flights",
    "tracks_time_online",
    "uses_competencies",
    "uses_metrics",
    "requires_debriefing_signature",
)


@transaction.atomic
def build_training(
    course: Definition,
    *,
    company: Company | None,
    is_template: bool = False,
    teacher_of: Callable[[str], User | None],
) -> Training:
    """Stores the training of a course with its metrics, subjects, lessons, objectives and slides (HTML sanitised).

    `teacher_of` tells who teaches the subject with a code. The number of queries does not depend on the course.
    """
    training = Training.objects.create(**build_training_fields(course), company=company, is_template=is_template)
    Metric.objects.bulk_create(
        Metric(training=training, name=name, order=order) for order, name in enumerate(course.get("metrics", []))
    )
    subjects = [build_subject(entry, training, order, teacher_of) for order, entry in enumerate(list_subjects(course))]
    Subject.objects.bulk_create(subjects)
    lessons = [
        (build_lesson(entry, subject, order), entry)
        for subject, listed in zip(subjects, list_subjects(course), strict=True)
        for order, entry in enumerate(listed.get("lessons", []))
    ]
    Lesson.objects.bulk_create(lesson for lesson, _ in lessons)
    LearningObjective.objects.bulk_create(row for lesson, entry in lessons for row in build_objectives(entry, lesson))
    Slide.objects.bulk_create(row for lesson, entry in lessons for row in build_slides(entry, lesson))
    return training


def read_definition(name: str) -> dict[str, Any]:
    """The course in trainings/content/`name`.toml, in the form that `build_training` takes."""
    return tomllib.loads((CONTENT / f"{name}.toml").read_text(encoding="utf-8"))


def build_training_fields(course: Definition) -> Definition:
    """The training's own columns; what the course does not say keeps the model's default."""
    fields = {name: course[name] for name in ("name", "type", "description", "color", *FLAGS) if name in course}
    return fields | {"validity_days": course.get("validity_days") or None}


def list_subjects(course: Definition) -> list[Definition]:
    subjects: list[Definition] = course.get("subjects", [])
    return subjects


def build_subject(
    entry: Definition, training: Training, order: int, teacher_of: Callable[[str], User | None]
) -> Subject:
    return Subject(
        training=training,
        code=entry["code"],
        name=entry["name"],
        description=entry.get("description", ""),
        hours=Decimal(str(entry.get("hours", 0))),
        teacher=teacher_of(entry["code"]),
        order=order,
    )


def build_lesson(entry: Definition, subject: Subject, order: int) -> Lesson:
    return Lesson(
        subject=subject,
        name=entry["name"],
        description=entry.get("description", ""),
        duration_minutes=entry.get("minutes", 60),
        is_mandatory=entry.get("mandatory", True),
        order=order,
    )


def build_objectives(entry: Definition, lesson: Lesson) -> Iterator[LearningObjective]:
    for order, objective in enumerate(entry.get("objectives", [])):
        yield LearningObjective(
            lesson=lesson, name=objective["name"], description=objective.get("description", ""), order=order
        )


def build_slides(entry: Definition, lesson: Lesson) -> Iterator[Slide]:
    for order, slide in enumerate(entry.get("slides", [])):
        yield Slide(lesson=lesson, title=slide["title"], content=clean_html(slide.get("content", "")), order=order)
