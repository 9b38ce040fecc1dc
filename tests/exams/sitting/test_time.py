"""Attempts whose time ran out: settling, the grace, the command (docs/api.md, section 6)."""

import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Notification
from exams.models import Attempt, AttemptQuestion, Exam
from exams.sitting.settling import settle_overdue_attempts
from records.models import Event
from tests import factories as make
from tests.exams.exam_setup import ExamSetup, Student, find_option_id

TIME_LIMIT = 600
GRACE = 5


def settle_attempts(**options: Any) -> str:
    out = StringIO()
    call_command("settle_attempts", stdout=out, **options)
    return out.getvalue()


def assert_timed_out(attempt_id: str, score: float) -> None:
    attempt = Attempt.objects.get(pk=attempt_id)
    assert attempt.finished_at == attempt.deadline_at
    assert attempt.score is not None
    assert float(attempt.score) == score
    (event,) = Event.objects.filter(object_id=attempt_id, action="exam.finished")
    assert event.actor is None
    assert event.actor_kind in {"server", "command"}
    assert Notification.objects.count() == 1


@pytest.mark.parametrize(("right", "score"), [(0, 0), (2, 66.67)])
@pytest.mark.parametrize("touch", ["do", "view", "finish", "answer", "view_start", "start", "command"])
def test_the_next_touch_grades_what_was_answered_in_time(
    exam_setup: ExamSetup, sam: Student, frozen_clock: Any, touch: str, right: int, score: float
) -> None:
    attempt_id = sam.start_and_get_id()
    for paper_question in AttemptQuestion.objects.all()[:right]:
        sam.answer(paper_question.pk, find_option_id(paper_question.options, right=True))
    unanswered = AttemptQuestion.objects.get(order=3)
    frozen_clock.shift(TIME_LIMIT + GRACE + 1)

    touches: dict[str, Callable[[], bool]] = {
        "do": lambda: sam.do(attempt_id).json()["ExamAttempt"]["status"] == "finished",
        "view": lambda: sam.view(attempt_id).json()["ExamAttempt"]["score"] == score,
        "finish": lambda: sam.finish(attempt_id).json()["score"] == score,
        "answer": lambda: sam.answer(unanswered.pk, find_option_id(unanswered.options, right=True)).status_code == 409,
        "view_start": lambda: sam.view_start().json()["attempts"][0]["ExamAttempt"]["score"] == score,
        "start": lambda: sam.start().status_code == (403 if right else 200),
        "command": lambda: settle_attempts().startswith("1 attempt graded"),
    }

    assert touches[touch]()
    assert_timed_out(attempt_id, score)


@pytest.mark.parametrize(("seconds", "status"), [(599, 200), (600, 200), (605, 200), (606, 409)])
def test_an_answer_has_five_seconds_of_grace(sam: Student, frozen_clock: Any, seconds: int, status: int) -> None:
    attempt_id = sam.start_and_get_id()
    paper_question = AttemptQuestion.objects.get(order=1)
    frozen_clock.shift(seconds)

    response = sam.answer(paper_question.pk, find_option_id(paper_question.options, right=True))

    assert response.status_code == status
    frozen_clock.shift(60)
    assert sam.finish(attempt_id).json()["score"] == (33.33 if status == 200 else 0)
    assert_timed_out(attempt_id, 33.33 if status == 200 else 0)


def test_within_the_grace_there_is_no_time_left_but_the_attempt_is_open(sam: Student, frozen_clock: Any) -> None:
    attempt_id = sam.start_and_get_id()
    frozen_clock.shift(TIME_LIMIT + GRACE)

    attempt_row = sam.do(attempt_id).json()["ExamAttempt"]
    assert (attempt_row["status"], attempt_row["remaining"]) == ("open", 0)
    assert settle_overdue_attempts() == (0, 0)

    sam.finish(attempt_id)
    attempt = Attempt.objects.get()
    assert attempt.finished_at == attempt.deadline_at


def test_a_teachers_look_at_a_forgotten_attempt_grades_it_too(
    exam_setup: ExamSetup, sam: Student, frozen_clock: Any
) -> None:
    attempt_id = sam.start_and_get_id()
    frozen_clock.shift(3600)

    assert Student(exam_setup, exam_setup.world.ines, exam_setup.enrollment).view(attempt_id).status_code == 200
    assert_timed_out(attempt_id, 0)


def test_a_timed_out_attempt_is_used_up(exam_setup: ExamSetup, sam: Student, frozen_clock: Any) -> None:
    Exam.objects.update(max_attempts=1)
    sam.start_and_get_id()
    frozen_clock.shift(3600)

    assert sam.start().status_code == 403
    assert Attempt.objects.count() == 1


def test_a_timed_out_attempt_makes_room_for_the_next(sam: Student, frozen_clock: Any) -> None:
    first = sam.start_and_get_id()
    frozen_clock.shift(3600)

    second = sam.start_and_get_id()

    assert first != second
    assert Attempt.objects.open().count() == 1


def test_the_command_grades_all_that_ran_out_and_nothing_else(
    exam_setup: ExamSetup, sam: Student, frozen_clock: Any
) -> None:
    for user in make.UserFactory.create_batch(4, company=exam_setup.world.alpine):
        Student(exam_setup, user, exam_setup.enroll_user(user)).start_and_get_id()
    frozen_clock.shift(3600)
    sam.start_and_get_id()

    assert settle_overdue_attempts(batch_size=3) == (4, 0)
    assert Attempt.objects.open().get().enrollment == exam_setup.enrollment
    assert Event.objects.filter(action="exam.finished").count() == Notification.objects.count() == 4


def test_the_command_can_run_again(sam: Student, frozen_clock: Any) -> None:
    sam.start_and_get_id()
    frozen_clock.shift(3600)

    assert settle_attempts() == "1 attempt graded; 0 locked and left for the next run.\n"
    assert json.loads(settle_attempts(json=True)) == {"settled": 0, "in_use": 0, "failed": []}
    assert Event.objects.filter(action="exam.finished").count() == 1


def test_the_clock_of_another_day_does_not_reopen_anything(sam: Student, frozen_clock: Any) -> None:
    attempt_id = sam.sit(right=1)
    frozen_clock.move_to(timezone.now() - timedelta(days=1))

    paper_question = AttemptQuestion.objects.filter(attempt__pk=attempt_id)[0]
    assert sam.answer(paper_question.pk, find_option_id(paper_question.options, right=True)).status_code == 409
    assert sam.view(attempt_id).json()["ExamAttempt"]["score"] == 33.33
