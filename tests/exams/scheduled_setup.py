"""A class that sits a scheduled exam: held by Ines from 10:00 UTC on, which is 23:00 in Auckland."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.models import Notification, User
from exams.models import Attempt, Exam
from onsite.models import Attendance, ClassSession
from records.models import Event
from tests import factories as make
from tests.exams.exam_setup import ExamSetup, Student
from tests.world import World, create_client
from trainings.models import Enrollment, Training

REFUSAL = "This exam is only available from your scheduled class during its access window."
SIGN = "/trainings/onsite/sign_class.json"
STORE = "/trainings/onsite/store_attendance.json"


@dataclass
class ScheduledExam:
    """Sam and Sue are on the roster of a class of Sam's exam, which can be taken for ten days from its start."""

    exam_setup: ExamSetup
    session: ClassSession = field(init=False)
    sue: Student = field(init=False)

    def __post_init__(self) -> None:
        world = self.world
        Training.objects.update(type=Training.Type.ONSITE)
        Exam.objects.update(access_mode=Exam.AccessMode.SCHEDULED)
        world.ines.set_password(make.PASSWORD)
        world.ines.save()
        self.session = self.add_class(timezone.now())
        sues = self.exam_setup.enroll_user(world.sue)
        self.sue = Student(self.exam_setup, world.sue, sues)
        for enrollment in (self.exam_setup.enrollment, sues):
            self.put_on_roster(enrollment)

    @property
    def world(self) -> World:
        return self.exam_setup.world

    @property
    def exam(self) -> Exam:
        return self.exam_setup.exam

    def add_class(self, starts_at: datetime, exam: Exam | None = None) -> ClassSession:
        session: ClassSession = make.ClassSessionFactory(
            subject=self.exam.subject, exam=exam or self.exam, teacher=self.world.ines, starts_at=starts_at
        )
        return session

    def put_on_roster(self, enrollment: Enrollment, session: ClassSession | None = None) -> Attendance:
        row: Attendance = make.AttendanceFactory(class_session=session or self.session, enrollment=enrollment)
        return row

    def get_row(self, user: User, session: ClassSession | None = None) -> Attendance:
        return (session or self.session).attendances.get(enrollment__user=user)

    def get_result(self, user: User, session: ClassSession | None = None) -> tuple[bool | None, bool | None, str]:
        row = self.get_row(user, session)
        return row.is_present, row.is_passed, row.exam_rating

    def sign(self, session: ClassSession | None = None) -> Any:
        body = {"classId": str((session or self.session).pk), "password": make.PASSWORD}
        return create_client(self.world.ines).post(SIGN, body)

    def store(self, attendance: Any) -> Any:
        body = {"class_id": str(self.session.pk), "attendance": attendance}
        return create_client(self.world.ines).post(STORE, body)

    def view_class(self, user: User, session: ClassSession | None = None) -> Any:
        return create_client(user).get(f"/trainings/onsite/class/{(session or self.session).pk}.json")


def start_and_answer(student: Student, right: int) -> Attempt:
    """An attempt that is still open, with so many right answers."""
    attempt_id = student.start_and_get_id()
    student.answer_all(attempt_id, right=right)
    return Attempt.objects.get(pk=attempt_id)


def list_actions() -> list[str]:
    return list(Event.objects.order_by("seq").values_list("action", flat=True))


def get_payload(action: str) -> Any:
    return json.loads(Event.objects.get(action=action).payload)


def list_messages(scheduled: ScheduledExam) -> list[str]:
    rows = Notification.objects.filter(recipient=scheduled.world.ines).order_by("id")
    return list(rows.values_list("subject", flat=True))
