"""Flights of the demo schools."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from random import Random

from accounts.models import User
from demo.scenarios.online import spread_moments
from demo.scenarios.scenario import SchoolScenario
from missions.models import FlightGrade, FlightRecord, FlightTemplate
from trainings.models import Enrollment

REMARKS = [
    "Good airmanship, steady lookout.",
    "Approaches a little fast; landings improving.",
    "Radio work clear and complete.",
    "Good crosswind correction.",
    "Navigation log kept well, diversion planned without help.",
]

COMPLETED_GRADES = ["STD", "STD", "STD", "+"]
BROKEN_OFF_GRADES = ["-", "STD", "N"]


def add_flights(
    scenario: SchoolScenario,
    enrollment: Enrollment,
    missions: Sequence[FlightTemplate],
    *,
    until: datetime,
    instructor: User,
    repeated: Iterable[int] = (),
) -> None:
    """Adds a completed flight for each mission, in order; missions at the indexes `repeated` needed a second flight."""
    for place, at in enumerate(spread_moments(enrollment.created_at, until, len(missions))):
        if place in repeated:
            add_flight(scenario, enrollment, missions[place], at, instructor, completed=False)
        add_flight(scenario, enrollment, missions[place], at, instructor, completed=True)


def add_flight(
    scenario: SchoolScenario,
    enrollment: Enrollment,
    mission: FlightTemplate,
    at: datetime,
    instructor: User,
    *,
    completed: bool,
) -> FlightRecord:
    minutes = round(60 * float(mission.hours)) + scenario.random.randint(-4, 12)
    record = FlightRecord(
        enrollment=enrollment,
        template=mission,
        is_completed=completed,
        seconds=60 * max(minutes, 20),
        flight_id=f"OE-D{scenario.random.choice('ABK')}{scenario.random.choice('LMR')}-{at:%y%m%d}",
        instructor=instructor,
        flown_on=scenario.company.local_date(at),
        remarks=scenario.random.choice(REMARKS) if completed else "Broken off: cloud base below the minimum.",
        created_at=at,
    )
    add_grades(scenario, record)
    return scenario.rows.add(record)


def add_grades(scenario: SchoolScenario, record: FlightRecord) -> None:
    """Adds the grade of each objective; those of a flight that was broken off were not all observed."""
    choices = COMPLETED_GRADES if record.is_completed else BROKEN_OFF_GRADES
    dice = Random(record.flight_id)  # noqa: S311  of its own, so that the rest of the scenario is what it was
    for objective in record.template.objectives.all():
        scenario.rows.add(FlightGrade(record=record, objective=objective, grade=dice.choice(choices)))
