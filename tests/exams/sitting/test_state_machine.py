"""Any order of starting, answering, waiting, finishing and editing, against a small model of what must come out."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from accounts.models import Notification
from core.exceptions import Conflict, Forbidden
from exams.models import Attempt, AttemptQuestion, Exam, Option, Question
from exams.sitting import services
from exams.sitting.settling import settle_overdue
from records.models import Event
from tests.exams.exam_setup import ExamSetup, fill_bank, find_option_id
from tests.world import World

GRACE = timedelta(seconds=5)
MAX_ATTEMPTS = 3


@dataclass
class Expected:
    """One attempt as the model has it: which questions are answered right, and the rules of its day."""

    deadline: datetime
    pass_percent: int
    right: dict[int, bool] = field(default_factory=dict)
    score: float | None = None
    finished_at: datetime | None = None

    def end(self, at: datetime) -> None:
        self.finished_at = at
        self.score = round(100 * sum(self.right.values()) / 3, 2)

    @property
    def passed(self) -> bool:
        return self.score is not None and self.score >= self.pass_percent


class Sitting(RuleBasedStateMachine):
    clock: Any = None

    @initialize()
    def enter(self) -> None:
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.hall = ExamSetup(World())
        self.expected: list[Expected] = []
        self.expires_at: datetime | None = None
        self.pass_percent = 60
        self.bank = 5

    def teardown(self) -> None:
        if hasattr(self, "undo"):
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    # --- the model

    @property
    def open(self) -> Expected | None:
        """The open attempt; one whose time ran out ends here, as it does at any touch."""
        running = next((row for row in self.expected if row.finished_at is None), None)
        if running and timezone.now() > running.deadline + GRACE:
            running.end(running.deadline)
            return None
        return running

    def may_begin(self) -> bool:
        expired = self.expires_at is not None and self.expires_at <= timezone.now()
        used_up = len(self.expected) >= MAX_ATTEMPTS or any(row.passed for row in self.expected)
        return not used_up and not expired and self.bank >= 3

    def begin(self) -> None:
        limits = [timezone.now() + timedelta(minutes=10), self.expires_at]
        self.expected.append(Expected(min(limit for limit in limits if limit), self.pass_percent))

    # --- what people do

    @rule()
    def start(self) -> None:
        resumes = self.open is not None
        begins = not resumes and self.may_begin()
        exam = Exam.objects.with_bank_size().get(pk=self.hall.exam.pk)
        try:
            attempt = services.start_attempt(enrollment=self.hall.enrollment, exam=exam, by=self.hall.world.sam)
        except Forbidden:
            assert not resumes
            assert not begins
            return
        assert resumes or begins
        if begins:
            self.begin()
        assert attempt == Attempt.objects.order_by("pk").last()

    @rule(place=st.integers(0, 2), right=st.booleans())
    def answer(self, place: int, right: bool) -> None:
        if not self.expected:
            return
        running = self.open
        shown = AttemptQuestion.objects.filter(attempt=Attempt.objects.order_by("pk").last()).order_by("order")[place]
        option = uuid.UUID(find_option_id(shown.options, right=right))
        try:
            answered = services.record_answer(detail_id=shown.pk, option_id=option, by=self.hall.world.sam)
        except Conflict:
            assert running is None
            return
        assert running is not None
        running.right[place] = right
        assert (answered.answered, answered.total) == (len(running.right), 3)

    @rule()
    def finish(self) -> None:
        if not self.expected:
            return
        running = self.open
        attempt = Attempt.objects.select_related("enrollment").order_by("pk").last()
        assert attempt is not None
        finished = services.finish_attempt(attempt=attempt, by=self.hall.world.sam)
        if running:
            running.end(min(timezone.now(), running.deadline))
        assert finished.is_passed == self.expected[-1].passed

    @rule(seconds=st.sampled_from([1, 200, 595, 600, 605, 606, 3600]))
    def wait(self, seconds: int) -> None:
        self.clock.shift(seconds)

    @rule()
    def cron(self) -> None:
        was_open = any(row.finished_at is None for row in self.expected)
        is_due = was_open and self.open is None
        due = Attempt.objects.overdue(timezone.now()).count()
        assert due == int(is_due)
        assert settle_overdue() == (due, 0)

    # --- what managers do

    @rule()
    def add_a_question(self) -> None:
        fill_bank(self.hall.exam, 1)
        self.bank += 1

    @rule()
    def delete_a_question(self) -> None:
        question = self.hall.exam.questions.filter(deleted_at=None).first()
        if question:
            Question.objects.filter(pk=question.pk).update(deleted_at=timezone.now(), text="gone")
            self.bank -= 1

    @rule(order=st.integers(0, 3))
    def correct_the_solutions(self, order: int) -> None:
        Option.objects.update(is_correct=False)
        Option.objects.filter(order=order).update(is_correct=True, text="corrected")

    @rule(percent=st.sampled_from([0, 30, 60, 67, 100]))
    def move_the_pass_mark(self, percent: int) -> None:
        Exam.objects.update(pass_percent=percent)
        self.pass_percent = percent

    @rule(minutes=st.sampled_from([None, 3, 30]))
    def set_the_expiry(self, minutes: int | None) -> None:
        self.expires_at = timezone.now() + timedelta(minutes=minutes) if minutes else None
        Exam.objects.update(expires_at=self.expires_at)

    # --- what must always be true

    @invariant()
    def graded_attempts_are_as_expected(self) -> None:
        if not hasattr(self, "hall"):
            return
        attempts = list(Attempt.objects.order_by("pk"))
        assert len(attempts) == len(self.expected) <= MAX_ATTEMPTS
        for attempt, expected in zip(attempts, self.expected, strict=True):
            assert attempt.deadline_at == expected.deadline
            if attempt.finished_at is not None and expected.finished_at is not None:
                assert attempt.finished_at == expected.finished_at
                assert float(attempt.score or 0) == expected.score
                assert attempt.is_passed is expected.passed
        ended = sum(not attempt.is_open for attempt in attempts)
        assert Event.objects.filter(action="exam.started").count() == len(attempts)
        assert Event.objects.filter(action="exam.finished").count() == Notification.objects.count() == ended


def test_whatever_is_done_in_whatever_order(db: None, frozen_clock: Any) -> None:
    Sitting.clock = frozen_clock
    run_state_machine_as_test(
        Sitting,
        settings=settings(
            max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
