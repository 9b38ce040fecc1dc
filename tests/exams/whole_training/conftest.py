"""A training with an exam of its own, which belongs to no subject (docs/decisions/0033)."""

from dataclasses import dataclass
from typing import Any

import pytest

from exams.models import Exam
from tests import factories as make
from tests.exams.exam_setup import ExamSetup, Student, fill_bank
from tests.world import World, create_client
from trainings.models import Enrollment, Lesson, Subject, Training

SUBJECTS = "/manager/trainings/subjects"


@dataclass
class WholeTraining:
    """Sam is enrolled in a training with Meteorology, taught by Ines, which has a lesson and an exam; and with the mock
    exam of the whole training: three questions out of five, three attempts, passed from 60 percent."""

    setup: ExamSetup
    subject: Subject
    lesson: Lesson
    final: Exam  # of Meteorology
    mock: Exam

    @property
    def world(self) -> World:
        return self.setup.world

    @property
    def training(self) -> Training:
        return self.subject.training

    @property
    def enrollment(self) -> Enrollment:
        return self.setup.enrollment

    def get(self, who: str, path: str) -> Any:
        return create_client(getattr(self.world, who)).get(path)

    def post(self, who: str, path: str, body: Any, in_form: bool = False) -> Any:
        client = create_client(getattr(self.world, who))
        return client.post(path, body) if in_form else client.post(path, body, format="json")

    def add_exam(self, body: dict[str, Any], in_form: bool = False) -> Any:
        path = f"{SUBJECTS}/add_exam.json"
        return self.post("maria", path, {"training_id": str(self.training.pk), **body}, in_form)


@pytest.fixture
def whole(world: World) -> WholeTraining:
    setup = ExamSetup(world)
    final, subject = setup.exam, setup.subject
    mock = make.ExamFactory(
        subject=None, training=subject.training, name="Mock exam", question_count=3, pass_percent=60
    )
    fill_bank(mock, 5)
    setup.exam = mock  # the one that `Student` sits
    return WholeTraining(setup, subject, subject.lessons.get(), final, mock)


@pytest.fixture
def sam(whole: WholeTraining) -> Student:
    return Student(whole.setup, whole.world.sam, whole.enrollment)
