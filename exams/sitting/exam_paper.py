"""Drawing the exam paper of an attempt: questions and options are copied as they are now, in random order."""

import secrets
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy

from core.exceptions import Conflict
from exams.models import Attempt, AttemptQuestion, Exam, Option, Question

# The numbers of the default generator could be predicted from earlier papers.
random_source = secrets.SystemRandom()

BANK_IS_CHANGING = gettext_lazy("The question bank is being changed. Please try again.")


def draw_questions(exam: Exam) -> list[Question]:
    """Draws the questions of an exam paper at random, in random order, with their options. Three queries.

    The bank is not locked, so a manager may change it between the queries. Raises Conflict when it then holds too few
    questions, or a drawn question no longer has exactly one right option.
    """
    bank_ids = list(Question.objects.drawable().filter(exams=exam).values_list("pk", flat=True))
    if len(bank_ids) < exam.question_count:
        raise Conflict(BANK_IS_CHANGING)
    drawn_ids = random_source.sample(bank_ids, exam.question_count)
    questions = Question.objects.live().prefetch_related("options").in_bulk(drawn_ids)
    if not all(id in questions and has_one_right_option(questions[id].options.all()) for id in drawn_ids):
        raise Conflict(BANK_IS_CHANGING)
    return [questions[id] for id in drawn_ids]


def has_one_right_option(options: Iterable[Option]) -> bool:
    """Whether exactly one of at least two options is right."""
    flags = [option.is_correct for option in options]
    return len(flags) >= 2 and sum(flags) == 1


def build_paper(attempt: Attempt, questions: Iterable[Question]) -> list[AttemptQuestion]:
    """The rows of the exam paper, not stored yet."""
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
    """The options as the paper stores them: in random order, unless the question keeps their order because they refer
    to each other."""
    options = [copy_option(option) for option in question.options.all()]
    if question.shuffle_options:
        random_source.shuffle(options)
    return options


def copy_option(option: Option) -> dict[str, Any]:
    return {"id": str(option.pk), "text": option.text, "is_correct": option.is_correct}
