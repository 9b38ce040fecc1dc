"""When an attempt may be started, and what starting stores (docs/api.md, section 6)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from exams.models import Attempt, AttemptQuestion, Exam, Option, Question
from exams.sitting import services
from exams.sitting.exam_paper import build_paper, draw_questions
from records.models import Event
from tests.exams.exam_setup import ExamSetup, Student, fill_bank, find_option_id
from trainings.models import Training

NOW = datetime(2026, 3, 18, 10, 0, tzinfo=UTC)
EXAM_KEYS = {
    "id", "name", "type", "attempts", "score", "questions", "minutes", "instructions", "expiration", "show_answers",
    "mandatory", "training_subject_id", "training_subject_lesson_id", "access_mode", "access_window_days", "available",
    "available_until",
}  # fmt: skip


def test_before_the_first_attempt(exam_setup: ExamSetup, sam: Student) -> None:
    start = sam.view_start().json()

    assert set(start) == {"Exam", "attempts", "attempts_left", "access", "can_start", "reason", "can_reset"}
    assert set(start["Exam"]) == EXAM_KEYS
    assert (start["attempts"], start["attempts_left"]) == ([], 3)
    assert (start["can_start"], start["reason"]) == (True, None)


def test_the_attempts_are_listed_oldest_first(sam: Student, frozen_clock: Any) -> None:
    failed = sam.sit(right=1)
    frozen_clock.shift(60)
    open_one = sam.start_and_get_id()

    start = sam.view_start().json()

    assert start["attempts"] == [
        {
            "ExamAttempt": {
                "id": failed,
                "start": "2026-03-18 10:00:00",
                "finish": "2026-03-18 10:00:00",
                "status": "finished",
                "score": 33.33,
                "passed": False,
                "reset": False,
            }
        },
        {
            "ExamAttempt": {
                "id": open_one,
                "start": "2026-03-18 10:01:00",
                "finish": None,
                "status": "open",
                "score": None,
                "passed": None,
                "reset": False,
            }
        },
    ]
    assert start["attempts_left"] == 1


def test_while_an_attempt_is_open_starting_resumes_it_whatever_happened_since(
    exam_setup: ExamSetup, sam: Student
) -> None:
    Exam.objects.update(max_attempts=1)
    attempt_id = sam.start_and_get_id()
    Exam.objects.update(expires_at=timezone.now(), question_count=50, deleted_at=timezone.now())
    Training.objects.update(is_active=False)

    assert (sam.view_start().json()["can_start"], sam.view_start().json()["attempts_left"]) == (True, 0)
    assert sam.start_and_get_id() == attempt_id
    assert Event.objects.filter(action="exam.started").count() == 1


def test_the_paper_is_a_copy_of_what_was_drawn(exam_setup: ExamSetup, sam: Student) -> None:
    question = Question.objects.first()
    assert question is not None
    question.media.save("front.png", ContentFile(b"x"))
    Exam.objects.update(question_count=5)

    sam.start_and_get_id()

    paper = list(AttemptQuestion.objects.select_related("question"))
    assert len({paper_question.question_id for paper_question in paper}) == 5
    for paper_question in paper:
        bank = {str(option.pk): (option.text, option.is_correct) for option in paper_question.question.options.all()}
        assert {option["id"]: (option["text"], option["is_correct"]) for option in paper_question.options} == bank
        assert paper_question.text == paper_question.question.text
    assert [paper_question.media for paper_question in paper if paper_question.media] == [question.media.url]
    question.media.delete()


def test_questions_and_options_come_in_any_order(exam_setup: ExamSetup) -> None:
    """In the banks of these tests the right option is always the first."""
    papers = [build_paper(Attempt(), draw_questions(exam_setup.exam)) for _ in range(40)]

    assert len({paper[0].question_id for paper in papers}) == 5
    places = [
        [option["is_correct"] for option in paper_question.options].index(True)
        for paper in papers
        for paper_question in paper
    ]
    assert set(places) == {0, 1, 2, 3}


def test_an_option_id_does_not_tell_which_option_was_written_first(exam_setup: ExamSetup) -> None:
    assert {option.pk.version for option in Option.objects.all()} == {4}


def test_only_questions_that_can_be_answered_are_drawn(exam_setup: ExamSetup, sam: Student) -> None:
    spoiled = fill_bank(exam_setup.exam, 4)
    spoiled[0].deleted_at = timezone.now()
    spoiled[0].save()
    Option.objects.filter(question=spoiled[1]).update(is_correct=False)
    Option.objects.filter(question=spoiled[2], is_correct=False).delete()
    Option.objects.filter(question=spoiled[3]).delete()
    Exam.objects.update(question_count=5)

    sam.start_and_get_id()

    drawn = set(AttemptQuestion.objects.values_list("question", flat=True))
    assert not drawn & {question.pk for question in spoiled}
    sam.finish(str(Attempt.objects.get().pk))
    Exam.objects.update(question_count=6)
    assert sam.start().status_code == 403


def test_a_bank_that_shrinks_under_the_draw_is_a_conflict(
    exam_setup: ExamSetup, sam: Student, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        services, "explain_start_rejection", lambda *args: Question.objects.all().update(deleted_at=NOW) and ""
    )

    assert sam.start().status_code == 409
    assert not Attempt.objects.exists()


def test_a_question_spoiled_under_the_draw_is_a_conflict(
    exam_setup: ExamSetup, sam: Student, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exams.sitting.exam_paper.has_one_right_option", lambda options: False)

    assert sam.start().status_code == 409
    assert not Attempt.objects.exists()


def test_the_index_lets_one_open_attempt_in_and_the_loser_gets_the_winners(
    exam_setup: ExamSetup, sam: Student, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start_meanwhile(*args: Any) -> str:
        now = timezone.now()
        Attempt.objects.create(exam=exam_setup.exam, enrollment=exam_setup.enrollment, started_at=now, deadline_at=now)
        return ""

    monkeypatch.setattr(services, "explain_start_rejection", start_meanwhile)

    attempt_id = sam.start_and_get_id()

    assert attempt_id == str(Attempt.objects.get().pk)
    assert not AttemptQuestion.objects.exists()


@pytest.mark.parametrize(
    ("exam", "training", "zone", "deadline"),
    [
        ({}, {}, "UTC", datetime(2026, 3, 18, 10, 10, tzinfo=UTC)),
        ({"expires_at": NOW + timedelta(minutes=3)}, {}, "UTC", datetime(2026, 3, 18, 10, 3, tzinfo=UTC)),
        ({"expires_at": NOW + timedelta(days=3)}, {}, "UTC", datetime(2026, 3, 18, 10, 10, tzinfo=UTC)),
        ({"duration_minutes": 1440}, {"ends_on": date(2026, 3, 18)}, "UTC", datetime(2026, 3, 19, tzinfo=UTC)),
        (
            {"duration_minutes": 1440},
            {"ends_on": date(2026, 3, 18)},
            "Europe/Vienna",
            datetime(2026, 3, 18, 23, 0, tzinfo=UTC),
        ),
        ({"duration_minutes": 1440}, {"ends_on": date.max}, "Asia/Tokyo", datetime(2026, 3, 19, 10, 0, tzinfo=UTC)),
        (
            {"duration_minutes": 1440, "expires_at": NOW + timedelta(hours=2)},
            {"ends_on": date(2026, 3, 18)},
            "UTC",
            datetime(2026, 3, 18, 12, 0, tzinfo=UTC),
        ),
    ],
)
def test_the_deadline_is_the_first_of_time_limit_expiry_and_last_day(
    exam_setup: ExamSetup, sam: Student, exam: Any, training: Any, zone: str, deadline: datetime
) -> None:
    Exam.objects.update(**exam)
    if training:
        Training.objects.update(**training)
    exam_setup.world.alpine.timezone_id = zone
    exam_setup.world.alpine.save()

    sam.start_and_get_id()

    assert Attempt.objects.get().deadline_at == deadline


def test_a_retake_of_the_training_starts_from_zero(exam_setup: ExamSetup, sam: Student) -> None:
    sam.sit(right=3)
    exam_setup.enrollment.finished_at = timezone.now()
    exam_setup.enrollment.save()
    again = Student(exam_setup, exam_setup.world.sam, exam_setup.enroll_user(exam_setup.world.sam))

    assert again.view_start().json()["attempts"] == []
    assert again.start_and_get_id()


def test_an_instructor_who_is_enrolled_sits_like_any_student(exam_setup: ExamSetup) -> None:
    ines = Student(exam_setup, exam_setup.world.ines, exam_setup.enroll_user(exam_setup.world.ines))

    attempt_id = ines.start_and_get_id()
    paper_question = AttemptQuestion.objects.get(order=1)

    assert ines.answer(paper_question.pk, find_option_id(paper_question.options, right=True)).status_code == 200
    assert ines.finish(attempt_id).status_code == 200
