"""Every event of the ledger about an enrollment is in its exported record, whatever object the event names."""

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from accounts.models import User
from evidence.certificates.services import revoke_certificate
from evidence.models import Certificate
from evidence.student_record.files import build_record_files
from evidence.student_record.gathering import gather_record
from exams.models import Exam
from exams.sitting.services import finish_attempt, record_answer, start_attempt
from missions.services import FlightInput, correct_flight, record_flight, sign_debriefing
from onsite.classes.attendance import store_attendance
from onsite.classes.class_plans import ClassPlan
from onsite.classes.evaluation import save_evaluation
from onsite.classes.scheduling import change_class, delete_class, schedule_class
from onsite.classes.signing import sign_class, unsign_class
from onsite.models import ClassSession
from records.models import Event
from tests import factories as make
from tests.world import World
from trainings.endpoints.lessons.services import complete_lesson
from trainings.enrollments.notes import change_notes
from trainings.enrollments.services import enroll_students
from trainings.models import Enrollment, Lesson, LessonStudy, Subject, Training

if TYPE_CHECKING:
    from exams.querysets import ExamWithBankSize


class StudentLife:
    """Everything that can happen to Sam in a training, through the services."""

    def __init__(self, world: World) -> None:
        self.world = world
        for person in (world.ines, world.sam):
            person.set_password(make.PASSWORD)
            person.save()
        self.training: Training = make.TrainingFactory(company=world.alpine, has_flights=True)
        self.subject: Subject = make.SubjectFactory(training=self.training)
        self.lesson: Lesson = make.LessonFactory(subject=self.subject)
        self.mission = make.FlightTemplateFactory(training=self.training)
        self.enrollment = self.enroll(world.sam)

    def enroll(self, user: User) -> Enrollment:
        outcome = enroll_students(training=self.training, user_ids=[user.pk], group_ids=[], by=self.world.maria)
        return outcome.enrolled[user.pk]

    def add_exam(self) -> "ExamWithBankSize":
        question = make.QuestionFactory(company=self.world.alpine)
        make.OptionFactory(question=question, is_correct=True)
        make.OptionFactory(question=question)
        exam: Exam = make.ExamFactory(subject=self.subject, question_count=1)
        exam.questions.add(question)
        return Exam.objects.with_bank_size().get(pk=exam.pk)

    def build_plan(self, *students: User, hours: float = -1) -> ClassPlan:
        starts_at = self.enrollment.created_at + timedelta(hours=hours)
        options = {"lesson_id": self.lesson.pk}
        return ClassPlan(self.subject.pk, starts_at, self.world.ines.pk, [user.pk for user in students], options)

    def schedule(self, *students: User, hours: float = -1) -> ClassSession:
        return schedule_class(plan=self.build_plan(*students, hours=hours), notify=True, by=self.world.maria)

    # --- what can happen

    def study(self) -> None:
        complete_lesson(enrollment=self.enrollment, lesson=self.lesson, seconds=600, by=self.world.sam)

    def sit(self) -> None:
        exam = self.add_exam()
        attempt = start_attempt(enrollment=self.enrollment, exam=exam, by=self.world.sam)
        shown = attempt.paper.get()
        right = next(option["id"] for option in shown.options if option["is_correct"])
        record_answer(paper_question_id=shown.pk, option_id=uuid.UUID(right), by=self.world.sam)
        finish_attempt(attempt=attempt, by=self.world.sam)

    def attend(self) -> None:
        session = self.schedule(self.world.sam)
        store_attendance(session=session, marks={self.world.sam.pk: {"is_present": True}}, by=self.world.ines)
        save_evaluation(session=session, student_id=self.world.sam.pk, remarks="Good", by=self.world.ines)
        sign_class(session=session, password=make.PASSWORD, by=self.world.ines)
        unsign_class(session=session, reason="a slip", by=self.world.ines)
        sign_class(session=session, password=make.PASSWORD, by=self.world.ines)

    def attend_a_class_that_is_deleted(self) -> None:
        session = self.schedule(self.world.sam)
        store_attendance(session=session, marks={self.world.sam.pk: {"is_present": True}}, by=self.world.ines)
        delete_class(session_id=session.pk, by=self.world.maria)

    def leave_the_roster(self) -> None:
        session = self.schedule(self.world.sam, hours=20)
        change_class(session=session, plan=self.build_plan(hours=20), notify=False, by=self.world.maria)

    def join_a_class_and_leave_it(self) -> None:
        session = self.schedule(hours=21)
        for students in ([self.world.sam], []):
            change_class(session=session, plan=self.build_plan(*students, hours=21), notify=False, by=self.world.maria)

    def fly(self) -> None:
        row = record_flight(
            enrollment_id=self.enrollment.pk,
            template_id=self.mission.pk,
            flight=FlightInput(False, 60),
            by=self.world.maria,
        )
        correct_flight(record_id=row.pk, flight=FlightInput(True, 3600), by=self.world.maria)
        sign_debriefing(record_id=row.pk, password=make.PASSWORD, by=self.world.sam)

    def change_notes(self) -> None:
        change_notes(enrollment_id=self.enrollment.pk, notes="Needs time", by=self.world.maria)

    def finish(self) -> None:
        self.study()
        self.fly()
        revoke_certificate(certificate=Certificate.objects.get(), reason="A slip", by=self.world.maria)

    def finish_by_mistake(self) -> None:
        Training.objects.filter(pk=self.training.pk).update(type="ONSITE", has_flights=False)
        session = self.schedule(self.world.sam)
        for present in (True, False):
            store_attendance(session=session, marks={self.world.sam.pk: {"is_present": present}}, by=self.world.ines)


