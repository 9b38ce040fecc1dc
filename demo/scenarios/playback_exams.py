"""Plays an attempt of a scenario: the paper is drawn by the service, and as many answers are right as the row says.
Also what gives a student further attempts: restarts of lessons, and granted attempts."""

import uuid
from datetime import datetime

from accounts.models import User
from core import clock
from exams.cycles import AttemptGrant, LessonReset
from exams.models import Attempt, AttemptQuestion, Exam
from exams.sitting.granting import grant_attempt
from exams.sitting.restarting import reset_lesson
from exams.sitting.services import finish_attempt, record_answer, start_attempt
from trainings.models import Enrollment


def play_start(row: Attempt, enrollment: Enrollment) -> Attempt:
    exam = Exam.objects.with_bank_size().get(pk=row.exam_id)
    return start_attempt(enrollment=enrollment, exam=exam, by=enrollment.user)


def play_finish(attempt: Attempt, row: Attempt, enrollment: Enrollment) -> None:
    """Answers one question after the other in simulated time, and finishes when the row says so."""
    paper = list(attempt.paper.all())
    right = round((row.score or 0) * len(paper) / 100)
    finished_at = clock.now()
    for question, at in zip(paper, spread_moments_before(finished_at, attempt.started_at, len(paper)), strict=True):
        clock.simulated_now.set(at)
        record_answer(
            paper_question_id=question.pk,
            option_id=find_option(question, is_right=question.order <= right),
            by=enrollment.user,
        )
    clock.simulated_now.set(finished_at)
    finish_attempt(attempt=Attempt.objects.select_related("enrollment").get(pk=attempt.pk), by=enrollment.user)


def spread_moments_before(end_at: datetime, start_at: datetime, count: int) -> list[datetime]:
    return [start_at + (end_at - start_at) * (place + 1) / (count + 1) for place in range(count)]


def find_option(question: AttemptQuestion, *, is_right: bool) -> uuid.UUID:
    return uuid.UUID(next(option["id"] for option in question.options if option["is_correct"] == is_right))


def play_reset(row: LessonReset, enrollment: Enrollment) -> LessonReset:
    return reset_lesson(enrollment=enrollment, lesson=row.lesson, by=enrollment.user)


def play_grant(row: AttemptGrant, enrollment: Enrollment, manager: User) -> AttemptGrant:
    return grant_attempt(enrollment_id=enrollment.pk, exam_id=row.exam_id, reason=row.reason, by=manager)
