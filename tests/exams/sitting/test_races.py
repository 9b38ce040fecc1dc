"""What happens at the same moment, on a real PostgreSQL with real transactions (design section 5)."""

import threading
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Max, Min
from django.utils import timezone

from accounts.models import Notification, User
from core.exceptions import Conflict, Forbidden
from exams.models import Attempt, AttemptQuestion, Exam
from exams.sitting import services
from exams.sitting.grading import graded
from exams.sitting.settling import lock_enrollment, settle, settle_overdue
from records.models import Event
from records.services import Draft, record
from tests import factories as make
from tests.exams.exam_setup import Hall, Student, choice, fill_bank
from tests.world import World
from trainings.models import Enrollment

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
ROUNDS = 20


def at_once(calls: Iterable[Callable[[], Any]]) -> list[Any]:
    """What the calls answered, or the error each one raised, all begun at the same moment."""
    acts = list(calls)
    gate = threading.Barrier(len(acts))
    outcomes: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        gate.wait()
        try:
            outcomes[place] = act()
        except Exception as error:
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=numbered) for numbered in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def exam_to_start(hall: Hall) -> Exam:
    return Exam.objects.with_bank_size().get(pk=hall.exam.pk)


def fresh_student(hall: Hall) -> tuple[User, Enrollment]:
    user = make.UserFactory(company=hall.world.alpine)
    return user, hall.enrolled(user)


def events_of(attempt: Attempt) -> list[str]:
    return list(Event.objects.filter(object_id=str(attempt.pk)).order_by("seq").values_list("action", flat=True))


def assert_ledger_is_gapless() -> None:
    ends = Event.objects.aggregate(first=Min("seq"), last=Max("seq"))
    assert (ends["first"], ends["last"]) == (1, Event.objects.count())


@pytest.fixture
def hall() -> Hall:
    return Hall(World())


def test_thirty_two_starts_make_one_attempt_and_all_of_them_name_it(hall: Hall) -> None:
    exam = exam_to_start(hall)
    for _ in range(ROUNDS):
        user, enrollment = fresh_student(hall)

        started = at_once([lambda: services.start(enrollment=enrollment, exam=exam, by=user)] * 32)  # noqa: B023

        attempt = Attempt.objects.get(enrollment=enrollment)
        assert started == [attempt] * 32
        assert attempt.paper.count() == 3
        assert events_of(attempt) == ["exam.started"]


def test_every_answer_that_was_taken_is_graded_and_none_after(hall: Hall) -> None:
    """Ten students' worth of typing in one attempt, two hundred answers if nobody finished it."""
    fill_bank(hall.exam, 5)
    Exam.objects.update(question_count=10)
    exam = exam_to_start(hall)
    taken_in_all = refused_in_all = 0
    for number in range(ROUNDS):
        user, enrollment = fresh_student(hall)
        attempt = services.start(enrollment=enrollment, exam=exam, by=user)
        typed = threading.Semaphore(0)

        def type_away(shown: AttemptQuestion, user: User = user, typed: Any = typed) -> tuple[str | None, int]:
            """Changes the answer to one question until refused: the last choice that was taken, and how many were."""
            last, taken = None, 0
            for turn in range(20):
                option = shown.options[turn % 4]["id"]
                try:
                    services.answer(detail_id=shown.pk, option_id=option, by=user)
                except Conflict:
                    break
                finally:
                    typed.release()
                last, taken = option, taken + 1
            return last, taken

        def finish_after(answers: int, attempt: Attempt = attempt, user: User = user, typed: Any = typed) -> Attempt:
            for _ in range(answers):
                typed.acquire()
            return services.finish(attempt=attempt, by=user)

        paper = list(attempt.paper.all())
        calls = [lambda shown=shown: type_away(shown) for shown in paper]
        *outcomes, finished = at_once([*calls, lambda: finish_after(2 * number)])  # noqa: B023

        for shown, (last, taken) in zip(paper, outcomes, strict=True):
            shown.refresh_from_db()
            assert (str(shown.chosen_option_id) if shown.chosen_option_id else None) == last
            taken_in_all += taken
            refused_in_all += taken < 20
        assert (finished.score, finished.is_passed) == (graded(paper, 60).score, graded(paper, 60).is_passed)
    assert taken_in_all > 100
    assert refused_in_all > 50


def test_finishing_beside_the_command_grades_once(hall: Hall, frozen_clock: Any) -> None:
    exam = exam_to_start(hall)
    for number in range(ROUNDS):
        user, enrollment = fresh_student(hall)
        attempt = services.start(enrollment=enrollment, exam=exam, by=user)
        attempt.enrollment = enrollment
        if number % 2:
            frozen_clock.move_to(timezone.now() + timedelta(hours=1))

        finish = [lambda: services.finish(attempt=attempt, by=user)] * 10  # noqa: B023
        results = at_once([*finish[:5], settle_overdue, settle_overdue, *finish[5:]])

        assert {type(result) for result in results} == {Attempt, tuple}, results
        graded_rows = [result for result in results if isinstance(result, Attempt)]
        assert len({(row.score, row.is_passed, row.finished_at) for row in graded_rows}) == 1
        assert events_of(attempt) == ["exam.started", "exam.finished"]
        assert Notification.objects.filter(recipient=user).count() == 1
    assert_ledger_is_gapless()