def export_event_numbers(enrollment: Enrollment) -> list[int]:
    row = Enrollment.objects.select_related("user", "company", "training", "supervisor").get(pk=enrollment.pk)
    content = json.loads(build_record_files(gather_record(row))["record.json"])
    return [event["seq"] for event in content["events"]]


@pytest.fixture
def life(world: World) -> StudentLife:
    return StudentLife(world)


@pytest.mark.parametrize(
    "happens",
    [
        StudentLife.study, StudentLife.sit, StudentLife.attend, StudentLife.attend_a_class_that_is_deleted,
        StudentLife.leave_the_roster,
        StudentLife.join_a_class_and_leave_it, StudentLife.fly, StudentLife.change_notes, StudentLife.finish,
        StudentLife.finish_by_mistake,
    ],
)  # fmt: skip
def test_every_event_about_the_enrollment_is_in_its_record(
    world: World, life: StudentLife, happens: Callable[[StudentLife], Any]
) -> None:
    """Nobody but Sam has done anything, so the school's whole ledger is about Sam; a class before he joined is not."""
    happens(life)

    events = {event.seq: event for event in Event.objects.filter(company=world.alpine)}
    missing = {seq for seq in events if seq not in export_event_numbers(life.enrollment)}
    assert all('"students":[]' in events[seq].payload for seq in missing), [events[seq].action for seq in missing]


def test_lessons_completed_are_in_the_record_of_a_distance_student(life: StudentLife) -> None:
    life.study()

    study = LessonStudy.objects.get()
    assert Event.objects.get(action="lesson.completed", object_id=str(study.pk)).seq in export_event_numbers(
        life.enrollment
    )


def test_a_mark_stays_in_the_record_when_its_class_is_deleted(life: StudentLife) -> None:
    life.attend_a_class_that_is_deleted()

    row = Enrollment.objects.select_related("user", "company", "training", "supervisor").get(pk=life.enrollment.pk)
    (held,) = [entry for entry in gather_record(row).entries if entry.kind == "class"]
    assert held.result == "present; the class was deleted"


def test_nothing_of_a_fellow_students_go_is_in_it(world: World, life: StudentLife) -> None:
    sues = life.enroll(world.sue)
    life.attend()
    life.study()
    session = life.schedule(world.sam, world.sue, hours=20)
    change_class(session=session, plan=life.build_plan(world.sue, hours=20), notify=False, by=world.maria)

    own = {event.seq for event in Event.objects.filter(object_id=str(life.enrollment.pk))}
    assert not own & set(export_event_numbers(sues))
    row = Enrollment.objects.select_related("user", "company", "training", "supervisor").get(pk=sues.pk)
    events = json.loads(build_record_files(gather_record(row))["record.json"])["events"]
    (changed,) = [event["payload"] for event in events if event["action"] == "class.changed"]
    assert changed["removed"] == []
    assert Event.objects.get(action="class.changed").payload.count(str(world.sam.pk)) == 1
