"""Editing and deleting during an attempt changes neither paper nor grade (docs/api.md, section 6)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from exams.models import Attempt, AttemptQuestion, Exam, Option, Question
from tests.exams.exam_setup import ExamSetup, Student, fill_bank, find_option_id
from trainings.models import Lesson, Subject, Training

Edit = Callable[[ExamSetup], Any]


def other_options_become_right(exam_setup: ExamSetup) -> None:
    Option.objects.update(is_correct=False)
    Option.objects.filter(order=1).update(is_correct=True)


EDITS: dict[str, Edit] = {
    "questions are reworded": lambda exam_setup: Question.objects.update(text="?"),
    "questions are deleted": lambda exam_setup: Question.objects.update(deleted_at=timezone.now()),
    "the bank is emptied": lambda exam_setup: exam_setup.exam.questions.clear(),
    "the bank grows": lambda exam_setup: fill_bank(exam_setup.exam, 5),
    "options are reworded": lambda exam_setup: Option.objects.update(text="?"),
    "options are removed": lambda exam_setup: Option.objects.all().delete(),
    "other options become right": other_options_become_right,
    "the pass mark rises": lambda exam_setup: Exam.objects.update(pass_percent=100),
    "the pass mark falls": lambda exam_setup: Exam.objects.update(pass_percent=0),
    "the exam draws more": lambda exam_setup: Exam.objects.update(question_count=5),
    "the exam gets shorter": lambda exam_setup: Exam.objects.update(duration_minutes=1),
    "the exam expires": lambda exam_setup: Exam.objects.update(expires_at=timezone.now()),
    "the exam moves into class": lambda exam_setup: Exam.objects.update(type="ONSITE"),
    "the exam is deleted": lambda exam_setup: Exam.objects.update(deleted_at=timezone.now()),
    "the lesson is deleted": lambda exam_setup: Lesson.objects.update(deleted_at=timezone.now()),
    "the subject is deleted": lambda exam_setup: Subject.objects.update(deleted_at=timezone.now()),
    "the training is deactivated": lambda exam_setup: Training.objects.update(is_active=False),
    "the training ends": lambda exam_setup: Training.objects.update(ends_on="2026-03-17"),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
@pytest.mark.parametrize(("right", "score", "passed"), [(2, 66.67, True), (1, 33.33, False)])
def test_a_sitting_goes_on_as_it_began(
    exam_setup: ExamSetup, sam: Student, frozen_clock: Any, edit: Edit, right: int, score: float, passed: bool
) -> None:
    exam_setup.add_gate()
    attempt_id = sam.start_and_get_id()
    before = sam.do(attempt_id).json()

    edit(exam_setup)
    frozen_clock.shift(300)

    after = sam.do(attempt_id).json()
    assert after["ExamAttemptDetail"] == before["ExamAttemptDetail"]
    assert after["ExamAttempt"]["finish_before"] == before["ExamAttempt"]["finish_before"]
    assert sam.start_and_get_id() == attempt_id
    sam.answer_all(attempt_id, right=right)
    finished = sam.finish(attempt_id).json()
    assert (finished["score"], finished["passed"]) == (score, passed)
    assert sam.view(attempt_id).status_code == 200
    assert (
        sam.do(attempt_id).json()["ExamAttemptDetail"][0]["TrainingQuestion"]
        == (before["ExamAttemptDetail"][0]["TrainingQuestion"])
    )


def test_a_graded_paper_stays_as_it_was_graded(exam_setup: ExamSetup, sam: Student) -> None:
    Exam.objects.update(show_answers=True)
    attempt_id = sam.sit(right=2)
    before = sam.view(attempt_id).json()

    other_options_become_right(exam_setup)
    Question.objects.update(text="?")
    Exam.objects.update(pass_percent=100)

    after = sam.view(attempt_id).json()
    assert after["ExamAttempt"] == before["ExamAttempt"]
    assert after["ExamAttemptDetail"] == before["ExamAttemptDetail"]
    assert sam.finish(attempt_id).json()["message"] == "You passed: 66.67%, 60% needed."


def test_whether_solutions_are_shown_is_decided_when_they_are_asked_for(exam_setup: ExamSetup, sam: Student) -> None:
    attempt_id = sam.sit(right=3)
    assert "correct" not in sam.view(attempt_id).json()["ExamAttemptDetail"][0]

    Exam.objects.update(show_answers=True)

    assert "correct" in sam.view(attempt_id).json()["ExamAttemptDetail"][0]


def test_a_removed_option_can_still_be_chosen_where_it_was_shown(exam_setup: ExamSetup, sam: Student) -> None:
    attempt_id = sam.start_and_get_id()
    Option.objects.all().delete()
    paper_question = AttemptQuestion.objects.filter(attempt__pk=attempt_id)[0]

    assert sam.answer(paper_question.pk, find_option_id(paper_question.options, right=True)).status_code == 200
    assert Attempt.objects.open().exists()
