"""Web processes whose clocks differ agree on the deadline, because the database's clock decides."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from exams import clock
from exams.models import Attempt
from exams.sitting.settling import settle_overdue_attempts
from tests.exams.exam_setup import ExamSetup, Student

SLOW, FAST = timedelta(minutes=-5), timedelta(minutes=5)


@pytest.mark.postgresql
def test_the_clock_of_the_web_process_does_not_move_the_deadline(
    exam_setup: ExamSetup, sam: Student, database_clock: datetime, frozen_clock: Any
) -> None:
    with time_machine.travel(database_clock + SLOW, tick=False):
        slow = Student(exam_setup, exam_setup.world.sam, exam_setup.enrollment)
        attempt_id = slow.start_and_get_id()
    attempt = Attempt.objects.get()
    assert timedelta() <= attempt.started_at - database_clock < timedelta(minutes=1)
    assert attempt.deadline_at - attempt.started_at == timedelta(minutes=10)

    remaining = []
    for skew in (SLOW, FAST, timedelta(minutes=11)):
        with time_machine.travel(database_clock + skew, tick=False):
            process = Student(exam_setup, exam_setup.world.sam, exam_setup.enrollment)
            remaining.append(process.do(attempt_id).json()["ExamAttempt"]["remaining"])
            assert settle_overdue_attempts() == (0, 0)

    assert max(remaining) - min(remaining) < 60
    assert min(remaining) > 500


@pytest.mark.postgresql
def test_what_the_database_says_is_over_is_over_for_a_slow_process(
    exam_setup: ExamSetup, sam: Student, database_clock: datetime
) -> None:
    with time_machine.travel(database_clock + SLOW, tick=False):
        slow = Student(exam_setup, exam_setup.world.sam, exam_setup.enrollment)
        attempt_id = slow.start_and_get_id()
        past = clock.now() - timedelta(minutes=11)
        Attempt.objects.update(started_at=past, deadline_at=past + timedelta(minutes=10))

        assert slow.do(attempt_id).json()["ExamAttempt"]["status"] == "finished"


def test_time_does_not_stand_still_within_a_transaction(exam_setup: ExamSetup, database_clock: datetime) -> None:
    """Unlike `now()` of SQL, which is the start of the transaction, however long a lock was waited for."""
    with time_machine.travel(database_clock, tick=True):
        first = clock.now()
        assert clock.now() > first
