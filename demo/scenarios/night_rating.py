"""The academy's night rating: distance learning with a restart, a granted attempt, and an exam taken from a class.

The lesson's gate exam can be lost, and the lesson started again (docs/decisions/0032). The final exam is scheduled: a
class of it has been held and signed, and one is coming up (docs/decisions/0031).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from demo.scenarios.classes import add_class, list_slots_after, list_slots_before
from demo.scenarios.online import add_attempt, add_completed_items, add_study
from demo.scenarios.scenario import SchoolScenario
from demo.scenarios.training_setup import Syllabus
from exams.cycles import AttemptGrant, LessonReset
from exams.models import Exam
from locations.models import Location
from trainings.models import Enrollment, Lesson

# School time of the exam classes. Nobody teaches or learns elsewhere at this hour.
EXAM_CLOCK = "17:00"
DAYS_AGO = 9
SAT_BY = [("sophie.wagner", True), ("max.bauer", False)]
AHEAD = ["max.bauer", "jan.novak", "lukas.gruber"]
GRANT_REASON = "The fire alarm interrupted the second attempt."

VISION_BANK = [
    {
        "text": "How long does it take the eye to adapt fully to darkness?",
        "correct": "About thirty minutes.",
        "wrong": ["About three minutes.", "About ten seconds.", "About three hours."],
    },
    {
        "text": "Where does a pilot look to see a faint light at night?",
        "correct": "A little beside it.",
        "wrong": ["Straight at it.", "At the instrument panel.", "Far above it."],
    },
    {
        "text": "What is autokinesis?",
        "correct": "A single fixed light seems to move when it is stared at.",
        "wrong": [
            "The aircraft drifts in a crosswind.",
            "The eye follows a moving light by itself.",
            "Two lights seem to become one.",
        ],
    },
]
RULES_BANK = [
    {
        "text": "Which light does the right wing tip of an aircraft show?",
        "correct": "Green.",
        "wrong": ["Red.", "White.", "Amber."],
    },
    {
        "text": "You see a red and a green light of another aircraft at your height. What does it do?",
        "correct": "It comes towards you.",
        "wrong": ["It flies away from you.", "It crosses from left to right.", "It crosses from right to left."],
    },
    {
        "text": "What does a black-hole approach make a pilot do?",
        "correct": "Fly too low.",
        "wrong": ["Fly too high.", "Fly too fast.", "Turn off the centreline."],
    },
    {
        "text": "How are the edge lights of a runway coloured, apart from its last part?",
        "correct": "White.",
        "wrong": ["Blue.", "Green.", "Red."],
    },
    {
        "text": "How are the edge lights of a taxiway coloured?",
        "correct": "Blue.",
        "wrong": ["White.", "Amber.", "Red."],
    },
    *VISION_BANK[:1],
]
DEFINITION: dict[str, Any] = {
    "name": "Night rating theory",
    "type": "DISTANCE",
    "description": "Theory of flying by night under VFR, with a final exam in the classroom.",
    "color": "#26346b",
    "has_theory": True,
    "has_flights": False,
    "tracks_time_online": True,
    "allow_auto_restart": True,
    "subjects": [
        {
            "code": "22",
            "name": "Night VFR",
            "hours": 5,
            "description": "What is different when it is dark.",
            "lessons": [
                {
                    "name": "Night vision and illusions",
                    "minutes": 45,
                    "description": "How the eye works in the dark, and how it deceives.",
                    "slides": [
                        {"title": "Dark adaptation", "content": "<p>The rods need about thirty minutes.</p>"},
                        {"title": "Illusions", "content": "<p>A black-hole approach is flown too low.</p>"},
                    ],
                    "exam": {
                        "name": "Night vision: check",
                        "questions": 2,
                        "minutes": 10,
                        "attempts": 2,
                        "score": 75,
                        "bank": VISION_BANK,
                    },
                },
                {
                    "name": "Lights and signals",
                    "minutes": 45,
                    "description": "Lights of aircraft and aerodromes.",
                    "slides": [{"title": "Aircraft", "content": "<p>Red left, green right, white at the tail.</p>"}],
                },
            ],
            "exams": [
                {
                    "name": "Night VFR: final exam",
                    "access_mode": "SCHEDULED",
                    "access_window_days": 3,
                    "questions": 4,
                    "minutes": 30,
                    "attempts": 2,
                    "score": 75,
                    "instructions": "Bring your own phone or tablet. No documents.",
                    "bank": RULES_BANK,
                }
            ],
        }
    ],
}


def add_night_rating(scenario: SchoolScenario, syllabus: Syllabus, room: Location | None) -> None:
    """Sophie has passed and is finished, Max failed and is on the next roster. Jan lost the gate exam and passed it
    after a restart; Katarina lost it and was granted another attempt, which she has not used yet."""
    vision, lights, final = syllabus.items
    assert isinstance(vision, Lesson) and isinstance(lights, Lesson)  # noqa: S101, PT018  by the definition above
    assert isinstance(final, Exam)  # noqa: S101
    rows = {login: scenario.enroll(login, syllabus, days_ago=25) for login, _ in SAT_BY}
    rows |= {login: scenario.enroll(login, syllabus, days_ago=25) for login in ("jan.novak", "katarina.horvat")}
    rows["lukas.gruber"] = scenario.enroll("lukas.gruber", syllabus, days_ago=6)
    for login in ("sophie.wagner", "max.bauer"):
        add_completed_items(scenario, rows[login], syllabus, [vision, lights], until=scenario.get_moment(-13))
    add_exam_class(scenario, final, [(rows[login], passed) for login, passed in SAT_BY], room)
    add_restart(scenario, rows["jan.novak"], syllabus, vision)
    add_study(scenario, rows["jan.novak"], lights, scenario.get_moment(-3, "20:00"))
    add_grant(scenario, rows["katarina.horvat"], syllabus, vision)
    (ahead,) = list_slots_after(scenario, 1, (EXAM_CLOCK,), day=2)
    add_class(scenario, final, ahead, [rows[login] for login in AHEAD], room)


def add_exam_class(
    scenario: SchoolScenario, final: Exam, sat: Sequence[tuple[Enrollment, bool]], room: Location | None
) -> None:
    """A class whose students sat the exam five minutes after its start, with these results."""
    (starts_at,) = list_slots_before(scenario, 1, (EXAM_CLOCK,), day=-DAYS_AGO)
    add_class(scenario, final, starts_at, [enrollment for enrollment, _ in sat], room)
    for enrollment, passed in sat:
        add_attempt(scenario, enrollment, final, starts_at + timedelta(minutes=5), passed=passed)


def add_restart(scenario: SchoolScenario, enrollment: Enrollment, syllabus: Syllabus, lesson: Lesson) -> None:
    """Lost the gate exam, started the lesson again, studied it again and passed."""
    lose_gate(scenario, enrollment, syllabus, lesson, scenario.get_moment(-15))
    scenario.rows.add(LessonReset(enrollment=enrollment, lesson=lesson, reset_at=scenario.get_moment(-10, "19:00")))
    add_study(scenario, enrollment, lesson, scenario.get_moment(-5, "19:00"))
    (gate,) = syllabus.gates[lesson.pk]
    add_attempt(scenario, enrollment, gate, scenario.get_moment(-5, "19:30"), passed=True)


def add_grant(scenario: SchoolScenario, enrollment: Enrollment, syllabus: Syllabus, lesson: Lesson) -> None:
    lose_gate(scenario, enrollment, syllabus, lesson, scenario.get_moment(-8))
    (gate,) = syllabus.gates[lesson.pk]
    granted_at = scenario.get_moment(-1, "09:00")
    scenario.rows.add(AttemptGrant(enrollment=enrollment, exam=gate, reason=GRANT_REASON, granted_at=granted_at))


def lose_gate(
    scenario: SchoolScenario, enrollment: Enrollment, syllabus: Syllabus, lesson: Lesson, at: datetime
) -> None:
    """Studies the lesson, then fails its gate exam as often as that is allowed, an hour apart."""
    add_study(scenario, enrollment, lesson, at)
    (gate,) = syllabus.gates[lesson.pk]
    for number in range(1, gate.max_attempts + 1):
        add_attempt(scenario, enrollment, gate, at + timedelta(hours=number), passed=False)
