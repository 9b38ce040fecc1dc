"""Before the end of an attempt nothing that a student can fetch tells which option is right."""

import json
from typing import Any

import pytest

from exams.models import AttemptQuestion, Exam, Option
from tests import factories as make
from tests.exams.exam_setup import ExamSetup, Student

SOLUTION_KEYS = {"correct", "value", "is_correct", "right", "solution"}


def collect_responses(hall: ExamSetup, sam: Student, attempt_id: str) -> dict[str, bytes]:
    """Every answer Sam can get about his training while sitting, by address."""
    exam, enrollment = hall.exam, hall.enrollment
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
    answers = {address: sam.client.get(address).content for address in addresses}
    answers["start"] = sam.start().content
    for shown in AttemptQuestion.objects.order_by("order"):
        for option in shown.options:
            answers[f"answer {option['id']}"] = sam.answer(shown.pk, option["id"]).content
    return answers


def rotate_solutions(places: int) -> None:
    """Another option of every question becomes the right one, in the bank and on the paper."""
    for shown in AttemptQuestion.objects.all():
        flags = [option["is_correct"] for option in shown.options]
        for place, option in enumerate(shown.options):
            option["is_correct"] = flags[place - places]
        shown.save(update_fields=["options"])
    right = {
        option["id"] for shown in AttemptQuestion.objects.all() for option in shown.options if option["is_correct"]
    }
    Option.objects.update(is_correct=False)
    Option.objects.filter(pk__in=right).update(is_correct=True)


@pytest.fixture
def sitting(exam_setup: ExamSetup, sam: Student) -> str:
    """Sam sits a gate with solutions shown afterwards; every question of the bank is on the paper."""
    gate = exam_setup.gate(slides=1)
    Exam.objects.update(show_answers=True, question_count=5)
    make.LessonStudyFactory(enrollment=exam_setup.enrollment, lesson=gate.lesson)
    return sam.start_and_get_id()


def test_whichever_option_is_right_every_answer_is_the_same_bytes(
    exam_setup: ExamSetup, sam: Student, sitting: str
) -> None:
    before = collect_responses(exam_setup, sam, sitting)
    for _ in range(3):
        AttemptQuestion.objects.update(chosen_option_id=None)
        rotate_solutions(1)
        after = collect_responses(exam_setup, sam, sitting)
        assert {address for address in before if before[address] != after[address]} == set()


def test_no_key_speaks_of_solutions(exam_setup: ExamSetup, sam: Student, sitting: str) -> None:
    def keys(node: Any) -> set[str]:
        if isinstance(node, dict):
            return {key.lower() for key in node} | {key for child in node.values() for key in keys(child)}
        return {key for child in node for key in keys(child)} if isinstance(node, list) else set()

    answers = collect_responses(exam_setup, sam, sitting)

    for address, content in answers.items():
        # Elsewhere "value" is whether somebody was present.
        told = keys(json.loads(content)) & SOLUTION_KEYS
        assert told <= ({"value"} if "/subjects/" in address or "/lessons/" in address else set()), address
    assert b"TrainingQuestionOption" in answers[f"/trainings/exams/do/{sitting}.json"]
