"""Classes of the demo schools: when they are held, who is on the roster, and what the teacher wrote down."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from accounts.models import User
from demo.story.scenario import SchoolScenario
from demo.story.training_setup import InstalledTraining, Item
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


def list_slots_after(school: SchoolScenario, count: int, clocks: Sequence[str], *, day: int = 1) -> list[datetime]:
    """The next `count` class times on working days, from `day` days from today on."""
    return [slot for slot, _ in zip(iterate_slots(school, day, 1, clocks), range(count), strict=False)]


def list_slots_before(school: SchoolScenario, count: int, clocks: Sequence[str], *, day: int = -1) -> list[datetime]:
    """The last `count` class times on working days up to `day`, oldest first."""
    backwards = iterate_slots(school, day, -1, clocks[::-1])
    return [slot for slot, _ in zip(backwards, range(count), strict=False)][::-1]


def iterate_slots(school: SchoolScenario, day: int, step: int, clocks: Sequence[str]) -> Iterator[datetime]:
    while True:
        if school.at(day).weekday() < 5:
            yield from (school.at(day, clock) for clock in clocks)
        day += step


def add_class(
    school: SchoolScenario,
    item: Item,
    starts_at: datetime,
    roster: Iterable[Enrollment],
    location: Location | None,
    teacher: User | None = None,
) -> list[Attendance]:
    """A class of a lesson or an exam, held by the teacher of its subject unless told; returns the roster, nothing
    recorded yet."""
    session = ClassSession(
        company=school.company,
        subject=item.subject,
        lesson=item if isinstance(item, Lesson) else None,
        exam=item if isinstance(item, Exam) else None,
        starts_at=starts_at,
        duration_minutes=item.duration_minutes,
        teacher=teacher or item.subject.teacher,
        location=location,
        created_at=min(starts_at, school.now),
    )
    school.facts.add(session)
    return [school.facts.add(build_attendance(session, enrollment)) for enrollment in roster]


def build_attendance(session: ClassSession, enrollment: Enrollment) -> Attendance:
    return Attendance(
        class_session=session,
        enrollment=enrollment,
        item_id=session.lesson_id or session.exam_id or session.pk,
        starts_at=session.starts_at,
    )


def record_attendance(school: SchoolScenario, course: InstalledTraining, row: Attendance, *, present: bool) -> None:
    """What the teacher wrote down after the class; whoever is present at an exam passes it."""
    row.is_present = present
    if not present:
        row.remarks = "Excused."
        return
    row.seconds = row.class_session.duration_minutes * 60
    row.remarks = school.chance.choice(REMARKS)
    if row.class_session.exam:
        row.is_passed = True
        row.exam_rating = f"{school.chance.randint(76, 98)} %"
    add_ratings(school, course, row)


def add_ratings(school: SchoolScenario, course: InstalledTraining, row: Attendance) -> None:
    """Ratings of the lesson's objectives and the training's metrics, where the training uses them."""
    lesson = row.class_session.lesson
    if isinstance(lesson, Lesson) and course.training.uses_competencies:
        for objective in lesson.objectives.all():
            rating = school.chance.choice(RATINGS)
            school.facts.add(ObjectiveRating(attendance=row, objective=objective, rating=rating))
    if course.training.uses_metrics:
        for metric in course.metrics:
            rating = school.chance.choice("23445")
            school.facts.add(MetricRating(attendance=row, metric=metric, rating=rating))
