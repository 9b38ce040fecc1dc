"""No response that a student can get before the end of an attempt reveals which option is right."""

import json
from typing import Any

import pytest

from exams.models import AttemptQuestion, Exam, Option
from tests import factories as make
from tests.exams.exam_setup import ExamSetup, Student

SOLUTION_KEYS = {"correct", "value", "is_correct", "right", "solution"}


def collect_responses(exam_setup: ExamSetup, sam: Student, attempt_id: str) -> dict[str, bytes]:
    """Every response that Sam can get about his training during the attempt, by address."""
    exam, enrollment = exam_setup.exam, exam_setup.enrollment
    lesson = exam.lesson
    assert lesson is not None
    slide = lesson.slides.all()[0]
    addresses = [
        f"/trainings/exams/index/exam:{exam.pk}.json",
        f"/trainings/exams/index/subject:{exam.subject_id}.json",
        f"/trainings/exams/index/lesson:{lesson.pk}.json",
        sam.address,
        f"/trainings/exams/do/{attempt_id}.json",
        f"/trainings/exams/view/{attempt_id}.json",
        "/trainings.json",
        f"/trainings/trainings/view/{enrollment.pk}.json",
        "/trainings/subjects/mine.json",
        f"/trainings/subjects/view/{enrollment.pk}/{exam.subject_id}.json",
        f"/manager/trainings/subjects/view/{exam.subject_id}.json",
        f"/manager/trainings/students/view/{enrollment.pk}.json",
        f"/trainings/lessons/view/{lesson.pk}/{enrollment.pk}.json",
        f"/trainings/lessons/slides/{lesson.pk}.json",
        f"/trainings/lessons/slide/{slide.pk}.json",
        f"/trainings/lessons/attendance/{exam.subject_id}.json",
        "/messages/messages/unread.json",
    ]
    responses = {address: sam.client.get(address).content for address in addresses}
    responses["start"] = sam.start().content
    for paper_question in AttemptQuestion.objects.order_by("order"):
        for option in paper_question.options:
            responses[f"answer {option['id']}"] = sam.answer(paper_question.pk, option["id"]).content
    return responses


def rotate_solutions(places: int) -> None:
    """Another option of every question becomes the right one, in the bank and on the paper."""
    for paper_question in AttemptQuestion.objects.all():
        flags = [option["is_correct"] for option in paper_question.options]
        for place, option in enumerate(paper_question.options):
            option["is_correct"] = flags[place - places]
        paper_question.save(update_fields=["options"])
    right = {
        option["id"]
        for paper_question in AttemptQuestion.objects.all()
        for option in paper_question.options
        if option["is_correct"]
    }
    Option.objects.update(is_correct=False)
    Option.objects.filter(pk__in=right).update(is_correct=True)


@pytest.fixture
def attempt_id(exam_setup: ExamSetup, sam: Student) -> str:
    """The id of an open attempt at a gate exam that shows answers afterwards; the paper has the whole bank."""
    gate = exam_setup.add_gate(slides=1)
    Exam.objects.update(show_answers=True, question_count=5)
    make.LessonStudyFactory(enrollment=exam_setup.enrollment, lesson=gate.lesson)
    return sam.start_and_get_id()


def test_whichever_option_is_right_every_answer_is_the_same_bytes(
    exam_setup: ExamSetup, sam: Student, attempt_id: str
) -> None:
    before = collect_responses(exam_setup, sam, attempt_id)
    for _ in range(3):
        AttemptQuestion.objects.update(chosen_option_id=None)
        rotate_solutions(1)
        after = collect_responses(exam_setup, sam, attempt_id)
        assert {address for address in before if before[address] != after[address]} == set()


def test_no_key_speaks_of_solutions(exam_setup: ExamSetup, sam: Student, attempt_id: str) -> None:
    def collect_keys(node: Any) -> set[str]:
        if isinstance(node, dict):
            return {key.lower() for key in node} | {key for child in node.values() for key in collect_keys(child)}
        return {key for child in node for key in collect_keys(child)} if isinstance(node, list) else set()

    responses = collect_responses(exam_setup, sam, attempt_id)

    for address, content in responses.items():
        # In subjects and lessons "value" says whether a student was present.
        leaked = collect_keys(json.loads(content)) & SOLUTION_KEYS
        assert leaked <= ({"value"} if "/subjects/" in address or "/lessons/" in address else set()), address
    assert b"TrainingQuestionOption" in responses[f"/trainings/exams/do/{attempt_id}.json"]
