"""The small trainings of Load School: each has four lessons, an exam and three missions."""

from dataclasses import dataclass
from typing import Any

from accounts.models import Company, User
from exams.definitions import build_exams
from exams.models import Exam
from missions.definitions import build_missions
from missions.models import FlightTemplate
from trainings.models import Lesson, Subject, Training
from trainings.syllabus.definitions import build_training

PREFIX = "Load training"
LESSONS = 4
MISSIONS = 3


@dataclass(frozen=True)
class LoadTraining:
    """A training of Load School and everything in it."""

    training: Training
    subject: Subject
    lessons: list[Lesson]
    exam: Exam
    missions: list[FlightTemplate]

    @property
    def has_classes(self) -> bool:
        return self.training.type != Training.Type.DISTANCE


def get_load_trainings(company: Company, teacher: User, count: int) -> list[LoadTraining]:
    """The small trainings of the school in the order of their numbers; created if there are none."""
    trainings = company.trainings.filter(name__startswith=PREFIX)
    if not trainings.exists():
        for number in range(count):
            definition = build_definition(number)
            training = build_training(definition, company=company, teacher_of=lambda code: teacher)
            build_exams(definition, training=training)
            build_missions(definition, training=training)
    return [build_load_training(training) for training in trainings.order_by("name")]


def build_load_training(training: Training) -> LoadTraining:
    subject = training.subjects.get()
    return LoadTraining(
        training=training,
        subject=subject,
        lessons=list(subject.lessons.order_by("order")),
        exam=subject.exams.get(),
        missions=list(training.flight_templates.order_by("order")),
    )


def build_definition(number: int) -> dict[str, Any]:
    return {
        "name": f"{PREFIX} {number:02}",
        "type": ("DISTANCE", "ONSITE", "REMOTE")[number % 3],
        "has_flights": True,
        "subjects": [
            {
                "code": "050",
                "name": "Meteorology",
                "lessons": [{"name": f"Lesson {place}"} for place in range(1, LESSONS + 1)],
                "exams": [{"name": "Meteorology", "questions": 1, "bank": [QUESTION]}],
            }
        ],
        "missions": [{"name": f"Mission {place}"} for place in range(1, MISSIONS + 1)],
    }


QUESTION = {
    "text": "Which wind blows from sea to land on a sunny afternoon?",
    "correct": "The sea breeze.",
    "wrong": ["The land breeze.", "The föhn.", "The katabatic wind."],
}
