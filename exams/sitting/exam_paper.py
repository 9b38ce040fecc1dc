"""Drawing the paper of an attempt: questions and options copied as they are now, in random order."""

import secrets
from collections.abc import Iterable
from typing import Any

from core.exceptions import Conflict
from exams.models import Attempt, AttemptQuestion, Exam, Option, Question

chance = secrets.SystemRandom()


def drawn_questions(exam: Exam) -> list[Question]:
    """As many questions as the exam asks for, at random and in random order, with their options. Three queries.

    Refuses with Conflict when the bank is changed under the draw so that a question has no right answer or too few.
    """
    bank = list(Question.objects.drawable().filter(exams=exam).values_list("pk", flat=True))
    if len(bank) < exam.question_count:
        raise Conflict("The question bank is being changed. Please try again.")
    drawn = chance.sample(bank, exam.question_count)
    questions = Question.objects.live().prefetch_related("options").in_bulk(drawn)
    if not all(key in questions and has_one_answer(questions[key].options.all()) for key in drawn):
        raise Conflict("The question bank is being changed. Please try again.")
    return [questions[key] for key in drawn]


def has_one_answer(options: Iterable[Option]) -> bool:
    rights = [option.is_correct for option in options]
    return len(rights) >= 2 and sum(rights) == 1


def paper_of(attempt: Attempt, questions: Iterable[Question]) -> list[AttemptQuestion]:
    """The rows of the paper, not stored yet."""
    return [shown(attempt, question, order) for order, question in enumerate(questions, start=1)]


def shown(attempt: Attempt, question: Question, order: int) -> AttemptQuestion:
    return AttemptQuestion(
        attempt=attempt,
        question=question,
        order=order,
        text=question.text,
        media=question.media.url if question.media else "",
        options=options_of(question),
    )


def options_of(question: Question) -> list[dict[str, Any]]:
    """In random order, or in their own where they speak of each other."""
    options = [copied(option) for option in question.options.all()]
    return shuffled(options) if question.shuffle_options else options


def copied(option: Option) -> dict[str, Any]:
    return {"id": str(option.pk), "text": option.text, "is_correct": option.is_correct}


def shuffled(options: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = list(options)
    chance.shuffle(rows)
    return rows
