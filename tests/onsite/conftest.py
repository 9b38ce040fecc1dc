"""A class at Alpine, held by Ines, with Sam and Sue on its roster: half an hour ago, so that it can be recorded."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from exams.models import Exam
from locations.models import Location
from onsite.models import Attendance, ClassSession
from records.models import Event
from tests import factories as make
from tests.world import World, create_client
from trainings.models import Enrollment, LearningObjective, Lesson, Metric, Subject, Training

NOBODY = "01900000-0000-7000-8000-000000000000"
CLASS = "/manager/trainings/onsite/class.json"
STORE = "/trainings/onsite/store_attendance.json"
SIGN = "/trainings/onsite/sign_class.json"
UNSIGN = "/trainings/onsite/unsign_class.json"
SIGNATURE_TEXT = "Ines Instructor (Instructor), 2026-03-18 10:00:00 UTC"
SAVE = "/trainings/onsite/save_student_evaluation.json"


@dataclass
class GroundSchool:
    """Ground school at Alpine."""

    world: World
    training: Training
    subject: Subject
    lesson: Lesson
    exam: Exam
    objectives: list[LearningObjective]
    metric: Metric
    room: Location
    session: ClassSession
    sams: Enrollment
    sues: Enrollment

    def get_attendance(self, user: User) -> Attendance:
        return self.session.attendances.get(enrollment__user=user)

    def build_plan(self, **fields: Any) -> dict[str, Any]:
        """The body of a request to schedule a class tomorrow with Sam."""
        return {
            "training_subject_id": str(self.subject.pk),
            "start": "2026-03-19 09:00:00",
            "teacher_id": self.world.ines.pk,
            "students": [self.world.sam.pk],
            **fields,
        }


def create_ground_school(world: World) -> GroundSchool:
    for person in (world.ines, world.tom, world.maria):
        person.set_password(make.PASSWORD)
        person.save()
    training = make.TrainingFactory(company=world.alpine, name="PPL(A)", type=Training.Type.ONSITE)
    subject = make.SubjectFactory(training=training, code="050", name="Meteorology")
    lesson = make.LessonFactory(subject=subject, name="Fronts", duration_minutes=45)
    room = make.LocationFactory(company=world.alpine, name="Room 1")
    starts_at = timezone.now() - timedelta(minutes=30)
    session = make.ClassSessionFactory(
        subject=subject, lesson=lesson, starts_at=starts_at, teacher=world.ines, location=room
    )
    sams, sues = (make.EnrollmentFactory(training=training, user=user) for user in (world.sam, world.sue))
    for enrollment in (sams, sues):
        make.AttendanceFactory(class_session=session, enrollment=enrollment)
    return GroundSchool(
        world=world,
        training=training,
        subject=subject,
        lesson=lesson,
        exam=make.ExamFactory(subject=subject, type=Exam.Type.ONSITE, is_mandatory=False),
        objectives=[
            LearningObjective.objects.create(lesson=lesson, name=name) for name in ("Warm front", "Cold front")
        ],
        metric=Metric.objects.create(training=training, name="Airmanship"),
        room=room,
        session=session,
        sams=sams,
        sues=sues,
    )


@pytest.fixture
def ground_school(world: World) -> GroundSchool:
    return create_ground_school(world)


def create_students(school: GroundSchool, count: int, *, on_roster: bool = False) -> list[int]:
    """More students of the training, by user id."""
    school.session.refresh_from_db()
    users = make.UserFactory.create_batch(count, company=school.world.alpine)
    for user in users:
        enrollment = make.EnrollmentFactory(training=school.training, user=user)
        if on_roster:
            make.AttendanceFactory(class_session=school.session, enrollment=enrollment)
    return [user.pk for user in users]


@pytest.fixture
def store(ground_school: GroundSchool) -> Any:
    client = create_client(ground_school.world.ines)

    def post(attendance: Any, **fields: Any) -> Any:
        return client.post(STORE, {"class_id": str(ground_school.session.pk), "attendance": attendance, **fields})

    return post


def is_nothing_stored() -> bool:
    return (
        not Attendance.objects.exclude(is_present=None, remarks="", seconds=0).exists() and not Event.objects.exists()
    )


@pytest.fixture
def save(ground_school: GroundSchool) -> Any:
    client = create_client(ground_school.world.ines)

    def post(**fields: Any) -> Any:
        body = {"class_id": str(ground_school.session.pk), "student_id": ground_school.world.sam.pk, **fields}
        return client.post(SAVE, {name: use_text_keys(value) for name, value in body.items() if value is not ...})

    return post


def use_text_keys(value: Any) -> Any:
    return {str(id): rating for id, rating in value.items()} if isinstance(value, dict) else value


def get_evaluation(user: Any, session: Any, student: Any) -> Any:
    return create_client(user).get(f"/trainings/onsite/get_student_evaluation/{session}/{student}.json")


@pytest.fixture
def schedule(ground_school: GroundSchool) -> Any:
    client = create_client(ground_school.world.maria)

    def post(**fields: Any) -> Any:
        return client.post(CLASS, ground_school.build_plan(**fields))

    return post


def get_newest_class() -> ClassSession:
    return ClassSession.objects.order_by("-id")[0]


def post_signature(user: Any, session: ClassSession, password: str = make.PASSWORD) -> Any:
    return create_client(user).post(SIGN, {"classId": str(session.pk), "password": password})


def post_revocation(user: Any, session: ClassSession, **fields: Any) -> Any:
    return create_client(user).post(UNSIGN, {"classId": str(session.pk), **fields})
