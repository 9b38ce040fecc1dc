"""Sam's training at Alpine, in class and in the air, and Sue's distance training, which require hours."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core import clock
from hours.models import RequiredHours
from hours.reading.balances import HoursBalance, read_hours
from missions.models import FlightTemplate
from onsite.models import Attendance
from tests import factories as make
from tests.world import World
from trainings.models import Enrollment, Lesson, Subject, Training

# Thursday 2 April 2026 at midnight in Auckland, a deadline.
DEADLINE = datetime(2026, 4, 1, 11, 0, tzinfo=UTC)


@pytest.fixture
def training(world: World) -> Training:
    return make.TrainingFactory(company=world.alpine, name="PPL(A)", type="ONSITE", has_flights=True)


@pytest.fixture
def subject(training: Training) -> Subject:
    return make.SubjectFactory(training=training, code="010", name="Air Law", order=1)


@pytest.fixture
def lesson(subject: Subject) -> Lesson:
    return make.LessonFactory(subject=subject, duration_minutes=90)


@pytest.fixture
def mission(training: Training) -> FlightTemplate:
    return make.FlightTemplateFactory(training=training, name="Circuits", flight_type="DUAL", hours="1.50")


@pytest.fixture
def enrollment(world: World, training: Training) -> Enrollment:
    return make.EnrollmentFactory(training=training, user=world.sam, finish_before_at=DEADLINE)


@pytest.fixture
def distance(world: World) -> Training:
    return make.TrainingFactory(company=world.alpine, name="PPL(A) theory", type="DISTANCE")


@pytest.fixture
def online_lesson(distance: Training) -> Lesson:
    return make.LessonFactory(subject=make.SubjectFactory(training=distance), duration_minutes=60)


@pytest.fixture
def online(world: World, distance: Training) -> Enrollment:
    return make.EnrollmentFactory(training=distance, user=world.sue)


def require(training: Training, kind: str, hours: float = 10, subject: Subject | None = None) -> RequiredHours:
    row, _created = RequiredHours.objects.update_or_create(
        training=training, kind=kind, subject=subject, defaults={"minutes": round(hours * 60)}
    )
    return row


def read_balance(enrollment: Enrollment, kind: str, subject: Subject | None = None) -> HoursBalance:
    """The balance of a kind of hours, which is required if it was not."""
    if not RequiredHours.objects.filter(training=enrollment.training_id, kind=kind, subject=subject).exists():
        require(enrollment.training, kind, subject=subject)
    row = Enrollment.objects.select_related("training", "company").get(pk=enrollment.pk)
    balances = read_hours([row], clock.now())[row.pk]
    return next(balance for balance in balances if balance.kind == kind and balance.subject == subject)


def count(enrollment: Enrollment, kind: str, subject: Subject | None = None) -> tuple[int, int, int]:
    """The minutes done, credited and planned."""
    balance = read_balance(enrollment, kind, subject)
    return balance.done, balance.credited, balance.planned


def hold_class(enrollment: Enrollment, lesson: Lesson | None, subject: Subject, **fields: Any) -> Attendance:
    """A class with the student on the roster: an hour long, yesterday, attended and signed unless the fields say
    otherwise."""
    is_present = fields.pop("is_present", True)
    seconds = fields.pop("seconds", 0)
    signed_at = (
        clock.now() - timedelta(hours=20) if fields.get("starts_in", -1) < 0 and is_present is not None else None
    )
    defaults = {"lesson": lesson, "subject": subject, "duration_minutes": 60, "signed_at": signed_at}
    session = make.ClassSessionFactory(**(defaults | fields))
    row: Attendance = make.AttendanceFactory(
        class_session=session, enrollment=enrollment, is_present=is_present, seconds=seconds
    )
    return row
