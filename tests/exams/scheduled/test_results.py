"""The result of a scheduled exam is in its class, for the teacher to see and sign (docs/decisions/0031)."""

import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from exams.models import Attempt, Exam
from exams.sitting.settling import settle_overdue_attempts
from onsite.classes import scheduled_exams
from onsite.classes.recording import ClassEntry, record_class
from records.models import Event, Signature
from tests import factories as make
from tests.exams.exam_setup import Student
from tests.exams.scheduled_setup import ScheduledExam, get_payload, list_actions, list_messages, start_and_answer
from tests.world import create_client
from trainings.models import Lesson, Training


def test_finishing_records_presence_result_and_score(scheduled: ScheduledExam, sam: Student) -> None:
    attempt_id = sam.sit(right=2)

    assert scheduled.get_result(sam.user) == (True, True, "66.67")
    assert scheduled.get_result(scheduled.world.sue) == (None, None, "")
    assert list_actions() == ["exam.started", "exam.finished", "class.result_recorded"]
    class_id = str(scheduled.session.pk)
    assert get_payload("exam.started")["class"] == get_payload("exam.finished")["class"] == class_id
    assert "not_in_class" not in get_payload("exam.finished")
    event = Event.objects.get(action="class.result_recorded")
    assert (event.actor, event.object_id) == (sam.user, class_id)
    assert json.loads(event.payload) == {
        "student": str(sam.user.pk), "exam": str(scheduled.exam.pk), "attempt": attempt_id,
        "attendance": {str(sam.user.pk): {"is_present": True, "is_passed": True, "exam_rating": "66.67"}},
    }  # fmt: skip
    assert list_messages(scheduled) == []


def test_the_teacher_signs_without_typing(scheduled: ScheduledExam, sam: Student) -> None:
    sam.sit(right=3)
    scheduled.sue.sit(right=1)

    assert scheduled.sign().status_code == 200

    students = json.loads(Signature.objects.get().content)["students"]
    assert [(one["present"], one["passed"], one["exam_rating"]) for one in students] == [
        (True, True, "100"), (True, False, "33.33"),
    ]  # fmt: skip


def test_finishing_again_changes_nothing(scheduled: ScheduledExam, sam: Student) -> None:
    attempt_id = sam.sit(right=2)
    scheduled.store({str(sam.user.pk): {"value": True, "exam_value": False, "exam_rating": "copied"}})

    assert sam.finish(attempt_id).json()["passed"] is True

    assert scheduled.get_result(sam.user) == (True, False, "copied")
    assert list_actions().count("class.result_recorded") == 1


def test_an_attempt_whose_time_ran_out_is_recorded_by_the_command(
    scheduled: ScheduledExam, sam: Student, frozen_clock: Any
) -> None:
    start_and_answer(sam, 2)
    frozen_clock.shift(timedelta(minutes=11))

    for _ in range(2):
        call_command("settle_attempts", stdout=StringIO())

    assert scheduled.get_result(sam.user) == (True, True, "66.67")
    assert list_actions() == ["exam.started", "exam.finished", "class.result_recorded"]
    assert Event.objects.get(action="class.result_recorded").actor is None


