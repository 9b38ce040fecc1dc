"""`GET /trainings/exams/view/{attemptId}.json` and grading (docs/api.md, section 6)."""

import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from exams.models import AttemptQuestion, Exam
from exams.sitting.grading import format_percent, grade_paper
from tests.exams.exam_setup import ExamSetup, Student, find_option_id
from trainings.models import Lesson, Subject


def build_paper(right: int, drawn: int) -> list[AttemptQuestion]:
    """A paper with so many right answers, the next one wrong, the others unanswered."""
    rows = []
    for place in range(drawn):
        good, bad = uuid.uuid4(), uuid.uuid4()
        options = [{"id": str(good), "is_correct": True}, {"id": str(bad), "is_correct": False}]
        chosen = good if place < right else bad if place == right else None
        rows.append(AttemptQuestion(options=options, chosen_option_id=chosen))
    return rows


@pytest.mark.parametrize(
    ("right", "drawn", "pass_percent", "score", "is_passed"),
    [
        (0, 4, 75, "0.00", False),
        (3, 4, 75, "75.00", True),
        (2, 3, 67, "66.67", False),
        (2, 3, 66, "66.67", True),
        (1, 8, 13, "12.50", False),
        (1, 6, 0, "16.67", True),
        (0, 1, 0, "0.00", True),
        (500, 500, 100, "100.00", True),
        (499, 500, 100, "99.80", False),
        (0, 0, 75, "0.00", False),
    ],
)
def test_the_score_is_right_over_drawn(right: int, drawn: int, pass_percent: int, score: str, is_passed: bool) -> None:
    grade = grade_paper(build_paper(right, drawn), pass_percent)

    assert (grade.correct, grade.drawn, grade.score, grade.is_passed) == (right, drawn, Decimal(score), is_passed)


@pytest.mark.parametrize(("score", "text"), [("66.67", "66.67%"), ("70", "70%"), ("12.50", "12.5%"), ("100", "100%")])
def test_a_score_is_written_short(score: str, text: str) -> None:
    assert format_percent(Decimal(score)) == text


def test_with_show_answers_the_student_sees_the_solutions(exam_setup: ExamSetup, sam: Student) -> None:
    Exam.objects.update(show_answers=True, max_attempts=1)
    attempt_id = sam.sit(right=1)

    result = sam.view(attempt_id).json()

    assert result["ExamAttempt"] == {
        "id": attempt_id,
        "start": "2026-03-18 10:00:00",
        "finish": "2026-03-18 10:00:00",
        "status": "finished",
        "score": 33.33,
        "passed": False,
        "reset": False,
        "finish_before": "2026-03-18 10:10:00",
    }
    assert (result["Exam"]["id"], result["Exam"]["score"]) == (str(exam_setup.exam.pk), 60)
    rows = result["ExamAttemptDetail"]
    assert [row["correct"] for row in rows] == [True, False, False]
    for row, paper_question in zip(rows, AttemptQuestion.objects.all(), strict=True):
        assert row["TrainingQuestionOption"] == [
            {"id": option["id"], "name": option["text"], "value": option["is_correct"]}
            for option in paper_question.options
        ]
        assert row["questionOptionId"] == str(paper_question.chosen_option_id)


def test_without_show_answers_the_student_sees_the_score_alone(sam: Student) -> None:
    result = sam.view(sam.sit(right=1)).json()

    assert result["ExamAttempt"]["score"] == 33.33
    for row in result["ExamAttemptDetail"]:
        assert "correct" not in row
        assert all(set(option) == {"id", "name"} for option in row["TrainingQuestionOption"])
        assert row["questionOptionId"] is not None


def test_an_unanswered_question_is_wrong(sam: Student) -> None:
    Exam.objects.update(show_answers=True, max_attempts=1)
    attempt_id = sam.start_and_get_id()
    sam.finish(attempt_id)

    rows = sam.view(attempt_id).json()["ExamAttemptDetail"]

    assert [(row["questionOptionId"], row["correct"]) for row in rows] == [(None, False)] * 3


@pytest.mark.parametrize("who", ["maria", "charles", "ines"])
def test_staff_who_read_the_enrollment_see_the_solutions(exam_setup: ExamSetup, sam: Student, who: str) -> None:
    attempt_id = sam.sit(right=1)

    result = Student(exam_setup, getattr(exam_setup.world, who), exam_setup.enrollment).view(attempt_id).json()

    assert [row["correct"] for row in result["ExamAttemptDetail"]] == [True, False, False]


def test_an_instructor_who_sat_the_exam_is_a_student_there(exam_setup: ExamSetup) -> None:
    ines = Student(exam_setup, exam_setup.world.ines, exam_setup.enroll_user(exam_setup.world.ines))

    result = ines.view(ines.sit(right=1)).json()

    assert all("correct" not in row for row in result["ExamAttemptDetail"])


def test_an_open_attempt_has_no_result(exam_setup: ExamSetup, sam: Student) -> None:
    attempt_id = sam.start_and_get_id()

    for student in (sam, Student(exam_setup, exam_setup.world.ines, exam_setup.enrollment)):
        response = student.view(attempt_id)
        assert (response.status_code, response.json()) == (409, {"message": "This attempt is not finished yet."})


def test_the_result_of_a_deleted_exam_stays_readable(exam_setup: ExamSetup, sam: Student) -> None:
    attempt_id = sam.sit(right=1)
    exam_setup.add_gate()
    for model in (Exam, Lesson, Subject):
        model.objects.update(deleted_at=timezone.now())

    response = sam.view(attempt_id)

    assert response.status_code == 200
    assert response.json()["Exam"]["available"] is False
    assert len(response.json()["ExamAttemptDetail"]) == 3


def test_a_result_costs_the_same_for_thirty_questions(exam_setup: ExamSetup, sam: Student, queries_of: Any) -> None:
    three = sam.sit(right=0)
    small = queries_of(lambda: sam.view(three))
    Exam.objects.update(question_count=5)
    five = sam.sit(right=0)

    large = queries_of(lambda: sam.view(five))

    assert len(small) == len(large) == 4, large  # token, attempt, exam with its bank size, paper


def test_choosing_is_told_apart_by_id_not_by_text(exam_setup: ExamSetup, sam: Student) -> None:
    for question in exam_setup.exam.questions.all():
        question.options.update(text="the same")
    attempt_id = sam.start_and_get_id()
    sam.answer_all(attempt_id, right=2)
    paper_question = AttemptQuestion.objects.get(order=3)

    assert sam.answer(paper_question.pk, find_option_id(paper_question.options, right=False)).status_code == 200
    assert sam.finish(attempt_id).json()["score"] == 66.67
