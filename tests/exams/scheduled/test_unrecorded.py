"""A result that its class cannot get stays an attempt, and the teacher is told (docs/decisions/0031)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Notification
from core.exceptions import Conflict
from exams.models import Exam
from onsite.classes import scheduled_exams
from onsite.classes.moving import move_class
from onsite.classes.scheduling import delete_class
from onsite.models import ClassSession
from records.models import Signature
from tests import factories as make
from tests.exams.exam_setup import Student
from tests.exams.scheduled_setup import ScheduledExam, get_payload, list_messages, start_and_answer
from tests.world import create_client

NOT_IN_CLASS = "Not recorded in the class of 2026-03-18 23:00 NZDT: Sam Student sat Meteorology with 100%"


@pytest.mark.parametrize(
    "mark",
    [
        {"value": True, "exam_value": True},
        {"value": True, "exam_value": False, "exam_rating": "annulled"},
        {"value": True, "exam_rating": "oral: 80"},
    ],
)
def test_a_typed_result_stays_and_the_teacher_is_told(scheduled: ScheduledExam, sam: Student, mark: Any) -> None:
    attempt = start_and_answer(sam, 3)
    scheduled.store({str(sam.user.pk): mark})
    before = scheduled.get_result(sam.user)

    assert sam.finish(str(attempt.pk)).json()["passed"] is True

    assert scheduled.get_result(sam.user) == before
    assert get_payload("exam.finished")["not_in_class"] == "result_typed"
    assert list_messages(scheduled) == [NOT_IN_CLASS]


def test_a_signed_class_is_not_written_and_names_the_result(scheduled: ScheduledExam, sam: Student) -> None:
    attempt = start_and_answer(sam, 3)
    assert scheduled.sign().status_code == 200
    content = Signature.objects.get().content

    assert sam.finish(str(attempt.pk)).json()["passed"] is True

    assert scheduled.get_result(sam.user) == (False, None, "")
    assert Signature.objects.get().content == content
    assert get_payload("exam.finished")["not_in_class"] == "class_signed"
    assert list_messages(scheduled) == [NOT_IN_CLASS]
    assert Notification.objects.get(subject=NOT_IN_CLASS).url == f"/trainings/onsite/class/{scheduled.session.pk}.json"
    row = scheduled.view_class(scheduled.world.ines).json()["attempts"][0]
    assert (row["ExamAttempt"]["score"], row["recorded"]) == (100.0, False)


def test_a_cancelled_class_is_not_written(scheduled: ScheduledExam, sam: Student) -> None:
    attempt = start_and_answer(sam, 3)
    delete_class(session_id=scheduled.session.pk, by=scheduled.world.maria)

    assert sam.finish(str(attempt.pk)).json()["passed"] is True

    assert scheduled.get_result(sam.user) == (None, None, "")
    assert get_payload("exam.finished")["not_in_class"] == "class_deleted"
    assert Notification.objects.get(subject=NOT_IN_CLASS).url == f"/trainings/exams/view/{attempt.pk}.json"
    assert create_client(scheduled.world.ines).get(f"/trainings/exams/view/{attempt.pk}.json").status_code == 200


def test_who_left_the_roster_meanwhile_is_named_by_the_class(scheduled: ScheduledExam, sam: Student) -> None:
    attempt = start_and_answer(sam, 3)
    scheduled.get_row(sam.user).delete()

    sam.finish(str(attempt.pk))

    assert get_payload("exam.finished")["not_in_class"] == "not_on_roster"
    body = scheduled.view_class(scheduled.world.ines).json()
    assert [(row["User"]["id"], row["recorded"]) for row in body["attempts"]] == [(str(sam.user.pk), False)]


def test_a_class_that_is_of_another_exam_meanwhile_is_not_written(scheduled: ScheduledExam, sam: Student) -> None:
    attempt = start_and_answer(sam, 3)
    ClassSession.objects.update(exam=make.ExamFactory(subject=scheduled.exam.subject, type=Exam.Type.ONSITE))

    sam.finish(str(attempt.pk))

    assert get_payload("exam.finished")["not_in_class"] == "class_of_something_else"
    assert list_messages(scheduled) == [NOT_IN_CLASS]


def test_a_class_that_is_moved_meanwhile_gets_the_result(scheduled: ScheduledExam, sam: Student) -> None:
    attempt = start_and_answer(sam, 3)
    later = timezone.now() + timedelta(days=3)
    move_class(session=scheduled.session, starts_at=later, minutes=60, notify=False, by=scheduled.world.maria)

    sam.finish(str(attempt.pk))

    assert scheduled.get_result(sam.user) == (True, True, "100")


def test_a_result_whose_correction_is_rejected_is_graded_all_the_same(
    scheduled: ScheduledExam, sam: Student, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = start_and_answer(sam, 3)

    def reject(*_args: Any, **_options: Any) -> None:
        raise Conflict("A certificate depends on it.")

    monkeypatch.setattr(scheduled_exams, "apply_correction", reject)

    assert sam.finish(str(attempt.pk)).json()["passed"] is True
    assert scheduled.get_result(sam.user) == (None, None, "")
    assert get_payload("exam.finished")["not_in_class"] == "correction_rejected"
    assert list_messages(scheduled) == [NOT_IN_CLASS]