def test_four_tabs_at_the_last_attempt_share_it(hall: Hall) -> None:
    """Each tab starts and finishes at once; nobody gets an attempt more, and nobody waits for ever."""
    Exam.objects.update(max_attempts=2)
    exam = exam_to_start(hall)
    for _ in range(ROUNDS):
        user, enrollment = fresh_student(hall)
        first = services.start(enrollment=enrollment, exam=exam, by=user)
        services.finish(attempt=first, by=user)

        def tab(user: User = user, enrollment: Enrollment = enrollment) -> Attempt:
            attempt = services.start(enrollment=enrollment, exam=exam, by=user)
            return services.finish(attempt=attempt, by=user)

        outcomes = at_once([tab] * 4)

        last = Attempt.objects.filter(enrollment=enrollment).exclude(pk=first.pk).get()
        assert last.finished_at is not None
        for outcome in outcomes:
            assert outcome == last or isinstance(outcome, Forbidden), outcome
        assert events_of(last) == ["exam.started", "exam.finished"]
    assert_ledger_is_gapless()


def test_the_last_exam_and_a_touch_of_the_enrollment_do_not_deadlock(hall: Hall) -> None:
    """Passing locks the enrollment again to finish it, while other tabs start, answer and look."""
    hall.exam.subject.lessons.all().delete()
    exam = exam_to_start(hall)
    for _ in range(ROUNDS):
        user, enrollment = fresh_student(hall)
        attempt = services.start(enrollment=enrollment, exam=exam, by=user)
        for shown in attempt.paper.all():
            services.answer(detail_id=shown.pk, option_id=choice(shown.options, right=True), by=user)  # type: ignore[arg-type]

        outcomes = at_once(
            [
                lambda: services.finish(attempt=attempt, by=user),  # noqa: B023
                lambda: services.start(enrollment=enrollment, exam=exam, by=user),  # noqa: B023
                lambda: services.finish(attempt=attempt, by=user),  # noqa: B023
                settle_overdue,
            ]
        )

        assert [row for row in outcomes if isinstance(row, Exception) and not isinstance(row, Forbidden)] == []
        assert Enrollment.objects.get(pk=enrollment.pk).is_finished
        assert Attempt.objects.get(enrollment=enrollment).is_passed
    assert Event.objects.filter(action="enrollment.finished").count() == ROUNDS
    assert_ledger_is_gapless()


def test_starting_does_not_deadlock_with_whoever_writes_about_the_enrollment(hall: Hall) -> None:
    """A row that refers to the enrollment is checked at the commit, while its transaction holds the ledger's head."""
    exam, lesson = exam_to_start(hall), hall.exam.subject.lessons.get()
    user, enrollment = fresh_student(hall)
    has_head, starts = threading.Event(), threading.Event()

    def study() -> None:
        with transaction.atomic():
            made = make.LessonStudyFactory(enrollment=enrollment, lesson=lesson)
            record(Draft("lesson.completed", made), company_id=enrollment.company_id, by=None)
            has_head.set()
            starts.wait()
            time.sleep(0.3)

    def start() -> Attempt:
        has_head.wait()
        starts.set()
        return services.start(enrollment=enrollment, exam=exam, by=user)

    studied, started = at_once([study, start])

    assert studied is None
    assert started == Attempt.objects.get(), started


def test_a_class_sits_at_once_and_loses_nothing(hall: Hall) -> None:
    """Forty students over HTTP, five questions each: no error, every answer graded, one result each."""
    Exam.objects.update(question_count=5)
    students = [Student(hall, *fresh_student(hall)) for _ in range(40)]
    assert students[0].look().status_code == 200  # draws up the OpenAPI document, which threads cannot do at once

    def sit(student: Student, right: int) -> float:
        attempt_id = student.started()
        student.answer_all(attempt_id, right=right)
        answer = student.finish(attempt_id)
        assert answer.status_code == 200, answer.content
        return float(answer.json()["score"])

    rights = [place % 6 for place in range(40)]
    scores = at_once(
        [lambda pair=pair: sit(*pair) for pair in zip(students, rights, strict=True)]  # type: ignore[misc]
    )

    assert scores == [right * 20.0 for right in rights]
    assert not Attempt.objects.open().exists()
    assert Event.objects.filter(action="exam.finished").count() == Notification.objects.count() == 40
    assert_ledger_is_gapless()


def test_a_late_answer_within_a_larger_transaction_does_not_deadlock_with_whoever_finishes(
    hall: Hall, frozen_clock: Any
) -> None:
    """A request with an Idempotency-Key is one transaction, so a lock that `answer` keeps would outlive it."""
    attempt = services.start(enrollment=hall.enrollment, exam=exam_to_start(hall), by=hall.world.sam)
    shown, *_ = attempt.paper.all()
    frozen_clock.shift(timedelta(hours=1))
    has_the_enrollment = threading.Event()

    def finish_slowly() -> Attempt:
        with transaction.atomic():
            lock_enrollment(hall.enrollment.pk)
            has_the_enrollment.set()
            time.sleep(0.5)
            return settle(attempt)

    def answer_late() -> None:
        assert has_the_enrollment.wait(10)
        with transaction.atomic():
            option = choice(shown.options, right=True)
            services.answer(detail_id=shown.pk, option_id=option, by=hall.world.sam)  # type: ignore[arg-type]

    finished, refused = at_once([finish_slowly, answer_late])

    assert isinstance(finished, Attempt), finished
    assert isinstance(refused, Conflict), refused
    assert events_of(attempt) == ["exam.started", "exam.finished"]
