"""Concurrent requests, on a real PostgreSQL with real transactions (docs/api.md, section 6)."""

import threading
import time
import uuid
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import Notification, User
from core.exceptions import Conflict, Forbidden
from exams.models import Attempt, AttemptQuestion, Exam
from exams.sitting import services
from exams.sitting.grading import grade_paper
from exams.sitting.settling import lock_enrollment, settle_attempt, settle_overdue_attempts
from records.models import Event
from records.services import EventDraft, record_events
from tests import factories as make
from tests.exams.concurrency import assert_ledger_is_gapless, run_concurrently
from tests.exams.exam_setup import ExamSetup, Student, fill_bank, find_option_id
from tests.world import World
from trainings.models import Enrollment

if TYPE_CHECKING:
    from exams.querysets import ExamWithBankSize

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
ROUNDS = 20


def get_exam_to_start(exam_setup: ExamSetup) -> "ExamWithBankSize":
    return Exam.objects.with_bank_size().get(pk=exam_setup.exam.pk)


def create_student(exam_setup: ExamSetup) -> tuple[User, Enrollment]:
    user = make.UserFactory(company=exam_setup.world.alpine)
    return user, exam_setup.enroll_user(user)


def list_events(attempt: Attempt) -> list[str]:
    return list(Event.objects.filter(object_id=str(attempt.pk)).order_by("seq").values_list("action", flat=True))


@pytest.fixture
def exam_setup() -> ExamSetup:
    return ExamSetup(World())


def test_thirty_two_starts_make_one_attempt_and_all_of_them_name_it(exam_setup: ExamSetup) -> None:
    exam = get_exam_to_start(exam_setup)
    for _ in range(ROUNDS):
        user, enrollment = create_student(exam_setup)

        started = run_concurrently([lambda: services.start_attempt(enrollment=enrollment, exam=exam, by=user)] * 32)  # noqa: B023

        attempt = Attempt.objects.get(enrollment=enrollment)
        assert started == [attempt] * 32
        assert attempt.paper.count() == 3
        assert list_events(attempt) == ["exam.started"]


def test_every_answer_that_was_taken_is_graded_and_none_after(exam_setup: ExamSetup) -> None:
    """Ten threads answer in one attempt, two hundred times unless it is finished first."""
    fill_bank(exam_setup.exam, 5)
    Exam.objects.update(question_count=10)
    exam = get_exam_to_start(exam_setup)
    stored_count = rejected_count = 0
    for number in range(ROUNDS):
        user, enrollment = create_student(exam_setup)
        attempt = services.start_attempt(enrollment=enrollment, exam=exam, by=user)
        answered = threading.Semaphore(0)

        def answer_repeatedly(
            paper_question: AttemptQuestion, user: User = user, answered: Any = answered
        ) -> tuple[uuid.UUID | None, int]:
            """Changes the answer until rejected. Returns the last option stored, and how many answers were stored."""
            last, stored = None, 0
            for turn in range(20):
                option = uuid.UUID(paper_question.options[turn % 4]["id"])
                try:
                    services.record_answer(paper_question_id=paper_question.pk, option_id=option, by=user)
                except Conflict:
                    break
                finally:
                    answered.release()
                last, stored = option, stored + 1
            return last, stored

        def finish_after(
            answers: int, attempt: Attempt = attempt, user: User = user, answered: Any = answered
        ) -> Attempt:
            for _ in range(answers):
                answered.acquire()
            return services.finish_attempt(attempt=attempt, by=user)

        paper = list(attempt.paper.all())
        calls = [lambda paper_question=paper_question: answer_repeatedly(paper_question) for paper_question in paper]
        *outcomes, finished = run_concurrently([*calls, lambda: finish_after(2 * number)])  # noqa: B023

        for paper_question, (last, stored) in zip(paper, outcomes, strict=True):
            paper_question.refresh_from_db()
            assert paper_question.chosen_option_id == last
            stored_count += stored
            rejected_count += stored < 20
        assert (finished.score, finished.is_passed) == (grade_paper(paper, 60).score, grade_paper(paper, 60).is_passed)
    assert stored_count > 100
    assert rejected_count > 50


def test_finishing_beside_the_command_grades_once(exam_setup: ExamSetup, frozen_clock: Any) -> None:
    exam = get_exam_to_start(exam_setup)
    for number in range(ROUNDS):
        user, enrollment = create_student(exam_setup)
        attempt = services.start_attempt(enrollment=enrollment, exam=exam, by=user)
        attempt.enrollment = enrollment
        if number % 2:
            frozen_clock.move_to(timezone.now() + timedelta(hours=1))

        finish = [lambda: services.finish_attempt(attempt=attempt, by=user)] * 10  # noqa: B023
        results = run_concurrently([*finish[:5], settle_overdue_attempts, settle_overdue_attempts, *finish[5:]])

        assert {type(result) for result in results} == {Attempt, tuple}, results
        graded_rows = [result for result in results if isinstance(result, Attempt)]
        assert len({(row.score, row.is_passed, row.finished_at) for row in graded_rows}) == 1
        assert list_events(attempt) == ["exam.started", "exam.finished"]
        assert Notification.objects.filter(recipient=user).count() == 1
    assert_ledger_is_gapless()


