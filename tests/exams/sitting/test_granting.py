"""One more attempt, granted by a manager with a reason (docs/decisions/0032)."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Notification
from core.exceptions import Conflict, Forbidden, InvalidInput, NotFound
from exams.cycles import MAX_GRANTS, AttemptGrant
from exams.models import Exam
from exams.sitting.granting import grant_attempt
from records.models import Event
from tests import factories as make
from tests.exams.exam_setup import ExamSetup, Student
from tests.exams.restart_setup import RestartSetup
from tests.world import World
from trainings.enrollment_acts.pausing import pause_enrollments
from trainings.enrollment_acts.withdrawing import withdraw_enrollments
from trainings.models import Enrollment


@pytest.fixture
def lost(exam_setup: ExamSetup, sam: Student) -> Student:
    """Sam has failed the exam with each of two attempts."""
    Exam.objects.update(max_attempts=2)
    sam.sit(right=0)
    sam.sit(right=0)
    return sam


def grant(student: Student, by: Any = None, **changes: Any) -> AttemptGrant:
    setup = student.exam_setup
    ids = {"enrollment_id": student.enrollment.pk, "exam_id": setup.exam.pk}
    return grant_attempt(**{**ids, "reason": "Extra lessons", **changes}, by=by or setup.world.maria)


def test_a_granted_attempt_is_counted_and_sat(lost: Student) -> None:
    grant(lost)

    start = lost.view_start().json()
    assert (start["attempts_left"], start["can_start"]) == (1, True)
    lost.sit(right=3)
    assert lost.view_start().json()["attempts_left"] == 0


def test_the_subject_view_counts_it_too(lost: Student) -> None:
    grant(lost)

    subject = lost.exam_setup.exam.subject_id
    view = lost.client.get(f"/trainings/subjects/view/{lost.enrollment.pk}/{subject}.json").json()
    (exam,) = view["subject"]["TrainingSubjectExam"]
    assert (exam["attempts"], exam["attempts_used"]) == (3, 2)


def test_a_grant_is_on_record_with_its_reason(world: World, lost: Student) -> None:
    row = grant(lost, reason="  Ill on the day of the exam ")

    event = Event.objects.get(action="attempt.granted")
    assert (row.reason, row.granted_by, row.number) == ("Ill on the day of the exam", world.maria, 1)
    assert (event.object_id, event.actor_id) == (str(row.pk), world.maria.pk)
    assert '"reason":"Ill on the day of the exam"' in event.payload


def test_the_student_is_told_of_the_grant(world: World, lost: Student) -> None:
    grant(lost)

    message = Notification.objects.filter(recipient=world.sam).latest("created_at", "id")
    assert message.subject == "You have one more attempt: Meteorology"
    assert message.url == f"/trainings/exams/start/{lost.enrollment.pk}/{lost.exam_setup.exam.pk}.json"


def test_a_grant_of_the_earlier_cycle_does_not_count_after_a_restart(restart: RestartSetup) -> None:
    grant(restart.sam)
    restart.fail()

    restart.reset()

    assert restart.view_start()["attempts_left"] == 2


def withdraw(student: Student) -> None:
    withdraw_enrollments(enrollment_ids=[student.enrollment.pk], reason="Left", by=student.exam_setup.world.maria)


def pause(student: Student) -> None:
    pause_enrollments(enrollment_ids=[student.enrollment.pk], reason="Ill", by=student.exam_setup.world.maria)


def pass_exam(student: Student) -> None:
    make.AttemptFactory(enrollment=student.enrollment, exam=student.exam_setup.exam)


def open_attempt(student: Student) -> None:
    Exam.objects.update(max_attempts=3)
    student.start_and_get_id()


OBSTACLES = [
    (withdraw, "This training was ended by a withdrawal."),
    (pause, "This training is paused."),
    (lambda student: Enrollment.objects.update(finished_at=timezone.now()), "This training is finished."),
    (lambda student: Exam.objects.update(type="ONSITE"), "This exam is held in class."),
    (lambda student: Exam.objects.update(deleted_at=timezone.now()), "This exam is no longer offered."),
    (pass_exam, "The student has passed this exam."),
    (open_attempt, "The student is taking this exam now."),
    (lambda student: Exam.objects.update(max_attempts=3), "The student has attempts left at this exam."),
]


@pytest.mark.parametrize(("prepare", "message"), OBSTACLES, ids=[text for _, text in OBSTACLES])
def test_a_grant_is_refused_in_words(lost: Student, prepare: Any, message: str) -> None:
    prepare(lost)

    with pytest.raises(Conflict, match=message):
        grant(lost)
    assert not AttemptGrant.objects.exists()


def test_a_second_grant_waits_until_the_first_is_used(lost: Student) -> None:
    grant(lost)

    with pytest.raises(Conflict, match="attempts left"):
        grant(lost)


def test_grants_are_limited(lost: Student) -> None:
    for _ in range(MAX_GRANTS):
        grant(lost)
        lost.sit(right=0)

    with pytest.raises(Conflict, match="At most 10 attempts can be granted"):
        grant(lost)
    with pytest.raises(IntegrityError), transaction.atomic():
        AttemptGrant.objects.filter(number=1).update(number=MAX_GRANTS + 1)


@pytest.mark.parametrize(
    ("person", "error"), [("sam", Forbidden), ("ines", Forbidden), ("charles", Forbidden), ("otto", NotFound)]
)
def test_only_a_manager_of_the_school_grants(world: World, lost: Student, person: str, error: Any) -> None:
    with pytest.raises(error):
        grant(lost, by=getattr(world, person))


def test_nobody_grants_an_attempt_to_themselves(world: World, exam_setup: ExamSetup) -> None:
    Exam.objects.update(max_attempts=1)
    maria = Student(exam_setup, world.maria, exam_setup.enroll_user(world.maria))
    maria.sit(right=0)

    with pytest.raises(Forbidden, match="yourself"):
        grant(maria)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_a_reason_is_required_and_bounded(lost: Student, reason: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        grant(lost, reason=reason)
    assert list(raised.value.errors) == ["reason"]


def test_an_exam_of_another_training_does_not_exist(world: World, lost: Student) -> None:
    other = make.ExamFactory(subject__training__company=world.alpine)

    with pytest.raises(NotFound):
        grant(lost, exam_id=other.pk)
