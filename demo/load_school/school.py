"""Load School: as many enrollments as you like, spread over fifty slim trainings, to measure on.

Students come in intakes of a thousand enrollments. An intake has its own classes, about twenty people each. A school
that is there already is filled up to the number asked for.
"""

import random
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from accounts.models import Company, User
from accounts.roles import Role
from core.commands import build_progress_reporter
from demo.load_school.training import LoadTraining, get_load_trainings
from demo.story.facts import STORED_IN_ORDER, RowBatch
from demo.story.people import PASSWORD
from exams.models import Attempt
from missions.models import FlightRecord
from onsite.models import Attendance, ClassSession
from trainings.models import Enrollment, Lesson, LessonStudy, Slide, Subject, Training

NAME = "Load School"
ANALYZED_MODELS: list[type[Model]] = [User, Training, Subject, Lesson, Slide, *STORED_IN_ORDER]
DOMAIN = "load.example"
TRAININGS = 50
INTAKE = 1_000
OF_THE_STUDENT = 30
PER_STUDENT = 4
SEED = 200_000


@dataclass
class LoadResult:
    """How much was written, and how long it took."""

    enrollments: int
    rows: int
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"manager": f"manager@{DOMAIN}", "student": f"student@{DOMAIN}"}

    def summary(self, school: str) -> str:
        return (
            f"{school}: {self.enrollments} enrollments now, {self.rows} rows written in {self.seconds:.1f} s. "
            f"Logins: manager@{DOMAIN}, student@{DOMAIN}"
        )


def load_school(enrollments: int) -> LoadResult:
    """Brings Load School to this many enrollments, with its progress on stderr. All of it or nothing."""
    started = time.monotonic()
    with transaction.atomic():
        school = LoadSchool()
        there = Enrollment.objects.filter(company=school.company).count()
        for first in school.iterate_intakes(there, enrollments):
            school.store_intake(first, min(first + INTAKE, enrollments))
    vacuum_analyze()
    return LoadResult(max(there, enrollments), school.rows, time.monotonic() - started)


def vacuum_analyze() -> None:
    """PostgreSQL reads by index alone only after a VACUUM, and plans well only with statistics."""
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            for model in ANALYZED_MODELS:
                table = model._meta.db_table
                cursor.execute(f"VACUUM (ANALYZE) {table}")


def locate_enrollment(place: int) -> tuple[int, int]:
    """The student (0 is `student@`) and the training of the enrollment at a place; nobody is twice in a training."""
    if place < OF_THE_STUDENT:
        return 0, place
    number, turn = divmod(place - OF_THE_STUDENT, PER_STUDENT)
    return number + 1, (7 * number + 13 * turn) % TRAININGS


@dataclass
class LoadSchool:
    company: Company = field(init=False)
    plans: list[LoadTraining] = field(init=False)
    rows: int = 0
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311  the same load every time
    now: Any = field(default_factory=timezone.now)
    unusable: str = field(default_factory=lambda: make_password(None))

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

    def iterate_intakes(self, there: int, wanted: int) -> Iterable[int]:
        """The place at which each intake begins, with the progress on stderr."""
        firsts = range(there, wanted, INTAKE)
        return build_progress_reporter("enrollments", step=INTAKE)(firsts, wanted - there) if firsts else firsts

    def store_intake(self, first: int, end: int) -> None:
        """Enrolls the places from `first` to before `end`, and what they have done."""
        students = self.students({locate_enrollment(place)[0] for place in range(first, end)})
        facts = RowBatch()
        classes: dict[int, list[ClassSession]] = {}
        for place in range(first, end):
            number, training = locate_enrollment(place)
            enrollment = facts.add(self.enrollment(place, students[number], self.plans[training]))
            if training not in classes:
                classes[training] = [facts.add(held) for held in self.classes(self.plans[training])]
            self.add_facts(facts, enrollment, self.plans[training], classes[training])
        self.rows += facts.count()
        facts.store()

    def students(self, numbers: set[int]) -> dict[int, User]:
        """The students with these numbers; those who are not there yet are made."""
        emails = {number: f"student{number}@{DOMAIN}" if number else f"student@{DOMAIN}" for number in numbers}
        there = {user.email: user for user in User.objects.filter(email__in=emails.values())}
        missing = [self.student(number, email) for number, email in sorted(emails.items()) if email not in there]
        self.rows += len(missing)
        there |= {user.email: user for user in User.objects.bulk_create(missing)}
        return {number: there[email] for number, email in emails.items()}

    def student(self, number: int, email: str) -> User:
        return User(
            company=self.company,
            email=email,
            group=Role.STUDENT,
            name=f"Student {number}",
            surname=f"Load {number % 997:03}",
            password=self.unusable,
        )

    def enrollment(self, place: int, student: User, plan: LoadTraining) -> Enrollment:
        """One in ten is finished."""
        since = self.now - timedelta(days=100, minutes=place % 100_000)
        return Enrollment(
            company=self.company,
            training=plan.training,
            user=student,
            created_at=since,
            modified_at=since,
            finished_at=self.now - timedelta(days=1) if place % 10 == 9 else None,
        )

    def classes(self, plan: LoadTraining) -> Iterator[ClassSession]:
        """Of each of the first two lessons a class in the past, of the third one to come; none in a distance course."""
        for lesson, days in zip(plan.lessons, (-30, -20, 10) if plan.has_classes else (), strict=False):
            yield ClassSession(
                company=self.company,
                subject=plan.subject,
                lesson=lesson,
                starts_at=self.now + timedelta(days=days + self.chance.random()),
                teacher=self.teacher,
            )

    def add_facts(
        self, facts: RowBatch, enrollment: Enrollment, plan: LoadTraining, classes: list[ClassSession]
    ) -> None:
        """Three or four facts: classes attended, or lessons studied and an exam taken; and perhaps a mission flown."""
        for held in classes:
            facts.add(self.attendance(held, enrollment))
        if not plan.has_classes:
            for lesson in self.chance.sample(plan.lessons, self.chance.randint(1, 3)):
                facts.add(LessonStudy(enrollment=enrollment, lesson=lesson, completed_at=self.now - timedelta(days=9)))
            facts.add(self.attempt(enrollment, plan))
        if self.chance.random() < 0.7:
            facts.add(self.flight(enrollment, plan))

    def attendance(self, held: ClassSession, enrollment: Enrollment) -> Attendance:
        return Attendance(
            class_session=held,
            enrollment=enrollment,
            item_id=held.lesson_id or held.pk,
            starts_at=held.starts_at,
            is_present=self.chance.random() < 0.9 if held.starts_at < self.now else None,
        )

    def attempt(self, enrollment: Enrollment, plan: LoadTraining) -> Attempt:
        started = self.now - timedelta(days=self.chance.randint(2, 90))
        score = self.chance.choice([40, 60, 80, 100])
        return Attempt(
            exam=plan.exam,
            enrollment=enrollment,
            started_at=started,
            deadline_at=started + timedelta(minutes=30),
            finished_at=started + timedelta(minutes=20),
            score=score,
            is_passed=score >= plan.exam.pass_percent,
        )

    def flight(self, enrollment: Enrollment, plan: LoadTraining) -> FlightRecord:
        return FlightRecord(
            enrollment=enrollment,
            template=self.chance.choice(plan.missions),
            is_completed=True,
            seconds=3_600,
            instructor=self.teacher,
            flown_on=self.company.local_date(self.now) - timedelta(days=self.chance.randint(1, 90)),
        )
