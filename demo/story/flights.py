"""Missions flown at the demo schools."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from accounts.models import User
from demo.story.online import spread_moments
from demo.story.scenario import SchoolScenario
from missions.models import FlightRecord, FlightTemplate
from trainings.models import Enrollment

REMARKS = [
    "Good airmanship, steady lookout.",
    "Approaches a little fast; landings improving.",
    "Radio work clear and complete.",
    "Good crosswind correction.",
    "Navigation log kept well, diversion planned without help.",
]


def add_flights(
    school: SchoolScenario,
    enrollment: Enrollment,
    missions: Sequence[FlightTemplate],
    *,
    until: datetime,
    instructor: User,
    repeated: Iterable[int] = (),
) -> None:
    """The enrollment completed these missions one after the other; those at the places `repeated` at the second try."""
    for place, at in enumerate(spread_moments(enrollment.created_at, until, len(missions))):
        if place in repeated:
            add_flight(school, enrollment, missions[place], at, instructor, completed=False)
        add_flight(school, enrollment, missions[place], at, instructor, completed=True)


def add_flight(
    school: SchoolScenario,
    enrollment: Enrollment,
    mission: FlightTemplate,
    at: datetime,
    instructor: User,
    *,
    completed: bool,
) -> FlightRecord:
    minutes = round(60 * float(mission.hours)) + school.chance.randint(-4, 12)
    record = FlightRecord(
        enrollment=enrollment,
        template=mission,
        is_completed=completed,
        seconds=60 * max(minutes, 20),
        flight_id=f"OE-D{school.chance.choice('ABK')}{school.chance.choice('LMR')}-{at:%y%m%d}",
        instructor=instructor,
        flown_on=school.company.local_date(at),
        remarks=school.chance.choice(REMARKS) if completed else "Broken off: cloud base below the minimum.",
        created_at=at,
    )
    return school.facts.add(record)
