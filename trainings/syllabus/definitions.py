"""Making a training from a course that is written down: the shipped courses, and those of the demo school.

A course is a mapping as TOML gives it: `name`, `type`, `metrics`, `subjects` with `lessons`, these with `objectives`
and `slides`. Its exams and missions belong to higher floors: exams/definitions.py and missions/definitions.py build them.
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

Entry = dict[str, Any]

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
def build_course(
    course: Entry,
    *,
    company: Company | None,
    is_template: bool = False,
    teacher_of: Callable[[str], User | None],
) -> Training:
    """Stores the training of a course with its metrics, subjects, lessons, objectives and slides (HTML sanitised).

    `teacher_of` tells who teaches the subject with a code. The number of queries does not depend on the course.
    """
    training = Training.objects.create(**training_fields(course), company=company, is_template=is_template)
    Metric.objects.bulk_create(
        Metric(training=training, name=name, order=order) for order, name in enumerate(course.get("metrics", []))
    )
    subjects = [subject_row(entry, training, order, teacher_of) for order, entry in enumerate(subjects_of(course))]
    Subject.objects.bulk_create(subjects)
    lessons = [
        (lesson_row(entry, subject, order), entry)
        for subject, listed in zip(subjects, subjects_of(course), strict=True)
        for order, entry in enumerate(listed.get("lessons", []))
    ]
    Lesson.objects.bulk_create(lesson for lesson, _ in lessons)
    LearningObjective.objects.bulk_create(row for lesson, entry in lessons for row in objective_rows(entry, lesson))
    Slide.objects.bulk_create(row for lesson, entry in lessons for row in slide_rows(entry, lesson))
    return training


def read_course(name: str) -> dict[str, Any]:
    """The course in trainings/content/`name`.toml, in the form that `build_course` takes."""
    return tomllib.loads((CONTENT / f"{name}.toml").read_text(encoding="utf-8"))


def training_fields(course: Entry) -> Entry:
    """The training's own columns; what the course does not say keeps the model's default."""
    fields = {name: course[name] for name in ("name", "type", "description", "color", *FLAGS) if name in course}
    return fields | {"validity_days": course.get("validity_days") or None}


def subjects_of(course: Entry) -> list[Entry]:
    subjects: list[Entry] = course.get("subjects", [])
    return subjects


def subject_row(entry: Entry, training: Training, order: int, teacher_of: Callable[[str], User | None]) -> Subject:
    return Subject(
        training=training,
        code=entry["code"],
        name=entry["name"],
        description=entry.get("description", ""),
        hours=Decimal(str(entry.get("hours", 0))),
        teacher=teacher_of(entry["code"]),
        order=order,
    )


def lesson_row(entry: Entry, subject: Subject, order: int) -> Lesson:
    return Lesson(
        subject=subject,
        name=entry["name"],
        description=entry.get("description", ""),
        duration_minutes=entry.get("minutes", 60),
        is_mandatory=entry.get("mandatory", True),
        order=order,
    )


def objective_rows(entry: Entry, lesson: Lesson) -> Iterator[LearningObjective]:
    for order, objective in enumerate(entry.get("objectives", [])):
        yield LearningObjective(
            lesson=lesson, name=objective["name"], description=objective.get("description", ""), order=order
        )


def slide_rows(entry: Entry, lesson: Lesson) -> Iterator[Slide]:
    for order, slide in enumerate(entry.get("slides", [])):
        yield Slide(lesson=lesson, title=slide["title"], content=clean_html(slide.get("content", "")), order=order)
