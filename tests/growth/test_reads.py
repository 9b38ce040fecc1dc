"""What one person reads costs as much in a large school as in a small one: rows are counted, never time."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from core.timestamps import to_unix_seconds
from onsite.models import ClassSession
from tests import factories as make
from tests.growth.plans import count_rows_read, is_settled
from tests.world import World, create_client
from trainings.models import Enrollment, Subject

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite does not tell how many rows it read")

CALENDAR = "/trainings/trainings/calendar.json"
needs_prepared = pytest.mark.skipif(
    connection.settings_dict["OPTIONS"].get("prepare_threshold") is None, reason="behind PgBouncer nothing is prepared"
)

OTHERS = 5_000
OWN = 20
# Tables of a few rows are read whole, and each of the own classes is found by one way and read by another.
FEW = 10 * OWN


@pytest.fixture
def subject(world: World) -> Subject:
    """Taught by Ines, with five thousand coming classes of hers in which Sam and Tom have no part. As many are those of
    a hundred others: a plan for any teacher is one for the average of them."""
    subject: Subject = make.SubjectFactory(training__company=world.alpine, teacher=world.ines)
    schedule(subject, world.ines, OTHERS)
    other: Subject = make.SubjectFactory(training__company=world.alpine)
    for teacher in make.UserFactory.create_batch(100, company=world.alpine, group=Role.INSTRUCTOR):
        schedule(other, teacher, OTHERS // 100)
    return subject


def schedule(subject: Subject, teacher: User, count: int) -> list[ClassSession]:
    """Classes in the next five days."""
    soon, apart = timezone.now() + timedelta(hours=1), timedelta(days=5) / count
    rows = (
        make.ClassSessionFactory.build(
            subject=subject, company=subject.training.company, teacher=teacher, starts_at=soon + place * apart
        )
        for place in range(count)
    )
    return ClassSession.objects.bulk_create(rows)


def enroll(subject: Subject, student: User) -> Enrollment:
    """With a place in twenty classes of the subject."""
    enrollment: Enrollment = make.EnrollmentFactory(training=subject.training, user=student)
    for session in ClassSession.objects.filter(subject=subject).order_by("starts_at")[: OTHERS : OTHERS // OWN]:
        make.AttendanceFactory(class_session=session, enrollment=enrollment)
    return enrollment


def count_class_rows(user: User, path: str, **params: str) -> int:
    client = create_client(user)
    assert client.get(path, params).status_code == 200
    read = count_rows_read(lambda: client.get(path, params))
    return read["onsite_classsession"] + read["onsite_attendance"]


def test_my_classes_of_a_student(world: World, subject: Subject) -> None:
    enroll(subject, world.sam)

    assert OWN <= count_class_rows(world.sam, "/trainings.json") <= FEW


def test_my_classes_of_a_teacher(world: World, subject: Subject) -> None:
    schedule(subject, world.tom, OWN)

    assert OWN <= count_class_rows(world.tom, "/trainings.json") <= FEW


def test_my_classes_of_whoever_teaches_them_all(world: World, subject: Subject) -> None:
    assert OWN <= count_class_rows(world.ines, "/trainings.json") <= FEW


@pytest.mark.parametrize("who", ["sam", "tom"])
def test_the_calendar(world: World, subject: Subject, who: str) -> None:
    enroll(subject, world.sam)
    schedule(subject, world.tom, OWN)

    assert OWN <= count_class_rows(getattr(world, who), CALENDAR, **build_week()) <= FEW


def build_week() -> dict[str, str]:
    now = timezone.now()
    return {"start": str(to_unix_seconds(now)), "end": str(to_unix_seconds(now + timedelta(days=7))), "timeZone": "UTC"}


@needs_prepared
def test_a_calendar_is_planned_once_though_its_student_has_less_than_the_average(world: World) -> None:
    """The average of one teacher, who teaches all classes."""
    schedule(make.SubjectFactory(training__company=world.alpine), world.ines, OTHERS)
    client, week = create_client(world.sam), build_week()

    assert is_settled(lambda: client.get(CALENDAR, week), 'SELECT "onsite_classsession"%')


@needs_prepared
@pytest.mark.parametrize("who", ["sam", "tom"])
def test_my_classes_are_planned_once_though_few_have_as_many_as_the_average(world: World, who: str) -> None:
    """The average of one teacher, who teaches all classes."""
    schedule(make.SubjectFactory(training__company=world.alpine), world.ines, OTHERS)
    client = create_client(getattr(world, who))

    assert is_settled(lambda: client.get("/trainings.json"), 'SELECT "onsite_classsession"%')


@pytest.mark.parametrize("who", ["sam", "tom"])
def test_the_training_view_does_not_read_the_classes_of_the_training(world: World, subject: Subject, who: str) -> None:
    enrollment = enroll(subject, world.sam)
    schedule(subject, world.tom, OWN)

    assert count_class_rows(getattr(world, who), f"/trainings/trainings/view/{enrollment.pk}.json") <= FEW


@pytest.mark.parametrize("who", ["sam", "tom"])
def test_a_mission_does_not_read_the_classes_of_its_training(world: World, subject: Subject, who: str) -> None:
    mission = make.FlightTemplateFactory(training=subject.training)
    enroll(subject, world.sam)
    schedule(subject, world.tom, OWN)

    assert count_class_rows(getattr(world, who), f"/trainings/missions/view/{mission.pk}.json") <= FEW


@pytest.mark.parametrize("path", ["/manager/trainings/students/list.json", "/manager/trainings.json"])
def test_the_lists_of_a_manager_do_not_read_all_enrollments(world: World, path: str) -> None:
    training = make.TrainingFactory(company=world.alpine)
    users = make.UserFactory.create_batch(OTHERS // 5, company=world.alpine)
    Enrollment.objects.bulk_create(Enrollment(training=training, company=world.alpine, user=user) for user in users)
    client = create_client(world.maria)

    response = client.get(path, {"limit": 10})
    assert response.status_code == 200
    assert str(len(users)) in response.content.decode()

    assert count_rows_read(lambda: client.get(path, {"limit": 10}))["trainings_enrollment"] <= FEW
