"""The number of queries of each request does not depend on the size of paper, bank or history."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from exams.models import AttemptQuestion, Exam
from tests.exams.exam_setup import ExamSetup, Student, fill_bank, find_option_id

Counter = Callable[[Callable[[], Any]], list[str]]
# Reading the clock is a query on PostgreSQL alone.
CLOCK = int(connection.vendor == "postgresql")


def enlarge_exam(exam_setup: ExamSetup, questions: int = 30) -> None:
    fill_bank(exam_setup.exam, questions)
    Exam.objects.update(question_count=questions, max_attempts=100)


def test_an_answer_costs_four_queries_and_the_time(
    exam_setup: ExamSetup, sam: Student, queries_of: Counter, database_clock: Any
) -> None:
    sam.start_and_get_id()
    paper_question = AttemptQuestion.objects.all()[0]

    queries = queries_of(lambda: sam.answer(paper_question.pk, find_option_id(paper_question.options, right=True)))

    assert len(queries) == 4 + CLOCK, queries
    token, paper, *clock, update, counts = queries
    assert "accounts_token" in token  # the caller
    assert "exams_attemptquestion" in paper  # the question with its attempt, which is locked
    assert all("clock_timestamp" in query for query in clock)
    assert update.startswith("UPDATE")  # the chosen option
    assert "COUNT" in counts  # answered and total


def test_an_answer_among_thirty_questions_costs_what_one_among_three_costs(
    exam_setup: ExamSetup, sam: Student, queries_of: Counter
) -> None:
    def count_answer_queries() -> Any:
        paper_question = AttemptQuestion.objects.filter(attempt__pk=attempt_id)[0]
        return queries_of(lambda: sam.answer(paper_question.pk, find_option_id(paper_question.options, right=True)))

    attempt_id = sam.start_and_get_id()
    few = count_answer_queries()
    sam.finish(attempt_id)
    enlarge_exam(exam_setup)
    attempt_id = sam.start_and_get_id()

    assert len(count_answer_queries()) == len(few) == 4


@pytest.mark.parametrize(
    ("call", "count"), [("start", 16), ("view_start", 5), ("do", 3), ("finish", 14), ("resume", 6)]
)
def test_thirty_questions_and_ten_attempts_cost_what_three_and_one_cost(
    exam_setup: ExamSetup, sam: Student, queries_of: Counter, call: str, count: int
) -> None:
    """start: token, enrollment, exam with its bank size, an open attempt, the enrollment's lock, attempts under it,
    drawable questions, those drawn, their options, attempt, paper, and the ledger's head, state (two tables), event,
    head. The attempts left are counted only when there may be none.

    view_start: token, enrollment, exam, attempts, those left (to show them).

    do: token, attempt, paper. finish: token, attempt, the locks on enrollment and attempt, paper, result, message, and
    the ledger's five. resume: as start up to the attempts under the lock.
    """

    def cost() -> list[str]:
        attempt_id = "" if call in ("start", "view_start") else sam.start_and_get_id()
        calls = {
            "start": sam.start,
            "resume": sam.start,
            "view_start": sam.view_start,
            "do": lambda: sam.do(attempt_id),
            "finish": lambda: sam.finish(attempt_id),
        }
        queries = queries_of(calls[call])
        sam.finish(sam.start_and_get_id())
        return queries

    sam.finish(sam.start_and_get_id())
    few = cost()
    enlarge_exam(exam_setup)
    for _ in range(8):
        sam.finish(sam.start_and_get_id())
    many = cost()

    assert len(few) == len(many), many
    assert len(many) == count, many
