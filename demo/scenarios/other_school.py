"""Other School: a small one with one of everything, to check that schools see nothing of each other."""

from datetime import timedelta
from typing import Any

from accounts.models import Company, PilotGroup
from demo.scenarios.classes import EVENINGS, add_class, list_slots_after, record_attendance
from demo.scenarios.flights import add_flights
from demo.scenarios.online import add_completed_items
from demo.scenarios.people import OTHER_PEOPLE, create_people
from demo.scenarios.scenario import SchoolScenario
from demo.scenarios.training_setup import Syllabus, install_training
from locations.models import Location

NAME = "Other School"
DOMAIN = "other.example"

QUESTIONS = [
    {
        "text": "Two gliders approach each other head-on. What do their pilots do?",
        "correct": "Both alter heading to the right.",
        "wrong": ["Both alter heading to the left.", "The lower one gives way.", "The faster one climbs above."],
    },
    {
        "text": "What does a winch-launch weak link protect?",
        "correct": "The glider, from loads above its limit.",
        "wrong": ["The winch driver, from the cable.", "The cable, from wear.", "The engine, from overspeed."],
    },
    {
        "text": "At which speed does a glider go farthest in still air?",
        "correct": "At the speed of the best glide ratio.",
        "wrong": ["At the speed of least sink.", "Just above the stall.", "At the never-exceed speed."],
    },
    {
        "text": "What happens to the stalling speed in a steady 60° banked turn?",
        "correct": "It is about 41 % higher than in straight flight.",
        "wrong": ["It stays the same.", "It is about 10 % lower.", "It doubles."],
    },
]
DEFINITION: dict[str, Any] = {
    "name": "SPL sailplane course",
    "type": "DISTANCE",
    "description": "Ground school and first flights for the sailplane pilot licence.",
    "color": "#3c8d5a",
    "has_theory": True,
    "has_flights": True,
    "tracks_time_online": True,
    "uses_competencies": True,
    "uses_metrics": True,
    "requires_debriefing_signature": True,
    "validity_days": 730,
    "metrics": ["Airmanship", "Lookout"],
    "subjects": [
        {
            "code": "070",
            "name": "Operational Procedures",
            "hours": 6,
            "description": "Launching, circuits, landing out.",
            "lessons": [
                {
                    "name": "Rights of way",
                    "minutes": 45,
                    "description": "Who gives way to whom.",
                    "objectives": [
                        {"name": "Decides who gives way", "description": "In head-on and crossing traffic."}
                    ],
                    "slides": [
                        {"title": "Head-on", "content": "<p>Both aircraft alter their heading to the right.</p>"},
                        {"title": "Overtaking", "content": "<p>The one being overtaken has the right of way.</p>"},
                    ],
                    "exam": {"name": "Rights of way: check", "questions": 2, "minutes": 10, "bank": QUESTIONS[:2]},
                },
                {
                    "name": "Launch methods",
                    "minutes": 45,
                    "description": "Winch, aerotow, self-launch.",
                    "objectives": [{"name": "Names the launch signals"}],
                    "slides": [{"title": "Winch", "content": "<p>The weak link breaks before the glider does.</p>"}],
                },
            ],
            "exams": [
                {
                    "name": "Operational Procedures",
                    "type": "ONLINE",
                    "questions": 3,
                    "minutes": 15,
                    "attempts": 3,
                    "score": 75,
                    "show_answers": True,
                    "instructions": "Three questions, fifteen minutes.",
                    "bank": QUESTIONS,
                }
            ],
        }
    ],
    "missions": [
        {"name": "G1 Familiarisation", "phase": "Basic", "flight_type": "DUAL", "rules": "VFR", "hours": 0.5},
        {"name": "G2 First solo", "phase": "Basic", "flight_type": "SOLO", "rules": "VFR", "hours": 0.5},
    ],
}


def build_other_school() -> Company:
    """Stores the school with its whole history. Call it in a transaction."""
    company = Company.objects.create(name=NAME, timezone_id="Europe/Dublin")
    people = create_people(company, OTHER_PEOPLE, domain=DOMAIN, country="IE")
    scenario = SchoolScenario(company, people)
    room = Location.objects.create(
        company=company, name="Clubhouse", country_id="IE", timezone_id="Europe/Dublin", address="The Gliding Field"
    )
    PilotGroup.objects.create(company=company, name="Juniors").members.set([people["student"]])
    teacher = people["instructor"]
    syllabus = install_training(DEFINITION, company=company, manager=people["manager"], teacher_of=lambda code: teacher)
    add_student(scenario, syllabus, room)
    scenario.play()
    return company


def add_student(scenario: SchoolScenario, syllabus: Syllabus, room: Location) -> None:
    """The only student: both lessons and the gate exam done, one mission flown, one class held and one ahead."""
    oscar = scenario.enroll("student", syllabus, days_ago=30, supervisor=scenario.people["instructor"])
    add_completed_items(scenario, oscar, syllabus, syllabus.items[:2], until=scenario.get_moment(-10))
    add_flights(
        scenario, oscar, syllabus.missions[:1], until=scenario.get_moment(-5), instructor=scenario.people["instructor"]
    )
    begun = scenario.now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=2)
    for row in add_class(scenario, syllabus.items[0], begun, [oscar], room):
        record_attendance(scenario, syllabus, row, present=True)
    add_class(scenario, syllabus.items[1], list_slots_after(scenario, 1, EVENINGS)[0], [oscar], room)
    scenario.add_message("student", "Welcome", days_ago=30)
