from datetime import datetime

import pytest
from django.utils import timezone

from exams import clock
from tests.exams.exam_setup import ExamSetup, Student
from tests.exams.restart_setup import RestartSetup
from tests.exams.scheduled_setup import ScheduledExam
from tests.world import World


@pytest.fixture(autouse=True)
def exams_follow_the_frozen_clock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's clock cannot be frozen, so it decides only in tests that use `database_clock`."""
    if "database_clock" not in request.fixturenames:
        monkeypatch.setattr(clock, "now", timezone.now)


@pytest.fixture
def database_clock(db: None) -> datetime:
    """The time by the database's clock at the beginning of the test."""
    return clock.now()


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
