"""A course and its revisions: Alpine publishes a training in which Sam and Sue study, and Maria revises it."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone

from exams.models import Exam
from missions.models import FlightTemplate
from records.models import Event
from records.verification.run import verify_company
from revisions.lifecycle.acts import Approval
from revisions.lifecycle.approving import approve_revision
from revisions.lifecycle.drafting import start_revision
from revisions.lifecycle.publishing import publish_training
from revisions.models import ItemOrigin, Revision
from revisions.moving.moving import MoveOrder, move_to_current_revision
from revisions.moving.planning import MovePlan
from tests import factories as make
from tests.exams.exam_setup import fill_bank
from tests.world import World
from trainings.endpoints.lessons.services import complete_lesson
from trainings.enrollments.services import enroll_students
from trainings.models import Enrollment, LearningObjective, Lesson, Metric, Subject, Training


@dataclass
class Course:
    """A distance training with two subjects, three lessons, an exam, a gate exam, a mission: the names are its own."""

    world: World
    training: Training
    subject: Subject
    fronts: Lesson
    clouds: Lesson
    wind: Lesson
    exam: Exam
    gate: Exam
    mission: FlightTemplate

    def enroll(self, *users: Any, training: Training | None = None) -> list[Enrollment]:
        outcome = enroll_students(
            training=training or self.training, user_ids=[user.pk for user in users], group_ids=[], by=self.world.maria
        )
        return [outcome.enrolled[user.pk] for user in users]

    def enroll_sam(self, training: Training | None = None) -> Enrollment:
        (row,) = self.enroll(self.world.sam, training=training)
        return row

    def publish(self, **more: Any) -> Revision:
        approval = Approval("The syllabus as taught so far", **more)
        by = self.world.maria
        return publish_training(training_id=self.training.pk, approval=approval, password=make.PASSWORD, by=by)

    def start(self) -> Training:
        """The draft of the next revision."""
        return start_revision(training_id=self.training.pk, by=self.world.maria).training

    def approve(self, draft: Training, summary: str = "More about clouds", **more: Any) -> Revision:
        approval = Approval(summary, **more)
        return approve_revision(
            training_id=draft.pk, approval=approval, password=make.PASSWORD, by=more.get("by", self.world.maria)
        )

    def revise(self, change: Any) -> Training:
        """A next revision in force, in which `change` was done to the draft."""
        draft = self.start()
        change(draft)
        self.approve(draft)
        draft.refresh_from_db()
        self.training.refresh_from_db()
        return draft

    def study(self, row: Enrollment, *lessons: Lesson) -> None:
        for lesson in lessons:
            complete_lesson(enrollment=row, lesson=lesson, seconds=60, by=row.user)

    def move(self, *rows: Enrollment, password: str = make.PASSWORD, **more: Any) -> MovePlan:
        order = MoveOrder(self.training.pk, [row.pk for row in rows], **more)
        return move_to_current_revision(order=order, password=password, by=self.world.maria)


def find_copy(model: Any, original: Any, training: Training) -> Any:
    """The part of a revision that was copied from `original`."""
    return model.objects.get(pk=ItemOrigin.objects.get(training=training, origin_id=original.pk).item_id)


def create_course(world: World) -> Course:
    for person in (world.maria, world.charles, world.ines, world.sam, world.otto):
        person.set_password(make.PASSWORD)
        person.save()
    training = make.TrainingFactory(company=world.alpine, name="Meteorology course", has_flights=True)
    subject = make.SubjectFactory(training=training, code="050", name="Meteorology", teacher=world.ines, order=1)
    other = make.SubjectFactory(training=training, code="061", name="Navigation", order=2)
    fronts = make.LessonFactory(subject=subject, name="Fronts", order=1)
    clouds = make.LessonFactory(subject=subject, name="Clouds", order=2)
    wind = make.LessonFactory(subject=other, name="Wind", order=1)
    make.SlideFactory(lesson=fronts, title="Warm front")
    LearningObjective.objects.create(lesson=fronts, name="Explains a warm front")
    Metric.objects.create(training=training, name="Airmanship")
    exam = make.ExamFactory(subject=subject, name="Final", question_count=3, order=3)
    fill_bank(exam, 5)
    gate = make.ExamFactory(subject=subject, lesson=clouds, name="Check of clouds", question_count=1, pass_percent=0)
    fill_bank(gate, 2)
    mission = make.FlightTemplateFactory(training=training, name="Circuits")
    return Course(world, training, subject, fronts, clouds, wind, exam, gate, mission)


@pytest.fixture
def course(world: World) -> Course:
    return create_course(world)


@pytest.fixture
def published(course: Course) -> Course:
    course.publish()
    course.training.refresh_from_db()
    return course


def list_actions(row: Any) -> list[str]:
    return list(Event.objects.filter(object_id=str(row.pk)).order_by("seq").values_list("action", flat=True))


def assert_records_are_clean(world: World) -> None:
    report = verify_company(world.alpine)
    assert ([str(finding) for finding in report.findings], report.unverifiable) == ([], 0)


@pytest.fixture
def sam(published: Course) -> Enrollment:
    """Sam has done Fronts and Wind, and begun Clouds, whose gate exam is not passed."""
    row = published.enroll_sam()
    published.study(row, published.fronts, published.wind, published.clouds)
    return row


@pytest.fixture
def revised(published: Course, sam: Enrollment) -> Training:
    """In revision 2 Fronts takes 90 minutes, Wind is gone, and Ice is new."""

    def change(draft: Training) -> None:
        Lesson.objects.filter(pk=find_copy(Lesson, published.fronts, draft).pk).update(duration_minutes=90)
        Lesson.objects.filter(pk=find_copy(Lesson, published.wind, draft).pk).update(deleted_at=timezone.now())
        make.LessonFactory(subject=find_copy(Subject, published.subject, draft), name="Ice", order=9)

    return published.revise(change)
