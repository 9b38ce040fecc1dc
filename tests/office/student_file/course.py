"""A course at Alpine that Sam has taken part in, with something of everything on record; all made through services."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from exams.models import Attempt, Exam
from missions.models import FlightObjective
from missions.services import FlightInput, record_flight, sign_debriefing
from onsite.classes.attendance import store_attendance
from onsite.classes.evaluation import save_evaluation
from onsite.classes.signing import sign_class, unsign_class
from tests import factories as make
from tests.exams.exam_setup import ExamSetup, Student
from tests.world import World
from trainings.credits.giving import CreditInput, give_credits
from trainings.endpoints.lessons.services import complete_lesson
from trainings.enrollment_acts.pausing import pause_enrollments
from trainings.enrollments.services import enroll_students
from trainings.models import Enrollment, LearningObjective


@dataclass
class Course:
    """`enrollment` is Sam's, in PPL theory, whose subject Weather has the online exam Meteorology. The methods add
    what is on record: a lesson studied, an exam taken, a class, a flight, a credit, a pause."""

    world: World
    setup: ExamSetup = field(init=False)
    enrollment: Enrollment = field(init=False)
    attempt: Attempt = field(init=False)

    def __post_init__(self) -> None:
        for person in (self.world.maria, self.world.ines, self.world.sam):
            person.set_password(make.PASSWORD)
            person.save()
        self.setup = ExamSetup(self.world)
        self.enrollment = self.setup.enrollment
        self.training, self.subject = self.enrollment.training, self.setup.subject
        self.training.name, self.training.has_flights = "PPL theory", True
        self.training.requires_debriefing_signature = True
        self.training.save()
        self.subject.code, self.subject.name = "050", "Weather"
        self.subject.save()

    def study(self, name: str = "Fronts") -> None:
        lesson = make.LessonFactory(subject=self.subject, name=name)
        complete_lesson(enrollment=self.enrollment, lesson=lesson, seconds=1500, by=self.world.sam)

    def sit(self, right: int = 3) -> Attempt:
        id = Student(self.setup, self.world.sam, self.enrollment).sit(right=right)
        return Attempt.objects.get(pk=id)

    def hold_class(self, *, exam: Exam | None = None, is_present: bool = True) -> Any:
        lesson = None if exam else make.LessonFactory(subject=self.subject, name="Clouds")
        starts_at = timezone.now() - timedelta(minutes=30)
        session = make.ClassSessionFactory(
            subject=self.subject, lesson=lesson, exam=exam, starts_at=starts_at, teacher=self.world.ines
        )
        make.AttendanceFactory(class_session=session, enrollment=self.enrollment)
        mark = {"is_present": is_present} | ({"is_passed": True, "exam_rating": "A"} if exam else {})
        store_attendance(session=session, marks={self.world.sam.pk: mark}, by=self.world.ines)
        return session

    def evaluate(self, session: Any) -> None:
        objective = LearningObjective.objects.create(lesson=session.lesson, name="Names the clouds")
        save_evaluation(
            session=session,
            student_id=self.world.sam.pk,
            remarks="Quick to learn",
            objectives={objective.pk: "+"},
            by=self.world.ines,
        )

    def sign(self, session: Any) -> None:
        sign_class(session=session, password=make.PASSWORD, by=self.world.ines)

    def unsign(self, session: Any, reason: str) -> None:
        unsign_class(session=session, reason=reason, by=self.world.ines)

    def fly(self, *, is_signed: bool = True) -> None:
        mission = make.FlightTemplateFactory(training=self.training, name="Circuits")
        objective = FlightObjective.objects.create(template=mission, name="Landing")
        flight = FlightInput(
            is_completed=True,
            seconds=4800,
            flight_id="L-17",
            instructor_id=self.world.ines.pk,
            remarks="Good flare",
            grades={objective.pk: "STD"},
        )
        by = self.world.maria
        row = record_flight(enrollment_id=self.enrollment.pk, template_id=mission.pk, flight=flight, by=by)
        if is_signed:
            sign_debriefing(record_id=row.pk, password=make.PASSWORD, by=self.world.sam)

    def credit(self) -> None:
        lesson = make.LessonFactory(subject=self.subject, name="Ice")
        given = CreditInput([lesson.pk], "PPL of another school")
        by = self.world.maria
        give_credits(enrollment_id=self.enrollment.pk, credit=given, password=make.PASSWORD, by=by)

    def pause(self) -> None:
        pause_enrollments(enrollment_ids=[self.enrollment.pk], reason="Ill", day=None, by=self.world.maria)


def fill(course: Course, times: int) -> None:
    """So many rows of each kind in the file."""
    course.setup.exam.max_attempts = 100
    course.setup.exam.save()
    onsite = make.ExamFactory(subject=course.subject, name="Oral", type=Exam.Type.ONSITE, is_mandatory=False)
    for _ in range(times):
        course.study()
        course.sit(right=0)
        session = course.hold_class()
        course.evaluate(session)
        course.sign(session)
        course.sign(course.hold_class(exam=onsite))
        course.fly()
        course.credit()


def finish(world: World, user: Any = None) -> Enrollment:
    """A finished enrollment whose certificate was issued at the finish."""
    training = make.TrainingFactory(company=world.alpine, name="Refresher")
    lesson = make.LessonFactory(subject__training=training)
    user = user or world.sam
    outcome = enroll_students(training=training, user_ids=[user.pk], group_ids=[], by=world.maria)
    complete_lesson(enrollment=outcome.enrolled[user.pk], lesson=lesson, seconds=60, by=user)
    return Enrollment.objects.get(pk=outcome.enrolled[user.pk].pk)
