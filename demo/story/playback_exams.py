"""Sitting an exam of the story: the paper is drawn anew, and answered as well or as badly as the story says."""

import uuid
from datetime import datetime

from core import clock
from exams.models import Attempt, AttemptQuestion, Exam
from exams.sitting.services import finish_attempt, record_answer, start_attempt
from trainings.models import Enrollment


def play_start(told: Attempt, enrollment: Enrollment) -> Attempt:
    exam = Exam.objects.with_bank_size().get(pk=told.exam_id)
    return start_attempt(enrollment=enrollment, exam=exam, by=enrollment.user)


def play_finish(attempt: Attempt, told: Attempt, enrollment: Enrollment) -> None:
    """Answers the questions one after the other, and hands in when the story says so."""
    paper = list(attempt.paper.all())
    right = round((told.score or 0) * len(paper) / 100)
    handed_in = clock.now()
    for shown, at in zip(paper, spread_moments_before(handed_in, attempt.started_at, len(paper)), strict=True):
        clock.simulated_now.set(at)
        record_answer(
            paper_question_id=shown.pk, option_id=find_option(shown, is_right=shown.order <= right), by=enrollment.user
        )
    clock.simulated_now.set(handed_in)
    finish_attempt(attempt=Attempt.objects.select_related("enrollment").get(pk=attempt.pk), by=enrollment.user)


def spread_moments_before(end_at: datetime, start_at: datetime, count: int) -> list[datetime]:
    return [start_at + (end_at - start_at) * (place + 1) / (count + 1) for place in range(count)]


def find_option(shown: AttemptQuestion, *, is_right: bool) -> uuid.UUID:
    return uuid.UUID(next(option["id"] for option in shown.options if option["is_correct"] == is_right))
