"""Building a training from a definition."""

from typing import Any

import pytest

from accounts.models import User
from exams.definitions import build_exams
from exams.models import Exam
from missions.definitions import build_missions
from tests.world import World
from trainings.models import Slide, Training
from trainings.syllabus.definitions import build_training

BANK = [
    {"text": f"Question {number}?", "correct": "right", "wrong": ["wrong 1", "wrong 2", "wrong 3"]}
    for number in range(12)
]
DEFINITION: dict[str, Any] = {
    "name": "Night rating",
    "type": "DISTANCE",
    "description": "Flying by night.",
    "color": "#102040",
    "has_theory": True,
    "has_flights": True,
    "tracks_time_online": True,
    "uses_metrics": True,
    "validity_days": 365,
    "metrics": ["Airmanship", "Lookout"],
    "subjects": [
        {
            "code": "070",
            "name": "Operational Procedures",
            "hours": 2.5,
            "description": "By night.",
            "lessons": [
                {
                    "name": "Night vision",
                    "minutes": 30,
                    "objectives": [{"name": "Explains dark adaptation", "description": "And how to keep it."}],
                    "slides": [
                        {"title": "Rods", "content": "<p onclick='x()'>Thirty minutes.<script>alert(1)</script></p>"},
                        {"title": "Cones", "content": "<p>Colour.</p>"},
                    ],
                    "exam": {"name": "Night vision: check", "questions": 2, "minutes": 5, "bank": BANK[:3]},
                },
                {"name": "Moonlight", "mandatory": False},
            ],
            "exams": [
                {
                    "name": "Procedures", "type": "ONLINE", "questions": 5, "minutes": 20, "attempts": 2, "score": 80,
                    "show_answers": True, "instructions": "No aids.", "bank": BANK,
                },
                {"name": "Oral", "type": "ONSITE"},
            ],
        },
        {"code": "050", "name": "Meteorology"},
    ],
    "missions": [
        {"name": "Dual", "phase": "Night", "flight_type": "NIGHT", "rules": "VFR", "hours": 1.5, "description": "Fly."},
        {
            "name": "Solo", "flight_type": "SOLO", "hours": 1,
            "objectives": [{"name": "Alone", "description": "And calm."}, {"name": "Landing"}],
        },
    ],
}  # fmt: skip


def build_sample(world: World) -> Training:
    training = build_training(DEFINITION, company=world.alpine, teacher_of=map_teachers(world).get)
    build_exams(DEFINITION, training=training)
    build_missions(DEFINITION, training=training)
    return training


def map_teachers(world: World) -> dict[str, User]:
    return {"070": world.ines}


def test_a_training_is_what_its_definition_says(world: World) -> None:
    training = build_sample(world)

    training.refresh_from_db()
    assert (training.name, training.type, training.color, training.company) == (
        "Night rating", "DISTANCE", "#102040", world.alpine,
    )  # fmt: skip
    assert (training.has_flights, training.tracks_time_online, training.uses_competencies) == (True, True, False)
    assert (training.validity_days, training.is_template, training.is_active) == (365, False, True)
    assert list(training.metrics.values_list("name", flat=True)) == ["Airmanship", "Lookout"]


def test_subjects_lessons_and_objectives_keep_their_order(world: World) -> None:
    first, second = build_sample(world).subjects.order_by("order")

    assert (first.code, first.name, float(first.hours), first.teacher) == (
        "070", "Operational Procedures", 2.5, world.ines,
    )  # fmt: skip
    assert (second.code, second.teacher) == ("050", None)
    vision, moon = first.lessons.order_by("order")
    assert (vision.name, vision.duration_minutes, vision.is_mandatory) == ("Night vision", 30, True)
    assert (moon.name, moon.duration_minutes, moon.is_mandatory) == ("Moonlight", 60, False)
    assert vision.objectives.get().description == "And how to keep it."


def test_slides_are_sanitised(world: World) -> None:
    rods, cones = Slide.objects.filter(lesson__subject__training=build_sample(world))

    assert (rods.title, cones.title) == ("Rods", "Cones")
    assert rods.content == "<p>Thirty minutes.</p>"


def test_exams_come_with_their_bank(world: World) -> None:
    build_sample(world)

    gate = Exam.objects.get(name="Night vision: check")
    assert gate.lesson
    assert (gate.lesson.name, gate.type, gate.question_count, gate.duration_minutes) == (
        "Night vision", "ONLINE", 2, 5,
    )  # fmt: skip
    written = Exam.objects.get(name="Procedures")
    assert (written.lesson, written.max_attempts, written.pass_percent, written.show_answers) == (None, 2, 80, True)
    assert written.instructions == "No aids."
    assert (written.questions.count(), gate.questions.count()) == (12, 3)
    question = written.questions.get(text="Question 0?")
    assert question.company == world.alpine
    assert sorted(option.text for option in question.options.all()) == ["right", "wrong 1", "wrong 2", "wrong 3"]
    assert question.options.get(is_correct=True).text == "right"
    assert Exam.objects.get(name="Oral").type == "ONSITE"


def test_the_place_of_the_right_option_varies_and_is_the_same_every_time(world: World) -> None:
    def list_places() -> list[int]:
        questions = build_sample(world).subjects.get(code="070").exams.get(name="Procedures").questions
        return [question.options.get(is_correct=True).order for question in questions.order_by("created_at", "id")]

    places = list_places()

    assert len(set(places)) > 1
    assert list_places() == places


def test_missions_are_numbered_from_one(world: World) -> None:
    dual, solo = build_sample(world).flight_templates.all()

    assert (dual.order, dual.name, dual.phase, dual.flight_type, float(dual.hours)) == (
        1,
        "Dual",
        "Night",
        "NIGHT",
        1.5,
    )
    assert (solo.order, solo.flight_type, solo.rules, float(solo.hours)) == (2, "SOLO", "VFR", 1.0)
    assert not dual.objectives.exists()
    assert list(solo.objectives.values_list("name", "description")) == [("Alone", "And calm."), ("Landing", "")]


def test_a_template_of_the_server_belongs_to_no_school(world: World) -> None:
    training = build_training(DEFINITION, company=None, is_template=True, teacher_of=lambda code: None)

    assert (training.company, training.is_template) == (None, True)


@pytest.mark.parametrize("lessons", [1, 8])
def test_a_long_definition_costs_what_a_short_one_costs(world: World, queries_of: Any, lessons: int) -> None:
    """Training; metrics, subjects, lessons, objectives, slides; subjects and lessons read back; exams, questions,
    options, and which question is in which exam."""
    subject = DEFINITION["subjects"][0]
    definition = DEFINITION | {"subjects": [subject | {"lessons": subject["lessons"] * lessons}]}

    def build_all() -> None:
        build_exams(definition, training=build_training(definition, company=world.alpine, teacher_of=lambda code: None))

    assert len(queries_of(build_all)) == 12
