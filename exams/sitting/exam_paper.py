"""Drawing the paper of an attempt: questions and options copied as they are now, in random order."""

import secrets
from collections.abc import Iterable
from typing import Any

from core.exceptions import Conflict
from exams.models import Attempt, AttemptQuestion, Exam, Option, Question

random_source = secrets.SystemRandom()


def draw_questions(exam: Exam) -> list[Question]:
    """As many questions as the exam asks for, at random and in random order, with their options. Three queries.

    Refuses with Conflict when the bank is changed under the draw so that a question has no right answer or too few.
    """
    bank = list(Question.objects.drawable().filter(exams=exam).values_list("pk", flat=True))
    if len(bank) < exam.question_count:
        raise Conflict("The question bank is being changed. Please try again.")
    drawn = random_source.sample(bank, exam.question_count)
    questions = Question.objects.live().prefetch_related("options").in_bulk(drawn)
    if not all(key in questions and has_one_right_option(questions[key].options.all()) for key in drawn):
        raise Conflict("The question bank is being changed. Please try again.")
    return [questions[key] for key in drawn]


def has_one_right_option(options: Iterable[Option]) -> bool:
    rights = [option.is_correct for option in options]
    return len(rights) >= 2 and sum(rights) == 1


def build_paper(attempt: Attempt, questions: Iterable[Question]) -> list[AttemptQuestion]:
    """The rows of the paper, not stored yet."""
    return [build_paper_question(attempt, question, order) for order, question in enumerate(questions, start=1)]


def build_paper_question(attempt: Attempt, question: Question, order: int) -> AttemptQuestion:
    return AttemptQuestion(
        attempt=attempt,
        question=question,
        order=order,
        text=question.text,
        media=question.media.url if question.media else "",
        options=build_options(question),
    )


def build_options(question: Question) -> list[dict[str, Any]]:
    """In random order, or in their own where they speak of each other."""
    options = [copy_option(option) for option in question.options.all()]
    return shuffle_options(options) if question.shuffle_options else options


def copy_option(option: Option) -> dict[str, Any]:
    return {"id": str(option.pk), "text": option.text, "is_correct": option.is_correct}


def shuffle_options(options: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = list(options)
    random_source.shuffle(rows)
    return rows
