"""Concurrent restarts and grants, on a real PostgreSQL with real transactions (docs/decisions/0032)."""

from functools import partial
from typing import TYPE_CHECKING

import pytest

from core.exceptions import Conflict, Forbidden
from exams.cycles import AttemptGrant, LessonReset
from exams.models import Attempt, Exam
from exams.sitting import services
from exams.sitting.granting import grant_attempt
from exams.sitting.restarting import reset_lesson
from records.models import Event
from tests import factories as make
from tests.exams.concurrency import assert_ledger_is_gapless, run_concurrently
from tests.exams.exam_setup import ExamSetup
from tests.exams.sitting.test_races import create_student, get_exam_to_start
from tests.world import World
from trainings.models import Enrollment, Lesson, Training

if TYPE_CHECKING:
    from accounts.models import User

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
ROUNDS = 10


@pytest.fixture
def exam_setup() -> ExamSetup:
    """The exam is a gate with one attempt, of a lesson without slides that can be started again."""
    setup = ExamSetup(World())
    setup.add_gate()
    Exam.objects.update(max_attempts=1)
    Training.objects.update(allow_auto_restart=True)
    return setup


def lose(exam_setup: ExamSetup) -> "tuple[User, Enrollment, Lesson]":
    """A new student who has used up the attempt."""
    user, enrollment = create_student(exam_setup)
    attempt = services.start_attempt(enrollment=enrollment, exam=get_exam_to_start(exam_setup), by=user)
    services.finish_attempt(attempt=attempt, by=user)
    lesson = exam_setup.exam.lesson
    assert lesson is not None
    return user, enrollment, lesson


def test_sixteen_restarts_at_once_are_one(exam_setup: ExamSetup) -> None:
    for _ in range(ROUNDS):
        user, enrollment, lesson = lose(exam_setup)

        outcomes = run_concurrently([partial(reset_lesson, enrollment=enrollment, lesson=lesson, by=user)] * 16)

        row = LessonReset.objects.get(enrollment=enrollment)
        assert outcomes == [row] * 16
        assert Event.objects.filter(object_id=str(row.pk)).count() == 1
    assert_ledger_is_gapless()


def test_a_restart_beside_starts_leaves_each_attempt_in_one_cycle(exam_setup: ExamSetup) -> None:
    """Starts are refused before the boundary and share one attempt after it; no attempt is open across it."""
    exam = get_exam_to_start(exam_setup)
    for _ in range(ROUNDS):
        user, enrollment, lesson = lose(exam_setup)
        start = partial(services.start_attempt, enrollment=enrollment, exam=exam, by=user)
        reset = partial(reset_lesson, enrollment=enrollment, lesson=lesson, by=user)

        outcomes = run_concurrently([start, start, reset, start, start, reset, start])

        assert not [row for row in outcomes if not isinstance(row, Attempt | LessonReset | Forbidden)], outcomes
        row = LessonReset.objects.get(enrollment=enrollment)
        cycles = [attempt.is_reset for attempt in Attempt.objects.filter(enrollment=enrollment).with_cycle()]
        assert sorted(cycles) in ([True], [False, True])
        assert not Attempt.objects.open().filter(enrollment=enrollment, started_at__lt=row.reset_at).exists()
    assert_ledger_is_gapless()


def test_two_managers_who_grant_at_once_grant_one_attempt(exam_setup: ExamSetup) -> None:
    for _ in range(ROUNDS):
        _user, enrollment, _lesson = lose(exam_setup)
        manager = make.UserFactory(company=exam_setup.world.alpine, group=exam_setup.world.maria.group)
        ids = {"enrollment_id": enrollment.pk, "exam_id": exam_setup.exam.pk}

        outcomes = run_concurrently(
            [partial(grant_attempt, **ids, reason="Ill", by=by) for by in (exam_setup.world.maria, manager)] * 4
        )

        grant = AttemptGrant.objects.get(enrollment=enrollment)
        assert [row for row in outcomes if not isinstance(row, Conflict)] == [grant]
    assert_ledger_is_gapless()