def test_four_tabs_at_the_last_attempt_share_it(exam_setup: ExamSetup) -> None:
    """Each tab starts and finishes at once: no attempt too many, and no deadlock."""
    Exam.objects.update(max_attempts=2)
    exam = get_exam_to_start(exam_setup)
    for _ in range(ROUNDS):
        user, enrollment = create_student(exam_setup)
        first = services.start_attempt(enrollment=enrollment, exam=exam, by=user)
        services.finish_attempt(attempt=first, by=user)

        def start_and_finish(user: User = user, enrollment: Enrollment = enrollment) -> Attempt:
            attempt = services.start_attempt(enrollment=enrollment, exam=exam, by=user)
            return services.finish_attempt(attempt=attempt, by=user)

        outcomes = run_concurrently([start_and_finish] * 4)

        last = Attempt.objects.filter(enrollment=enrollment).exclude(pk=first.pk).get()
        assert last.finished_at is not None
        for outcome in outcomes:
            assert outcome == last or isinstance(outcome, Forbidden), outcome
        assert list_events(last) == ["exam.started", "exam.finished"]
    assert_ledger_is_gapless()


def test_the_last_exam_and_a_touch_of_the_enrollment_do_not_deadlock(exam_setup: ExamSetup) -> None:
    """Passing locks the enrollment again to finish it, while other tabs start and finish."""
    exam_setup.subject.lessons.all().delete()
    exam = get_exam_to_start(exam_setup)
    for _ in range(ROUNDS):
        user, enrollment = create_student(exam_setup)
        attempt = services.start_attempt(enrollment=enrollment, exam=exam, by=user)
        for paper_question in attempt.paper.all():
            services.record_answer(
                paper_question_id=paper_question.pk,
                option_id=find_option_id(paper_question.options, right=True),
                by=user,
            )

        outcomes = run_concurrently(
            [
                lambda: services.finish_attempt(attempt=attempt, by=user),  # noqa: B023
                lambda: services.start_attempt(enrollment=enrollment, exam=exam, by=user),  # noqa: B023
                lambda: services.finish_attempt(attempt=attempt, by=user),  # noqa: B023
                settle_overdue_attempts,
            ]
        )

        assert [row for row in outcomes if isinstance(row, Exception) and not isinstance(row, Forbidden)] == []
        assert Enrollment.objects.get(pk=enrollment.pk).is_finished
        assert Attempt.objects.get(enrollment=enrollment).is_passed
    assert Event.objects.filter(action="enrollment.finished").count() == ROUNDS
    assert_ledger_is_gapless()


def test_starting_does_not_deadlock_with_whoever_writes_about_the_enrollment(exam_setup: ExamSetup) -> None:
    """A foreign key to the enrollment is checked at the commit, while its transaction holds the ledger's head."""
    exam, lesson = get_exam_to_start(exam_setup), exam_setup.subject.lessons.get()
    user, enrollment = create_student(exam_setup)
    has_head, starts = threading.Event(), threading.Event()

    def study() -> None:
        with transaction.atomic():
            made = make.LessonStudyFactory(enrollment=enrollment, lesson=lesson)
            record_events(EventDraft("lesson.completed", made), company_id=enrollment.company_id, by=None)
            has_head.set()
            starts.wait()
            time.sleep(0.3)

    def start() -> Attempt:
        has_head.wait()
        starts.set()
        return services.start_attempt(enrollment=enrollment, exam=exam, by=user)

    studied, started = run_concurrently([study, start])

    assert studied is None
    assert started == Attempt.objects.get(), started


def test_a_class_sits_at_once_and_loses_nothing(exam_setup: ExamSetup) -> None:
    """Forty students over HTTP, five questions each: no error, every answer graded, one result each."""
    Exam.objects.update(question_count=5)
    students = [Student(exam_setup, *create_student(exam_setup)) for _ in range(40)]
    assert students[0].view_start().status_code == 200  # builds the OpenAPI document, which is not thread-safe

    def sit(student: Student, right: int) -> float:
        attempt_id = student.start_and_get_id()
        student.answer_all(attempt_id, right=right)
        response = student.finish(attempt_id)
        assert response.status_code == 200, response.content
        return float(response.json()["score"])

    rights = [place % 6 for place in range(40)]
    scores = run_concurrently([partial(sit, *pair) for pair in zip(students, rights, strict=True)])

    assert scores == [right * 20.0 for right in rights]
    assert not Attempt.objects.open().exists()
    assert Event.objects.filter(action="exam.finished").count() == Notification.objects.count() == 40
    assert_ledger_is_gapless()


def test_a_late_answer_within_a_larger_transaction_does_not_deadlock_with_whoever_finishes(
    exam_setup: ExamSetup, frozen_clock: Any
) -> None:
    """A request with an Idempotency-Key is one transaction, which would keep a lock that answering does not release."""
    attempt = services.start_attempt(
        enrollment=exam_setup.enrollment, exam=get_exam_to_start(exam_setup), by=exam_setup.world.sam
    )
    paper_question, *_ = attempt.paper.all()
    frozen_clock.shift(timedelta(hours=1))
    has_the_enrollment = threading.Event()

    def finish_slowly() -> Attempt:
        with transaction.atomic():
            lock_enrollment(exam_setup.enrollment.pk)
            has_the_enrollment.set()
            time.sleep(0.5)
            return settle_attempt(attempt)

    def answer_late() -> None:
        assert has_the_enrollment.wait(10)
        with transaction.atomic():
            option = find_option_id(paper_question.options, right=True)
            services.record_answer(paper_question_id=paper_question.pk, option_id=option, by=exam_setup.world.sam)

    finished, rejected = run_concurrently([finish_slowly, answer_late])

    assert isinstance(finished, Attempt), finished
    assert isinstance(rejected, Conflict), rejected
    assert list_events(attempt) == ["exam.started", "exam.finished"]
