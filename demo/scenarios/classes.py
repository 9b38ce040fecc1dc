"""Classes of the demo schools: their times, their rosters, and what the teachers recorded."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from accounts.models import User
from demo.scenarios.scenario import SchoolScenario
from demo.scenarios.training_setup import Item, Syllabus
from exams.models import Exam
from locations.models import Location
from onsite.models import Attendance, ClassSession, MetricRating, ObjectiveRating
from trainings.models import Enrollment, Lesson

TWO_A_DAY = ("09:00", "13:30")
EVENINGS = ("18:30",)

REMARKS = [
    "Well prepared, asks the right questions.",
    "Good understanding; should practise the calculations.",
    "Followed well. Revise the definitions before the exam.",
    "Solid work, contributes to the discussion.",
    "Needs to read the chapter again before the next class.",
]
RATINGS = ["STD", "STD", "STD", "+", "-"]


def list_slots_after(scenario: SchoolScenario, count: int, clocks: Sequence[str], *, day: int = 1) -> list[datetime]:
    """The next `count` class times on working days, from `day` days from today on."""
    return [slot for slot, _ in zip(iterate_slots(scenario, day, 1, clocks), range(count), strict=False)]


def list_slots_before(scenario: SchoolScenario, count: int, clocks: Sequence[str], *, day: int = -1) -> list[datetime]:
    """The last `count` class times on working days up to `day`, oldest first."""
    backwards = iterate_slots(scenario, day, -1, clocks[::-1])
    return [slot for slot, _ in zip(backwards, range(count), strict=False)][::-1]


def iterate_slots(scenario: SchoolScenario, day: int, step: int, clocks: Sequence[str]) -> Iterator[datetime]:
    while True:
        if scenario.get_moment(day).weekday() < 5:
            yield from (scenario.get_moment(day, clock) for clock in clocks)
        day += step


def add_class(
    scenario: SchoolScenario,
    item: Item,
    starts_at: datetime,
    roster: Iterable[Enrollment],
    location: Location | None,
    teacher: User | None = None,
) -> list[Attendance]:
    """Adds a class of a lesson or an exam, by default of the subject's teacher; returns its roster without records."""
    assert item.subject is not None  # noqa: S101  the demo has no exam of a whole training
    subject = item.subject
    session = ClassSession(
        company=scenario.company,
        subject=subject,
        lesson=item if isinstance(item, Lesson) else None,
        exam=item if isinstance(item, Exam) else None,
        starts_at=starts_at,
        duration_minutes=item.duration_minutes,
        teacher=teacher or subject.teacher,
        location=location,
        created_at=min(starts_at, scenario.now),
    )
    scenario.rows.add(session)
    return [scenario.rows.add(build_attendance(session, enrollment)) for enrollment in roster]


def build_attendance(session: ClassSession, enrollment: Enrollment) -> Attendance:
    return Attendance(
        class_session=session,
        enrollment=enrollment,
        item_id=session.lesson_id or session.exam_id or session.pk,
        starts_at=session.starts_at,
    )


def record_attendance(scenario: SchoolScenario, syllabus: Syllabus, row: Attendance, *, present: bool) -> None:
    """Fills in what the teacher recorded after the class; whoever is present at an exam passes it."""
    row.is_present = present
    if not present:
        row.remarks = "Excused."
        return
    row.seconds = row.class_session.duration_minutes * 60
    row.remarks = scenario.random.choice(REMARKS)
    if row.class_session.exam:
        row.is_passed = True
        row.exam_rating = f"{scenario.random.randint(76, 98)} %"
    add_ratings(scenario, syllabus, row)


def add_ratings(scenario: SchoolScenario, syllabus: Syllabus, row: Attendance) -> None:
    """Adds ratings of the lesson's objectives and the training's metrics, if the training uses them."""
    lesson = row.class_session.lesson
    if isinstance(lesson, Lesson) and syllabus.training.uses_competencies:
        for objective in lesson.objectives.all():
            rating = scenario.random.choice(RATINGS)
            scenario.rows.add(ObjectiveRating(attendance=row, objective=objective, rating=rating))
    if syllabus.training.uses_metrics:
        for metric in syllabus.metrics:
            rating = scenario.random.choice("23445")
            scenario.rows.add(MetricRating(attendance=row, metric=metric, rating=rating))
