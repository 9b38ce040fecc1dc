"""Students who finish while their teacher records and signs, on a real PostgreSQL (docs/decisions/0031)."""

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from core.exceptions import Forbidden, NotFound
from exams.models import Attempt, Exam
from exams.sitting.services import finish_attempt, start_attempt
from exams.sitting.settling import settle_overdue_attempts
from onsite.classes.attendance import store_attendance
from onsite.classes.scheduling import delete_class
from onsite.classes.signing import close_class
from onsite.models import ClassSession
from records.models import Event, Signature
from records.verification.run import verify_company
from tests import factories as make
from tests.exams.concurrency import assert_ledger_is_gapless, run_concurrently
from tests.exams.exam_setup import ExamSetup
from tests.exams.scheduled_setup import REFUSAL, ScheduledExam
from tests.world import World
from trainings.models import Enrollment

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
ROUNDS = 20
Marks = dict[int | uuid.UUID, dict[str, Any]]


@pytest.fixture
def scheduled() -> ScheduledExam:
    return ScheduledExam(ExamSetup(World()))


def enroll_students(scheduled: ScheduledExam, count: int, session: ClassSession) -> list[Enrollment]:
    users = [make.UserFactory(company=scheduled.world.alpine) for _ in range(count)]
    enrollments = [scheduled.exam_setup.enroll_user(user) for user in users]
    for enrollment in enrollments:
        scheduled.put_on_roster(enrollment, session)
    return enrollments


def start(enrollment: Enrollment) -> Attempt:
    exam = Exam.objects.with_bank_size().get()
    return start_attempt(enrollment=enrollment, exam=exam, by=enrollment.user)


def finish(attempt: Attempt) -> Attempt:
    """As a request with an Idempotency-Key, which is one transaction."""
    with transaction.atomic():
        return finish_attempt(attempt=attempt, by=attempt.enrollment.user)


def assert_told_once(attempt: Attempt, session: ClassSession) -> None:
    """The result is in the class, or the ledger says why it is not."""
    attempt.refresh_from_db()
    row = session.attendances.get(enrollment=attempt.enrollment_id)
    finished = json.loads(Event.objects.get(action="exam.finished", object_id=str(attempt.pk)).payload)
    assert not attempt.is_open
    if "not_in_class" in finished:
        assert finished["not_in_class"] == "class_signed"
        assert (row.is_present, row.is_passed, row.exam_rating) == (False, None, "")
    else:
        assert (row.is_present, row.is_passed, row.exam_rating) == (True, False, "0")


def assert_records_are_sound(scheduled: ScheduledExam) -> None:
    assert_ledger_is_gapless()
    assert list(verify_company(scheduled.world.alpine).findings) == []


def test_finishing_while_the_teacher_signs_is_in_the_signed_class_or_told(scheduled: ScheduledExam) -> None:
    """What is signed is what the class shows ever after; and neither act ever waits for the other in a circle."""
    for _ in range(ROUNDS):
        session = scheduled.add_class(timezone.now())
        attempts = [start(enrollment) for enrollment in enroll_students(scheduled, 3, session)]
        sign = partial(close_class, session=session, by=scheduled.world.ines)

        outcomes = run_concurrently([*(partial(finish, attempt) for attempt in attempts), sign])

        assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
        for attempt in attempts:
            assert_told_once(attempt, session)
        signed = json.loads(Signature.objects.get(object_id=str(session.pk)).content)["students"]
        stored = {str(row.enrollment_id): row for row in session.attendances.all()}
        assert {one["enrollment"]: (one["present"], one["exam_rating"]) for one in signed} == {
            id: (row.is_present, row.exam_rating) for id, row in stored.items()
        }
    assert_records_are_sound(scheduled)


def test_finishing_recording_settling_and_deleting_at_once_do_not_deadlock(
    scheduled: ScheduledExam, frozen_clock: Any
) -> None:
    world = scheduled.world
    for number in range(ROUNDS):
        session = scheduled.add_class(timezone.now())
        enrollments = enroll_students(scheduled, 4, session)
        attempts = [start(enrollment) for enrollment in enrollments]
        Attempt.objects.filter(pk=attempts[0].pk).update(
            started_at=timezone.now() - timedelta(hours=2), deadline_at=timezone.now() - timedelta(hours=1)
        )
        marks: Marks = {enrollment.user_id: {"is_present": True} for enrollment in enrollments}
        acts: list[Callable[[], Any]] = [
            *(partial(finish, attempt) for attempt in attempts[1:]),
            partial(store_attendance, session=session, marks=marks, by=world.ines),
            settle_overdue_attempts,
            settle_overdue_attempts,
        ]
        if number % 2:
            acts.append(partial(delete_class, session_id=session.pk, by=world.maria))

        outcomes = run_concurrently(acts)

        unexpected = [one for one in outcomes if isinstance(one, Exception) and not isinstance(one, NotFound)]
        assert unexpected == []
        settle_overdue_attempts()  # one that was locked is left for the next run
        assert not Attempt.objects.open().exists()
        counts = Event.objects.filter(action="exam.finished", object_id__in=[str(one.pk) for one in attempts]).count()
        assert counts == len(attempts)
    assert_ledger_is_gapless()


def test_starting_while_the_teacher_signs_starts_or_is_refused(scheduled: ScheduledExam) -> None:
    for _ in range(ROUNDS):
        session = scheduled.add_class(timezone.now())
        enrollments = enroll_students(scheduled, 3, session)
        sign = partial(close_class, session=session, by=scheduled.world.ines)

        *started, signed = run_concurrently([*(partial(start, one) for one in enrollments), sign])

        assert isinstance(signed, ClassSession), signed
        for outcome in started:
            if isinstance(outcome, Forbidden):
                assert outcome.message == REFUSAL
            else:
                assert isinstance(outcome, Attempt), outcome
                assert outcome.class_session_id == session.pk
                finish(outcome)
                assert_told_once(outcome, session)
        assert isinstance(find_start_error(enrollments[0]), Forbidden)
    assert_records_are_sound(scheduled)


def find_start_error(enrollment: Enrollment) -> Exception | None:
    try:
        start(enrollment)
    except Forbidden as error:
        return error
    return None