def test_if_the_class_cannot_be_written_nothing_is(
    scheduled: ScheduledExam, sam: Student, frozen_clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = start_and_answer(sam, 3)
    frozen_clock.shift(timedelta(minutes=11))

    def fail(*_args: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(scheduled_exams, "store_rows", fail)
    assert settle_overdue_attempts() == (0, 0)
    attempt.refresh_from_db()
    assert attempt.is_open


def test_the_teacher_who_looks_sees_an_attempt_whose_time_ran_out(
    scheduled: ScheduledExam, sam: Student, frozen_clock: Any
) -> None:
    start_and_answer(sam, 3)
    frozen_clock.shift(timedelta(minutes=11))

    body = scheduled.view_class(scheduled.world.ines).json()

    assert [row["TrainingSubjectAttendance"]["exam_value"] for row in body["attendances"]] == [True, None]
    assert (body["attempts"][0]["ExamAttempt"]["status"], body["attempts"][0]["recorded"]) == ("finished", True)


def test_the_teacher_watches_the_attempts(scheduled: ScheduledExam, sam: Student) -> None:
    assert scheduled.view_class(scheduled.world.ines).json()["attempts"] == []
    failed = sam.sit(right=1)
    scheduled.sue.start_and_get_id()

    body = scheduled.view_class(scheduled.world.ines).json()

    assert body["class"]["TrainingSubjectExam"] == {
        "id": str(scheduled.exam.pk), "name": "Meteorology", "type": "ONLINE", "access_mode": "SCHEDULED",
        "access_window_days": 10,
    }  # fmt: skip
    shown = [
        (row["User"]["id"], row["ExamAttempt"]["status"], row["ExamAttempt"]["score"], row["recorded"])
        for row in body["attempts"]
    ]
    assert shown == [
        (str(sam.user.pk), "finished", 33.33, True), (str(scheduled.world.sue.pk), "open", None, False),
    ]  # fmt: skip
    own = scheduled.view_class(sam.user).json()["attempts"]
    assert [row["ExamAttempt"]["id"] for row in own] == [failed]


def test_a_later_attempt_replaces_an_earlier_one(scheduled: ScheduledExam, sam: Student) -> None:
    """As nobody starts again after passing, the last attempt is the one that counts for the training, too."""
    results = []
    for right in (1, 0, 2):
        sam.sit(right=right)
        results.append(scheduled.get_result(sam.user))

    assert results == [(True, False, "33.33"), (True, False, "0"), (True, True, "66.67")]
    assert sam.start().json() == {"message": "You have already passed this exam."}
    attempts = scheduled.view_class(scheduled.world.ines).json()["attempts"]
    assert [(row["ExamAttempt"]["score"], row["recorded"]) for row in attempts] == [(66.67, True)]


def test_presence_alone_passes_no_scheduled_exam(scheduled: ScheduledExam, sam: Student, frozen_clock: Any) -> None:
    """Otherwise marking everybody present would finish their training before they have sat the exam."""
    Lesson.objects.all().delete()
    frozen_clock.shift(60)
    scheduled.store({str(sam.user.pk): True})

    assert scheduled.get_result(sam.user) == (True, False, "")
    sam.sit(right=3)

    assert scheduled.get_result(sam.user) == (True, True, "100")
    sam.enrollment.refresh_from_db()
    assert sam.enrollment.is_finished
    assert list_actions()[-4:-1] == ["exam.finished", "class.result_recorded", "enrollment.finished"]


def test_a_result_that_is_taken_back_counts_as_failed(scheduled: ScheduledExam, sam: Student) -> None:
    """As a form of the whole roster sends it: present, and no result."""
    sam.sit(right=2)

    entry = ClassEntry(marks={sam.user.pk: {"is_present": True, "is_passed": None, "exam_rating": ""}})
    record_class(session=scheduled.session, entry=entry, by=scheduled.world.ines)

    assert scheduled.get_result(sam.user) == (True, False, "")
    scheduled.store({str(sam.user.pk): {"value": True, "exam_value": True}})
    scheduled.store({str(sam.user.pk): True})
    assert scheduled.get_result(sam.user) == (True, True, "")


def test_an_absence_recorded_before_is_replaced(scheduled: ScheduledExam, sam: Student) -> None:
    scheduled.store({str(sam.user.pk): False})

    sam.sit(right=2)

    assert scheduled.get_result(sam.user) == (True, True, "66.67")


def test_an_edit_by_hand_wins_over_the_result_before_it(scheduled: ScheduledExam, sam: Student) -> None:
    sam.sit(right=2)

    mark = {"value": True, "exam_value": False, "exam_rating": "annulled"}
    assert scheduled.store({str(sam.user.pk): mark}).status_code == 200

    assert scheduled.get_result(sam.user) == (True, False, "annulled")
    attempts = scheduled.view_class(scheduled.world.ines).json()["attempts"]
    assert [row["recorded"] for row in attempts] == [False]


def test_an_attempt_belongs_to_the_class_that_it_was_started_from(scheduled: ScheduledExam, sam: Student) -> None:
    attempt = start_and_answer(sam, 3)
    newer = scheduled.add_class(timezone.now())
    scheduled.put_on_roster(sam.enrollment, newer)

    sam.finish(str(attempt.pk))

    assert scheduled.get_result(sam.user) == (True, True, "100")
    assert scheduled.get_result(sam.user, newer) == (None, None, "")


def test_an_exam_that_becomes_free_still_records_what_was_started_from_the_class(
    scheduled: ScheduledExam, sam: Student
) -> None:
    attempt = start_and_answer(sam, 3)
    Exam.objects.update(access_mode=Exam.AccessMode.FREE)
    free = start_and_answer(scheduled.sue, 3)

    sam.finish(str(attempt.pk))
    scheduled.sue.finish(str(free.pk))

    assert scheduled.get_result(sam.user) == (True, True, "100")
    assert scheduled.get_result(scheduled.world.sue) == (None, None, "")


def test_in_a_distance_training_the_attempt_counts_once(scheduled: ScheduledExam, sam: Student) -> None:
    Training.objects.update(type=Training.Type.DISTANCE)
    Lesson.objects.all().delete()

    sam.sit(right=3)

    assert scheduled.get_result(sam.user) == (True, True, "100")
    assert list_actions().count("enrollment.finished") == 1


def test_thirty_students_cost_the_teacher_what_one_costs(
    scheduled: ScheduledExam, sam: Student, queries_of: Callable[[Callable[[], Any]], list[str]]
) -> None:
    client = create_client(scheduled.world.ines)
    address = f"/trainings/onsite/class/{scheduled.session.pk}.json"
    sam.sit(right=1)
    few = queries_of(lambda: client.get(address))
    finish_few = list_finish_queries(sam, 0, queries_of)
    for _ in range(30):
        user = make.UserFactory(company=scheduled.world.alpine)
        student = Student(scheduled.exam_setup, user, scheduled.exam_setup.enroll_user(user))
        scheduled.put_on_roster(student.enrollment)
        student.sit(right=1)

    assert len(client.get(address).json()["attempts"]) == 31
    assert len(queries_of(lambda: client.get(address))) == len(few)
    assert len(list_finish_queries(sam, 1, queries_of)) == len(finish_few)


def list_finish_queries(
    student: Student, right: int, queries_of: Callable[[Callable[[], Any]], list[str]]
) -> list[str]:
    """The queries of finishing an attempt that fails."""
    attempt = start_and_answer(student, right)
    queries = queries_of(lambda: student.finish(str(attempt.pk)))
    assert Attempt.objects.get(pk=attempt.pk).is_passed is False
    return queries
