"""Drawing the exam paper of an attempt: questions and options are copied as they are now, in random order."""

import secrets
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from core.database.statements import Statement
from core.exceptions import Conflict
from exams.models import Attempt, AttemptQuestion, Exam, Option, Question

# The numbers of the default generator could be predicted from earlier papers.
random_source = secrets.SystemRandom()

BANK_IS_CHANGING = gettext_lazy("The question bank is being changed. Please try again.")


@dataclass(frozen=True)
class DrawnQuestion:
    """A question for a paper, with its options in the order of the bank."""

    question: Question
    options: list[Option]


def draw_questions(exam: Exam) -> list[DrawnQuestion]:
    """Draws the questions of an exam paper at random, in random order, with their options. Three queries.

    The bank is not locked, so a manager may change it between the queries. Raises Conflict when it then holds too few
    questions, or a drawn question no longer has exactly one right option.
    """
    bank_ids = [row["pk"] for row in query_bank.fetch(exam_id=exam.pk)]
    if len(bank_ids) < exam.question_count:
        raise Conflict(BANK_IS_CHANGING)
    drawn_ids = random_source.sample(bank_ids, exam.question_count)
    drawn = read_questions(drawn_ids)
    if len(drawn) < len(drawn_ids) or not all(has_one_right_option(row.options) for row in drawn):
        raise Conflict(BANK_IS_CHANGING)
    return drawn


def read_questions(ids: Iterable[uuid.UUID]) -> list[DrawnQuestion]:
    """The questions in the order of their ids, without those that are deleted."""
    # A value for each, because a statement takes no lists; it is compiled once for each number of questions.
    values = {f"id_{number}": id for number, id in enumerate(ids)}
    questions = {question.pk: question for question in query_questions.fetch(**values)}
    options: dict[uuid.UUID, list[Option]] = defaultdict(list)
    for option in query_options.fetch(**values):
        options[option.question_id].append(option)
    return [DrawnQuestion(questions[id], options[id]) for id in values.values() if id in questions]


@Statement
def query_bank(*, exam_id: uuid.UUID) -> QuerySet[Any]:
    return Question.objects.drawable().filter(exams=exam_id).order_by().values("pk")


@Statement
def query_questions(**ids: uuid.UUID) -> QuerySet[Question]:
    return Question.objects.live().filter(pk__in=ids.values()).order_by()


@Statement
def query_options(**ids: uuid.UUID) -> QuerySet[Option]:
    return Option.objects.filter(question__in=ids.values()).order_by("order", "id")


def has_one_right_option(options: Iterable[Option]) -> bool:
    """Whether exactly one of at least two options is right."""
    flags = [option.is_correct for option in options]
    return len(flags) >= 2 and sum(flags) == 1


def build_paper(attempt: Attempt, drawn: Iterable[DrawnQuestion]) -> list[AttemptQuestion]:
    """The rows of the exam paper, not stored yet."""
    return [build_paper_question(attempt, row, order) for order, row in enumerate(drawn, start=1)]


def build_paper_question(attempt: Attempt, drawn: DrawnQuestion, order: int) -> AttemptQuestion:
    question = drawn.question
    return AttemptQuestion(
        attempt=attempt,
        question=question,
        order=order,
        text=question.text,
        media=question.media.url if question.media else "",
        options=build_options(drawn),
    )


def build_options(drawn: DrawnQuestion) -> list[dict[str, Any]]:
    """The options as the paper stores them: in random order, unless the question keeps their order because they refer
    to each other."""
    options = [copy_option(option) for option in drawn.options]
    if drawn.question.shuffle_options:
        random_source.shuffle(options)
    return options


def copy_option(option: Option) -> dict[str, Any]:
    return {"id": str(option.pk), "text": option.text, "is_correct": option.is_correct}
