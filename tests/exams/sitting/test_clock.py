"""Two web processes whose clocks differ agree on the deadline, because the database's clock decides."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from exams import clock
from exams.models import Attempt
from exams.sitting.settling import settle_overdue
from tests.exams.exam_setup import Hall, Student

SLOW, FAST = timedelta(minutes=-5), timedelta(minutes=5)


@pytest.mark.postgresql
def test_the_clock_of_the_web_process_does_not_move_the_deadline(
    hall: Hall, sam: Student, database_clock: datetime, frozen_clock: Any
) -> None:
    with time_machine.travel(database_clock + SLOW, tick=False):
        slow = Student(hall, hall.world.sam, hall.enrollment)
        attempt_id = slow.started()
    attempt = Attempt.objects.get()
    assert timedelta() <= attempt.started_at - database_clock < timedelta(minutes=1)
    assert attempt.deadline_at - attempt.started_at == timedelta(minutes=10)

    remaining = []
    for skew in (SLOW, FAST, timedelta(minutes=11)):
        with time_machine.travel(database_clock + skew, tick=False):
            process = Student(hall, hall.world.sam, hall.enrollment)
            remaining.append(process.do(attempt_id).json()["ExamAttempt"]["remaining"])
            assert settle_overdue() == (0, 0)

    assert max(remaining) - min(remaining) < 60
    assert min(remaining) > 500


@pytest.mark.postgresql
def test_what_the_database_says_is_over_is_over_for_a_slow_process(
    hall: Hall, sam: Student, database_clock: datetime
) -> None:
    with time_machine.travel(database_clock + SLOW, tick=False):
        slow = Student(hall, hall.world.sam, hall.enrollment)
        attempt_id = slow.started()
        past = clock.now() - timedelta(minutes=11)
        Attempt.objects.update(started_at=past, deadline_at=past + timedelta(minutes=10))

        assert slow.do(attempt_id).json()["ExamAttempt"]["status"] == "finished"


def test_time_does_not_stand_still_within_a_transaction(hall: Hall, database_clock: datetime) -> None:
    """`now()` of SQL would: it is the start of the transaction, however long a lock was waited for."""
    with time_machine.travel(database_clock, tick=True):
        first = clock.now()
        assert clock.now() > first
