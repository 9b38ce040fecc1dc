"""The rows of Load School: staff, and enrollments in fifty small trainings, with what the students have done.

They are stored in intakes of a thousand, each with its own classes of about twenty students.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import Company, User
from accounts.roles import Role
from core.commands import build_progress_reporter
from demo.load_school.training import LoadTraining, get_load_trainings
from demo.scenarios.people import PASSWORD
from demo.scenarios.row_batch import RowBatch
from exams.models import Attempt
from missions.models import FlightRecord
from onsite.models import Attendance, ClassSession
from trainings.enrollments.finishing import set_finish
from trainings.models import Enrollment, LessonStudy

NAME = "Load School"
DOMAIN = "load.example"
TRAININGS = 50
INTAKE = 1_000
ENROLLMENTS_OF_STUDENT = 30  # of student@, so that one person has more than one page of trainings
ENROLLMENTS_OF_OTHERS = 4
SEED = 200_000


def locate_enrollment(place: int) -> tuple[int, int]:
    """The numbers of the student (0 is `student@`) and the training of the enrollment at `place`; all pairs differ."""
    if place < ENROLLMENTS_OF_STUDENT:
        return 0, place
    number, turn = divmod(place - ENROLLMENTS_OF_STUDENT, ENROLLMENTS_OF_OTHERS)
    return number + 1, (7 * number + 13 * turn) % TRAININGS


@dataclass
class LoadSchool:
    company: Company = field(init=False)
    plans: list[LoadTraining] = field(init=False)
    rows: int = 0
    random: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311  deterministic on purpose
    now: datetime = field(default_factory=timezone.now)
    unusable_password: str = field(default_factory=lambda: make_password(None))

    def __post_init__(self) -> None:
        self.company, is_new = Company.objects.get_or_create(name=NAME)
        if is_new:
            self.create_staff()
        self.teacher = User.objects.get(email=f"instructor@{DOMAIN}")
        self.plans = get_load_trainings(self.company, self.teacher, TRAININGS)

    def create_staff(self) -> None:
        password = make_password(PASSWORD)
        roles = {"manager": Role.TRAINING_MANAGER, "instructor": Role.INSTRUCTOR, "student": Role.STUDENT}
        User.objects.bulk_create(
            User(
                company=self.company,
                email=f"{login}@{DOMAIN}",
                group=role,
                name=login.title(),
                surname="Load",
                password=password,
            )
            for login, role in roles.items()
        )
        self.rows += len(roles)

    def iterate_intakes(self, existing: int, requested: int) -> Iterable[int]:
        """The place at which each intake begins, with progress on stderr."""
        starts = range(existing, requested, INTAKE)
        return build_progress_reporter("enrollments", step=INTAKE)(starts, requested - existing) if starts else starts

    def store_intake(self, start: int, end: int) -> None:
        """Stores the enrollments at the places from `start` to before `end`, with everything the students have done."""
        students = self.get_students({locate_enrollment(place)[0] for place in range(start, end)})
        rows = RowBatch()
        classes: dict[int, list[ClassSession]] = {}
        for place in range(start, end):
            number, training = locate_enrollment(place)
            enrollment = rows.add(self.build_enrollment(place, students[number], self.plans[training]))
            if training not in classes:
                classes[training] = [rows.add(session) for session in self.build_classes(self.plans[training])]
            self.add_activity(rows, enrollment, self.plans[training], classes[training])
        self.rows += rows.count()
        rows.store()

    def get_students(self, numbers: set[int]) -> dict[int, User]:
        """The students with these numbers; missing ones are created."""
        emails = {number: f"student{number}@{DOMAIN}" if number else f"student@{DOMAIN}" for number in numbers}
        students = {user.email: user for user in User.objects.filter(email__in=emails.values())}
        missing = [
            self.build_student(number, email) for number, email in sorted(emails.items()) if email not in students
        ]
        self.rows += len(missing)
        students |= {user.email: user for user in User.objects.bulk_create(missing)}
        return {number: students[email] for number, email in emails.items()}

    def build_student(self, number: int, email: str) -> User:
        return User(
            company=self.company,
            email=email,
            group=Role.STUDENT,
            name=f"Student {number}",
            surname=f"Load {number % 997:03}",
            password=self.unusable_password,
        )

    def build_enrollment(self, place: int, student: User, plan: LoadTraining) -> Enrollment:
        """One of ten is finished."""
        since = self.now - timedelta(days=100, minutes=place % 100_000)
        enrollment = Enrollment(
            company=self.company, training=plan.training, user=student, created_at=since, modified_at=since
        )
        if place % 10 == 9:
            set_finish(enrollment, self.now - timedelta(days=1))
        return enrollment

    def build_classes(self, plan: LoadTraining) -> Iterator[ClassSession]:
        """A past class of each of the first two lessons and a future one of the third; none in a distance training."""
        for lesson, days in zip(plan.lessons, (-30, -20, 10) if plan.has_classes else (), strict=False):
            yield ClassSession(
                company=self.company,
                subject=plan.subject,
                lesson=lesson,
                starts_at=self.now + timedelta(days=days + self.random.random()),
                teacher=self.teacher,
            )

    def add_activity(
        self, rows: RowBatch, enrollment: Enrollment, plan: LoadTraining, classes: list[ClassSession]
    ) -> None:
        """Three or four rows: attended classes, or studied lessons and an exam; and often a flight."""
        for session in classes:
            rows.add(self.build_attendance(session, enrollment))
        if not plan.has_classes:
            for lesson in self.random.sample(plan.lessons, self.random.randint(1, 3)):
                rows.add(LessonStudy(enrollment=enrollment, lesson=lesson, completed_at=self.now - timedelta(days=9)))
            rows.add(self.build_attempt(enrollment, plan))
        if self.random.random() < 0.7:
            rows.add(self.build_flight(enrollment, plan))

    def build_attendance(self, session: ClassSession, enrollment: Enrollment) -> Attendance:
        return Attendance(
            class_session=session,
            enrollment=enrollment,
            item_id=session.lesson_id or session.pk,
            starts_at=session.starts_at,
            is_present=self.random.random() < 0.9 if session.starts_at < self.now else None,
        )

    def build_attempt(self, enrollment: Enrollment, plan: LoadTraining) -> Attempt:
        started = self.now - timedelta(days=self.random.randint(2, 90))
        score = self.random.choice([40, 60, 80, 100])
        return Attempt(
            exam=plan.exam,
            enrollment=enrollment,
            started_at=started,
            deadline_at=started + timedelta(minutes=30),
            finished_at=started + timedelta(minutes=20),
            score=score,
            is_passed=score >= plan.exam.pass_percent,
        )

    def build_flight(self, enrollment: Enrollment, plan: LoadTraining) -> FlightRecord:
        return FlightRecord(
            enrollment=enrollment,
            template=self.random.choice(plan.missions),
            is_completed=True,
            seconds=3_600,
            instructor=self.teacher,
            flown_on=self.company.local_date(self.now) - timedelta(days=self.random.randint(1, 90)),
        )
