"""The trainings of the demo schools: stored from their definitions, and kept in memory for the scenarios."""

import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects

from accounts.models import Company, User
from exams.definitions import build_exams
from exams.models import Exam
from hours.definitions import build_required_hours
from missions.definitions import build_missions
from missions.models import FlightTemplate
from trainings.models import Lesson, Metric, Training
from trainings.syllabus.definitions import build_training

Item = Lesson | Exam


@dataclass(frozen=True)
class Syllabus:
    """A stored training and everything students do in it, in its order.

    `items` are what progress counts: mandatory lessons and subject-level exams. `gates` are gate exams by lesson.
    Objectives of lessons and missions, questions and their options are prefetched.
    """

    training: Training
    items: list[Item]
    gates: dict[uuid.UUID, list[Exam]]
    missions: list[FlightTemplate]
    metrics: list[Metric]


def install_training(
    definition: dict[str, Any], *, company: Company, manager: User, teacher_of: Callable[[str], User | None]
) -> Syllabus:
    """Stores a training definition as a training of `company` that `manager` is in charge of."""
    training = build_training(definition, company=company, teacher_of=teacher_of)
    training.manager = manager
    training.save(update_fields=["manager"])
    build_exams(definition, training=training)
    missions = build_missions(definition, training=training)
    build_required_hours(definition, training=training)
    prefetch_related_objects(missions, "objectives")
    return read_syllabus(training, missions)


def read_syllabus(training: Training, missions: list[FlightTemplate]) -> Syllabus:
    lessons = Lesson.objects.filter(subject__training=training).order_by("subject__order", "order")
    exams = Exam.objects.filter(subject__training=training).order_by("id").prefetch_related("questions__options")
    gates = defaultdict(list)
    items: dict[uuid.UUID, list[Item]] = defaultdict(list)
    for lesson in lessons.select_related("subject__teacher").prefetch_related("objectives"):
        items[lesson.subject_id].append(lesson)
    for exam in exams.select_related("subject__teacher"):
        if exam.lesson_id:
            gates[exam.lesson_id].append(exam)
        elif exam.subject_id:
            items[exam.subject_id].append(exam)
    subjects = training.subjects.order_by("order")
    return Syllabus(
        training=training,
        items=[item for subject in subjects for item in items[subject.pk] if item.is_mandatory],
        gates=dict(gates),
        missions=missions,
        metrics=list(training.metrics.order_by("order")),
    )
