"""Restarts of lessons while the class of their gate exam is sat, signed and changed, on a real PostgreSQL."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from core.exceptions import Conflict, Forbidden
from exams.cycles import LessonReset
from exams.models import Attempt, Exam
from exams.sitting.restarting import reset_lesson
from exams.sitting.services import finish_attempt, start_attempt
from onsite.classes.class_plans import ClassPlan
from onsite.classes.scheduling import change_class
from onsite.classes.signing import close_class
from records.verification.run import verify_company
from tests import factories as make
from tests.exams.concurrency import assert_ledger_is_gapless, run_concurrently
from tests.exams.exam_setup import ExamSetup
from tests.exams.scheduled_setup import ScheduledExam
from tests.world import World
from trainings.models import Enrollment, Training

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
ROUNDS = 12


@pytest.fixture
def scheduled() -> ScheduledExam:
    """The exam is the gate of a lesson without slides, allows one attempt, and the lesson can be started again."""
    scheduled = ScheduledExam(ExamSetup(World()))
    scheduled.exam_setup.add_gate()
    Training.objects.update(type=Training.Type.DISTANCE, allow_auto_restart=True)
    Exam.objects.update(max_attempts=1)
    return scheduled


def start(enrollment: Enrollment) -> Attempt:
    exam = Exam.objects.with_bank_size().get()
    return start_attempt(enrollment=enrollment, exam=exam, by=enrollment.user)


def finish(attempt: Attempt) -> Attempt:
    """As a request with an Idempotency-Key, which is one transaction."""
    with transaction.atomic():
        return finish_attempt(attempt=attempt, by=attempt.enrollment.user)


def reset(enrollment: Enrollment, scheduled: ScheduledExam) -> LessonReset:
    lesson = Exam.objects.select_related("lesson").get().lesson
    assert lesson is not None
    with transaction.atomic():
        return reset_lesson(enrollment=enrollment, lesson=lesson, by=enrollment.user)


def put_on_roster(scheduled: ScheduledExam, session: Any) -> Enrollment:
    user = make.UserFactory(company=scheduled.world.alpine)
    enrollment = scheduled.exam_setup.enroll_user(user)
    scheduled.put_on_roster(enrollment, session)
    return Enrollment.objects.select_related("user", "training", "company").get(pk=enrollment.pk)


def test_restarting_finishing_and_signing_at_once_do_not_deadlock(scheduled: ScheduledExam) -> None:
    """One starts again after a loss; the time of another has run out; a third finishes; the teacher signs."""
    for _ in range(ROUNDS):
        session = scheduled.add_class(timezone.now())
        lost, overdue, sitting = (put_on_roster(scheduled, session) for _ in range(3))
        finish(start(lost))
        late, last = start(overdue), start(sitting)
        hour = timedelta(hours=1)
        Attempt.objects.filter(pk=late.pk).update(
            started_at=timezone.now() - 2 * hour, deadline_at=timezone.now() - hour
        )
        acts: list[Callable[[], Any]] = [
            partial(reset, lost, scheduled),
            partial(reset, lost, scheduled),
            partial(reset, overdue, scheduled),
            partial(finish, last),
            partial(close_class, session=session, by=scheduled.world.ines),
        ]

        outcomes = run_concurrently(acts)

        assert [one for one in outcomes if isinstance(one, Exception)] == []
        assert outcomes[0].pk == outcomes[1].pk
        assert not Attempt.objects.open().exists()
        assert set(LessonReset.objects.values_list("enrollment", "number")) >= {(lost.pk, 1), (overdue.pk, 1)}
    assert_ledger_is_gapless()
    assert list(verify_company(scheduled.world.alpine).findings) == []


def test_a_roster_that_is_changed_while_students_start_and_finish(scheduled: ScheduledExam) -> None:
    """Whoever leaves the roster at that moment sits the exam or is refused; the result is in the class or told."""
    for _ in range(ROUNDS):
        session = scheduled.add_class(timezone.now())
        leaving, staying = (put_on_roster(scheduled, session) for _ in range(2))
        attempt = start(staying)
        plan = ClassPlan(session.subject_id, session.starts_at, session.teacher_id, [staying.user_id])
        change = partial(change_class, session=session, plan=plan, notify=False, by=scheduled.world.maria)

        started, finished, changed = run_concurrently([partial(start, leaving), partial(finish, attempt), change])

        assert not isinstance(finished, Exception), finished
        assert not isinstance(changed, Exception), changed
        assert isinstance(started, Attempt | Forbidden | Conflict), started
        if isinstance(started, Attempt):
            finish(started)
        assert not Attempt.objects.open().exists()
        row = session.attendances.get(enrollment=staying)
        assert (row.is_present, row.is_passed, row.exam_rating) == (True, False, "0")
    assert_ledger_is_gapless()
    assert list(verify_company(scheduled.world.alpine).findings) == []
