"""Demo Flight Academy: five trainings, with students in every state.

What `student@demo.example` has done is a set of constants, so that every progress count can be checked by hand.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from accounts.models import Company, PilotGroup, User
from demo.scenarios.classes import (
    EVENINGS,
    TWO_A_DAY,
    add_class,
    list_slots_after,
    list_slots_before,
    record_attendance,
)
from demo.scenarios.flights import add_flight, add_flights
from demo.scenarios.night_rating import DEFINITION as NIGHT_RATING
from demo.scenarios.night_rating import add_night_rating
from demo.scenarios.online import add_attempt, add_completed_items, add_study
from demo.scenarios.papers import add_papers
from demo.scenarios.people import ACADEMY_STAFF, ACADEMY_STUDENTS, create_people
from demo.scenarios.scenario import SchoolScenario
from demo.scenarios.training_setup import Syllabus, install_training
from exams.models import Exam
from locations.models import Location
from trainings.models import Enrollment, Lesson
from trainings.syllabus.definitions import read_definition

NAME = "Demo Flight Academy"
DOMAIN = "demo.example"

# Of student@: items of the PPL(A) theory, ATPL(A) classes held, missed and planned, refresher evenings, missions flown.
PPL_ITEMS_DONE = 18
ATPL_CLASSES_HELD = 12
ATPL_CLASSES_MISSED = (3, 8)
ATPL_CLASSES_AHEAD = 8
REFRESHER_EVENINGS_HELD = 2
MISSIONS_FLOWN = 5

TEACHERS = ["instructor", "chief", "thomas.egger", "petra.lang"]
PPL_INTAKE = ["student", "anna.huber", "lukas.gruber", "sophie.wagner", "max.bauer", "marie.dubois", "elena.rossi"]
ATPL_INTAKE = [
    "student", "noah.fischer", "emma.schmid", "david.keller", "julia.kovacs", "paul.meyer", "lena.brunner",
    "tobias.wolf", "mia.andersson",
]  # fmt: skip
ATPL_GRADUATES = ["samuel.okafor", "hannah.pichler", "jonas.weber"]
LOCATIONS: list[dict[str, Any]] = [
    {
        "name": "Vöslau Airfield (LOAV)",
        "type": Location.Type.AIRPORT,
        "phone": "+43 2252 0000",
        "address": "Flugplatz 1, 2540 Bad Vöslau",
        "description": "Briefing room in the tower building. High-visibility vests on the apron.",
    },
    {
        "name": "Classroom 1",
        "type": Location.Type.CLASSROOM,
        "address": "Hangar 3, 2540 Bad Vöslau",
        "description": "Twenty seats, projector, a set of navigation plotters.",
    },
    {
        "name": "FNPT II Simulator",
        "type": Location.Type.SIMULATOR,
        "address": "Hangar 3, 2540 Bad Vöslau",
        "description": "Two-seat generic twin. Be there fifteen minutes early.",
    },
]


# Of trainings by the name of their definition. The syllabus of the demo is shorter than a real one, and so are these.
REQUIRED_HOURS: dict[str, list[dict[str, Any]]] = {
    "ppl_flight": [
        {"kind": "FLIGHT", "hours": 16, "note": "FCL.210.A(a)"},
        {"kind": "DUAL", "hours": 12, "note": "FCL.210.A(a)(1)"},
        {"kind": "SOLO", "hours": 1, "note": "FCL.210.A(a)(2)"},
        {"kind": "SIMULATOR", "hours": 1},
    ]
}


@dataclass
class AcademyScenario(SchoolScenario):
    """The scenario of the academy, with the locations of its classes."""

    classroom: Location | None = None
    simulator: Location | None = None

    def install(self, name: str) -> Syllabus:
        return self.install_definition({**read_definition(name), "required_hours": REQUIRED_HOURS.get(name, [])})

    def install_definition(self, definition: dict[str, Any]) -> Syllabus:
        return install_training(
            definition, company=self.company, manager=self.people["manager"], teacher_of=self.get_teacher
        )

    def get_teacher(self, code: str) -> User | None:
        """Distributes the subjects among the instructors by the first two digits of their code: 010, 021, 022, …"""
        place = int(code[:2]) % len(TEACHERS) if code[:2].isdigit() else 0
        return self.people[TEACHERS[place]]


def build_academy() -> Company:
    """Stores the school with its whole history up to now. Call it in a transaction."""
    academy = create_academy()
    add_ppl_theory(academy, academy.install("ppl_theory"))
    add_ppl_flights(academy, academy.install("ppl_flight"))
    add_atpl_theory(academy, academy.install("atpl_theory"))
    add_refresher(academy, academy.install("refresher"))
    add_night_rating(academy, academy.install_definition(NIGHT_RATING), academy.classroom)
    add_messages(academy)
    academy.play()
    add_papers(academy)
    return academy.company


def create_academy() -> AcademyScenario:
    company = Company.objects.create(name=NAME, timezone_id="Europe/Vienna")
    people = create_people(company, [*ACADEMY_STAFF, *ACADEMY_STUDENTS], domain=DOMAIN, country="AT")
    _, classroom, simulator = Location.objects.bulk_create(
        Location(company=company, country_id="AT", timezone_id="Europe/Vienna", **fields) for fields in LOCATIONS
    )
    academy = AcademyScenario(company, people, classroom=classroom, simulator=simulator)
    year = company.local_date(academy.now).year
    create_group(academy, f"PPL intake {year}", PPL_INTAKE)
    create_group(academy, f"ATPL intake {year}", ATPL_INTAKE)
    create_group(academy, "Instructors", [person.login for person in ACADEMY_STAFF[2:]])
    return academy


def create_group(academy: AcademyScenario, name: str, logins: Collection[str]) -> None:
    group = PilotGroup.objects.create(company=academy.company, name=name)
    group.members.set(academy.people[login] for login in logins)


def add_ppl_theory(academy: AcademyScenario, syllabus: Syllabus) -> None:
    """DISTANCE: every student has done another part of the syllabus."""
    items = syllabus.items
    academy.enroll("anna.huber", syllabus, days_ago=2)
    lukas = academy.enroll("lukas.gruber", syllabus, days_ago=90, supervisor=academy.people["instructor"])
    add_completed_items(academy, lukas, syllabus, items[: len(items) // 2], until=academy.get_moment(-3))
    sophie = academy.enroll("sophie.wagner", syllabus, days_ago=160, notes="Wants to take the examination this month.")
    add_completed_items(academy, sophie, syllabus, items[:-1], until=academy.get_moment(-1))
    finished = academy.enroll("max.bauer", syllabus, days_ago=260)
    add_completed_items(academy, finished, syllabus, items, until=academy.get_moment(-40))
    elena = academy.enroll("elena.rossi", syllabus, days_ago=1_000)
    add_completed_items(academy, elena, syllabus, items, until=academy.get_moment(-800))
    again = academy.enroll("elena.rossi", syllabus, days_ago=20, notes="Re-take: the first certificate has expired.")
    add_completed_items(academy, again, syllabus, items[:3], until=academy.get_moment(-2))
    add_failed_exam(academy, syllabus)
    add_student_ppl(academy, syllabus)


def add_failed_exam(academy: AcademyScenario, syllabus: Syllabus) -> None:
    """Marie completed the lessons of the first subject and then used up all attempts at its exam."""
    place, exam = next((place, item) for place, item in enumerate(syllabus.items) if isinstance(item, Exam))
    marie = academy.enroll(
        "marie.dubois", syllabus, days_ago=60, notes="Talk to her about the exam before resetting it."
    )
    add_completed_items(academy, marie, syllabus, syllabus.items[:place], until=academy.get_moment(-20))
    for attempt in range(exam.max_attempts):
        add_attempt(academy, marie, exam, academy.get_moment(-18 + 4 * attempt, "17:30"), passed=False)


def add_student_ppl(academy: AcademyScenario, syllabus: Syllabus) -> None:
    """The first items are done. The next lesson with a gate exam is studied, but the exam is failed once, so it
    does not count; the exam can be taken again now."""
    student = academy.enroll("student", syllabus, days_ago=70, supervisor=academy.people["instructor"])
    add_completed_items(academy, student, syllabus, syllabus.items[:PPL_ITEMS_DONE], until=academy.get_moment(-4))
    ahead = syllabus.items[PPL_ITEMS_DONE:]
    gated = next(item for item in ahead if isinstance(item, Lesson) and item.pk in syllabus.gates)
    add_study(academy, student, gated, academy.get_moment(-2, "19:30"))
    add_attempt(academy, student, syllabus.gates[gated.pk][0], academy.get_moment(-2, "20:00"), passed=False)


def add_ppl_flights(academy: AcademyScenario, syllabus: Syllabus) -> None:
    """The student flew the second mission twice, which counts once; the sixth was broken off and does not count."""
    missions = syllabus.missions
    ingrid, thomas = academy.people["instructor"], academy.people["thomas.egger"]
    fly_some = build_flyer(academy, syllabus)
    academy.enroll("anna.huber", syllabus, days_ago=1)
    fly_some("lukas.gruber", 80, len(missions) // 2, thomas)
    fly_some("sophie.wagner", 150, len(missions) - 1, thomas)
    fly_some("max.bauer", 250, len(missions), ingrid)
    student = fly_some("student", 45, MISSIONS_FLOWN, ingrid)
    add_flight(academy, student, missions[MISSIONS_FLOWN], academy.get_moment(-1), ingrid, completed=False)


def build_flyer(academy: AcademyScenario, syllabus: Syllabus) -> Callable[[str, int, int, User], Enrollment]:
    """Returns a function that enrolls a student `days_ago`, who has flown `count` missions with an instructor since."""

    def fly_some(login: str, days_ago: int, count: int, instructor: User) -> Enrollment:
        phase = syllabus.missions[min(count, len(syllabus.missions) - 1)].phase
        row = academy.enroll(login, syllabus, days_ago=days_ago, flight_phase=phase, supervisor=instructor)
        add_flights(
            academy,
            row,
            syllabus.missions[:count],
            until=academy.get_moment(-5, "12:00"),
            instructor=instructor,
            repeated={1},
        )
        return row

    return fly_some


def add_atpl_theory(academy: AcademyScenario, syllabus: Syllabus) -> None:
    """ONSITE: last year's intake has finished; this year's has past classes, one that is going on, and planned ones."""
    graduates = [academy.enroll(login, syllabus, days_ago=420) for login in ATPL_GRADUATES]
    add_held_classes(academy, syllabus, graduates, TWO_A_DAY, day=-200, room=academy.classroom)
    intake = [academy.enroll(login, syllabus, days_ago=30) for login in ATPL_INTAKE]
    held = list_slots_before(academy, ATPL_CLASSES_HELD, TWO_A_DAY)
    for place, (item, starts_at) in enumerate(zip(syllabus.items[:ATPL_CLASSES_HELD], held, strict=True), start=1):
        for row in add_class(academy, item, starts_at, intake, academy.classroom):
            record_attendance(academy, syllabus, row, present=is_present(academy, row.enrollment, place))
    ahead = syllabus.items[ATPL_CLASSES_HELD:]
    begun = academy.now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
    roster = add_class(academy, ahead[0], begun, intake, academy.classroom, teacher=academy.people["instructor"])
    url = f"/trainings/onsite/class/{roster[0].class_session_id}.json"
    academy.add_message("instructor", "A class needs attendance and your signature", days_ago=0, url=url)
    planned = zip(ahead[1:], list_slots_after(academy, ATPL_CLASSES_AHEAD, TWO_A_DAY), strict=False)
    for place, (item, starts_at) in enumerate(planned):
        add_class(academy, item, starts_at, intake, academy.simulator if place == 3 else academy.classroom)


def is_present(academy: AcademyScenario, enrollment: Enrollment, place: int) -> bool:
    """The student missed two classes, given by their number; the others miss one of twelve at random."""
    if enrollment.user == academy.people["student"]:
        return place not in ATPL_CLASSES_MISSED
    return academy.random.random() > 1 / 12


def add_held_classes(
    academy: AcademyScenario,
    syllabus: Syllabus,
    roster: list[Enrollment],
    clocks: tuple[str, ...],
    *,
    day: int,
    room: Location | None,
) -> None:
    """Holds a class of every item, the last one on `day`; all are present, which finishes the enrollments."""
    times = list_slots_before(academy, len(syllabus.items), clocks, day=day)
    for item, starts_at in zip(syllabus.items, times, strict=True):
        for row in add_class(academy, item, starts_at, roster, room):
            record_attendance(academy, syllabus, row, present=True)


def add_refresher(academy: AcademyScenario, syllabus: Syllabus) -> None:
    """REMOTE: everybody finished two years ago, and it has expired since. Two of them take it again."""
    logins = ["student", "elena.rossi", "jan.novak", "katarina.horvat"]
    first = [academy.enroll(login, syllabus, days_ago=800) for login in logins]
    add_held_classes(academy, syllabus, first, EVENINGS, day=-750, room=None)
    again = [academy.enroll(login, syllabus, days_ago=12) for login in logins[:2]]
    held = list_slots_before(academy, REFRESHER_EVENINGS_HELD, EVENINGS)
    ahead = list_slots_after(academy, len(syllabus.items) - REFRESHER_EVENINGS_HELD, EVENINGS, day=3)
    for item, starts_at in zip(syllabus.items, [*held, *ahead], strict=True):
        for row in add_class(academy, item, starts_at, again, None):
            if starts_at in held:
                record_attendance(academy, syllabus, row, present=True)


def add_messages(academy: AcademyScenario) -> None:
    academy.add_message("student", "Your refresher has expired", days_ago=15, body="You are enrolled in the next one.")
    academy.add_message("student", "New classes: ATPL(A) theory", days_ago=6, url="/trainings.json")
    academy.add_message(
        "student", "Debriefings wait for your signature", days_ago=1, url="/trainings/missions/unsigned.json"
    )
    academy.add_message("anna.huber", "Welcome to the academy", days_ago=2)
