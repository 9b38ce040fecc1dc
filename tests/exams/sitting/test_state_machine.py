"""Starting, answering, waiting, finishing and editing in any order, compared with a small model of the result."""

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
from exams.sitting.settling import settle_overdue_attempts
from records.models import Event
from tests.exams.exam_setup import ExamSetup, fill_bank, find_option_id
from tests.world import World

GRACE = timedelta(seconds=5)
MAX_ATTEMPTS = 3


@dataclass
class Expected:
    """One attempt in the model: which questions are answered right, and the rules that held at its start."""

    deadline: datetime
    pass_percent: int
    right: dict[int, bool] = field(default_factory=dict)
    score: float | None = None
    finished_at: datetime | None = None

    def finish(self, at: datetime) -> None:
        self.finished_at = at
        self.score = round(100 * sum(self.right.values()) / 3, 2)

    @property
    def passed(self) -> bool:
        return self.score is not None and self.score >= self.pass_percent


class AttemptMachine(RuleBasedStateMachine):
    clock: Any = None

    @initialize()
    def set_up(self) -> None:
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.exam_setup = ExamSetup(World())
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
        """The open attempt. One whose time ran out ends here, as it does at any request."""
        open_attempt = next((row for row in self.expected if row.finished_at is None), None)
        if open_attempt and timezone.now() > open_attempt.deadline + GRACE:
            open_attempt.finish(open_attempt.deadline)
            return None
        return open_attempt

    def may_start(self) -> bool:
        expired = self.expires_at is not None and self.expires_at <= timezone.now()
        used_up = len(self.expected) >= MAX_ATTEMPTS or any(row.passed for row in self.expected)
        return not used_up and not expired and self.bank >= 3

    def add_attempt(self) -> None:
        limits = [timezone.now() + timedelta(minutes=10), self.expires_at]
        self.expected.append(Expected(min(limit for limit in limits if limit), self.pass_percent))

    # --- what students and the command do

    @rule()
    def start(self) -> None:
        is_resumed = self.open is not None
        is_started = not is_resumed and self.may_start()
        exam = Exam.objects.with_bank_size().get(pk=self.exam_setup.exam.pk)
        try:
            attempt = services.start_attempt(
                enrollment=self.exam_setup.enrollment, exam=exam, by=self.exam_setup.world.sam
            )
        except Forbidden:
            assert not is_resumed
            assert not is_started
            return
        assert is_resumed or is_started
        if is_started:
            self.add_attempt()
        assert attempt == Attempt.objects.order_by("pk").last()

    @rule(place=st.integers(0, 2), right=st.booleans())
    def answer(self, place: int, right: bool) -> None:
        if not self.expected:
            return
        open_attempt = self.open
        paper_question = AttemptQuestion.objects.filter(attempt=Attempt.objects.order_by("pk").last()).order_by(
            "order"
        )[place]
        option = find_option_id(paper_question.options, right=right)
        try:
            progress = services.record_answer(
                paper_question_id=paper_question.pk, option_id=option, by=self.exam_setup.world.sam
            )
        except Conflict:
            assert open_attempt is None
            return
        assert open_attempt is not None
        open_attempt.right[place] = right
        assert (progress.answered, progress.total) == (len(open_attempt.right), 3)

    @rule()
    def finish(self) -> None:
        if not self.expected:
            return
        open_attempt = self.open
        attempt = Attempt.objects.select_related("enrollment").order_by("pk").last()
        assert attempt is not None
        finished = services.finish_attempt(attempt=attempt, by=self.exam_setup.world.sam)
        if open_attempt:
            open_attempt.finish(min(timezone.now(), open_attempt.deadline))
        assert finished.is_passed == self.expected[-1].passed

    @rule(seconds=st.sampled_from([1, 200, 595, 600, 605, 606, 3600]))
    def wait(self, seconds: int) -> None:
        self.clock.shift(seconds)

    @rule()
    def run_the_command(self) -> None:
        was_open = any(row.finished_at is None for row in self.expected)
        is_due = was_open and self.open is None
        due = Attempt.objects.overdue(timezone.now()).count()
        assert due == int(is_due)
        assert settle_overdue_attempts() == (due, 0)

    # --- what managers do

    @rule()
    def add_a_question(self) -> None:
        fill_bank(self.exam_setup.exam, 1)
        self.bank += 1

    @rule()
    def delete_a_question(self) -> None:
        question = self.exam_setup.exam.questions.filter(deleted_at=None).first()
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
        if not hasattr(self, "exam_setup"):
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
    AttemptMachine.clock = frozen_clock
    run_state_machine_as_test(
        AttemptMachine,
        settings=settings(
            max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
