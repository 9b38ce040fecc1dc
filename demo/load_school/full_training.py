"""The trainings of real size of Load School: twelve subjects, 120 lessons, twelve exams and twenty missions each."""

from dataclasses import dataclass
from typing import Any

from accounts.models import Company, User
from demo.load_school.training import QUESTION
from exams.definitions import build_exams
from exams.models import Exam
from missions.definitions import build_missions
from missions.models import FlightTemplate
from trainings.models import Lesson, Training
from trainings.syllabus.definitions import build_training

PREFIX = "Full training"
TYPES = ("DISTANCE", "ONSITE", "REMOTE")
LESSONS_OF_SUBJECT = 10
MISSIONS = 20
QUESTIONS = 20
# The nine subjects of EASA's theory for the ATPL have these names; three of them are taught in two parts.
SUBJECTS = {
    "010": "Air law",
    "021": "Airframe and systems",
    "022": "Instrumentation",
    "031": "Mass and balance",
    "032": "Performance",
    "033": "Flight planning",
    "040": "Human performance",
    "050": "Meteorology",
    "061": "General navigation",
    "062": "Radio navigation",
    "070": "Operational procedures",
    "081": "Principles of flight",
}


@dataclass(frozen=True)
class FullTraining:
    """A training of real size, with what is in it in the order of the syllabus."""

    training: Training
    lessons: list[Lesson]
    exams: list[Exam]
    missions: list[FlightTemplate]


def build_full_trainings(company: Company, teacher: User) -> list[FullTraining]:
    """Stores a training of each type."""
    return [build_full_training(number, company, teacher) for number in range(len(TYPES))]


def build_full_training(number: int, company: Company, teacher: User) -> FullTraining:
    definition = build_definition(number)
    training = build_training(definition, company=company, teacher_of=lambda code: teacher)
    return FullTraining(
        training=training,
        exams=build_exams(definition, training=training),
        missions=build_missions(definition, training=training),
        lessons=list(Lesson.objects.filter(subject__training=training).order_by("subject__order", "order")),
    )


def build_definition(number: int) -> dict[str, Any]:
    return {
        "name": f"{PREFIX} {number:02}",
        "type": TYPES[number],
        "has_flights": True,
        "subjects": [build_subject(code, name) for code, name in SUBJECTS.items()],
        "missions": [{"name": f"Mission {place}"} for place in range(1, MISSIONS + 1)],
    }


def build_subject(code: str, name: str) -> dict[str, Any]:
    bank = [QUESTION | {"text": f"{QUESTION['text']} ({place})"} for place in range(1, QUESTIONS + 1)]
    return {
        "code": code,
        "name": name,
        "hours": 40,
        "lessons": [{"name": f"{name} {place}"} for place in range(1, LESSONS_OF_SUBJECT + 1)],
        # As many minutes as an exam can last, so that an attempt stays open while a run measures it.
        "exams": [{"name": name, "questions": QUESTIONS, "bank": bank, "minutes": 240, "attempts": 100}],
    }
