import pytest

from tests.exams.exam_setup import ExamSetup, Student
from tests.exams.restart_setup import RestartSetup
from tests.exams.scheduled_setup import ScheduledExam
from tests.world import World


@pytest.fixture
def exam_setup(world: World) -> ExamSetup:
    return ExamSetup(world)


@pytest.fixture
def sam(exam_setup: ExamSetup) -> Student:
    return Student(exam_setup, exam_setup.world.sam, exam_setup.enrollment)


@pytest.fixture
def restart(exam_setup: ExamSetup, sam: Student) -> RestartSetup:
    return RestartSetup(exam_setup, sam)


@pytest.fixture
def scheduled(exam_setup: ExamSetup) -> ScheduledExam:
    return ScheduledExam(exam_setup)
