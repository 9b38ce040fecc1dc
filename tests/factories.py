"""Factories with minimal rows of each model. Values that a test relies on belong in the test."""

from datetime import date, timedelta
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import Company, PilotGroup, User
from accounts.roles import Role
from exams.models import Attempt, Exam, Option, Question
from hours.models import RequiredHours
from inspections.models import InspectorAccess
from locations.models import Location
from missions.models import FlightRecord, FlightTemplate
from office.models import BackgroundJob
from onsite.models import Attendance, ClassSession
from trainings.models import Enrollment, Lesson, LessonStudy, Slide, Subject, Training

PASSWORD = "demo-flight-1"


class CompanyFactory(DjangoModelFactory[Company]):
    class Meta:
        model = Company

    name = factory.Sequence(lambda n: f"School {n}")


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User

    company = factory.SubFactory(CompanyFactory)
    email = factory.Sequence(lambda n: f"person{n}@school.example")
    name = "Pat"
    surname = factory.Sequence(lambda n: f"Person{n:03}")
    group = Role.STUDENT
    password = "!"


class PilotGroupFactory(DjangoModelFactory[PilotGroup]):
    class Meta:
        model = PilotGroup

    company = factory.SubFactory(CompanyFactory)
    name = factory.Sequence(lambda n: f"Intake {n}")


class LocationFactory(DjangoModelFactory[Location]):
    class Meta:
        model = Location

    company = factory.SubFactory(CompanyFactory)
    name = factory.Sequence(lambda n: f"Room {n}")
    country_id = "AT"
    timezone_id = "Europe/Vienna"


class TrainingFactory(DjangoModelFactory[Training]):
    class Meta:
        model = Training

    company = factory.SubFactory(CompanyFactory)
    name = factory.Sequence(lambda n: f"Training {n:03}")
    type = Training.Type.DISTANCE


class SubjectFactory(DjangoModelFactory[Subject]):
    class Meta:
        model = Subject

    training = factory.SubFactory(TrainingFactory)
    code = factory.Sequence(lambda n: f"{n:03}")
    name = factory.Sequence(lambda n: f"Subject {n}")
    order = factory.Sequence(int)


class LessonFactory(DjangoModelFactory[Lesson]):
    class Meta:
        model = Lesson

    subject = factory.SubFactory(SubjectFactory)
    name = factory.Sequence(lambda n: f"Lesson {n}")
    order = factory.Sequence(int)


class SlideFactory(DjangoModelFactory[Slide]):
    class Meta:
        model = Slide

    lesson = factory.SubFactory(LessonFactory)
    title = factory.Sequence(lambda n: f"Slide {n}")
    content = "<p>Lift acts at right angles to the relative airflow.</p>"


class ExamFactory(DjangoModelFactory[Exam]):
    class Meta:
        model = Exam

    subject = factory.SubFactory(SubjectFactory)
    name = factory.Sequence(lambda n: f"Exam {n}")


class QuestionFactory(DjangoModelFactory[Question]):
    class Meta:
        model = Question

    text = factory.Sequence(lambda n: f"Question {n}?")


class OptionFactory(DjangoModelFactory[Option]):
    class Meta:
        model = Option

    question = factory.SubFactory(QuestionFactory)
    text = factory.Sequence(lambda n: f"Option {n}")


class EnrollmentFactory(DjangoModelFactory[Enrollment]):
    class Meta:
        model = Enrollment

    training = factory.SubFactory(TrainingFactory)
    company = factory.SelfAttribute("training.company")
    user = factory.SubFactory(UserFactory, company=factory.SelfAttribute("..training.company"))


class LessonStudyFactory(DjangoModelFactory[LessonStudy]):
    class Meta:
        model = LessonStudy


class ClassSessionFactory(DjangoModelFactory[ClassSession]):
    """A class one day ago by default; `starts_in` is the number of days from now."""

    class Meta:
        model = ClassSession
        exclude = ("starts_in",)

    starts_in = -1
    subject = factory.SubFactory(SubjectFactory)
    company = factory.SelfAttribute("subject.training.company")
    starts_at = factory.LazyAttribute(lambda row: timezone.now() + timedelta(days=row.starts_in))
    teacher = factory.SubFactory(UserFactory, company=factory.SelfAttribute("..company"), group=Role.INSTRUCTOR)


class AttendanceFactory(DjangoModelFactory[Attendance]):
    class Meta:
        model = Attendance

    item_id = factory.LazyAttribute(lambda row: copy_class_columns(row.class_session).item_id)
    starts_at = factory.SelfAttribute("class_session.starts_at")
    is_cancelled = factory.SelfAttribute("class_session.is_cancelled")


def copy_class_columns(session: ClassSession) -> Any:
    session.refresh_from_db(fields=["item_id"])
    return session


class AttemptFactory(DjangoModelFactory[Attempt]):
    """A graded attempt, by default passed with 80."""

    class Meta:
        model = Attempt

    started_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))
    deadline_at = factory.LazyAttribute(lambda row: row.started_at + timedelta(minutes=30))
    finished_at = factory.LazyAttribute(lambda row: row.started_at + timedelta(minutes=20))
    score = 80
    is_passed = True


class FlightTemplateFactory(DjangoModelFactory[FlightTemplate]):
    class Meta:
        model = FlightTemplate

    training = factory.SubFactory(TrainingFactory)
    name = factory.Sequence(lambda n: f"Mission {n}")
    order = factory.Sequence(int)


class FlightRecordFactory(DjangoModelFactory[FlightRecord]):
    class Meta:
        model = FlightRecord

    is_completed = True
    seconds = 3600
    flown_on = factory.LazyFunction(lambda: timezone.now().date())


class RequiredHoursFactory(DjangoModelFactory[RequiredHours]):
    class Meta:
        model = RequiredHours

    training = factory.SubFactory(TrainingFactory)
    kind = "FLIGHT"
    minutes = 45 * 60


class BackgroundJobFactory(DjangoModelFactory[BackgroundJob]):
    class Meta:
        model = BackgroundJob

    company = factory.SelfAttribute("user.company")
    user = factory.SubFactory(UserFactory)
    kind = BackgroundJob.Kind.EXPORT
    model_label = "accounts.user"
    title = factory.Sequence(lambda n: f"users-{n}.csv")
    format = "csv"


class InspectorAccessFactory(DjangoModelFactory[InspectorAccess]):
    """An access that nobody can enter."""

    class Meta:
        model = InspectorAccess

    company = factory.SubFactory(CompanyFactory)
    inspector_name = "Pat Inspector"
    authority = "CAA"
    email = "pat@caa.example"
    records_from = records_until = opens_on = closes_on = date(2026, 3, 18)
    code_hash = "!"
    opened_by = factory.SubFactory(UserFactory)
