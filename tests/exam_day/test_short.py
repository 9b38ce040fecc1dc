"""A short run of `make exam-day` for every change: ten students sit an exam of five questions."""

from collections.abc import Iterator

import pytest

from tests.exam_day.__main__ import Size, run_step
from tests.exam_day.checks import count_lost_answers, count_wrong_grades, find_broken_ledger
from tests.torture.school import School, serve_school
from tests.torture.services import find_missing_programs

pytestmark = pytest.mark.postgresql

SHORT = Size(questions=5, pause=0.5, arrival=0.0, per_second=10.0)
STUDENTS = 10


@pytest.fixture(scope="module")
def school() -> Iterator[School]:
    if missing := find_missing_programs():
        pytest.skip(missing)
    with serve_school() as school:
        yield school


def test_a_class_sits_an_exam_and_no_answer_is_lost(school: School) -> None:
    step = run_step(school, STUDENTS, SHORT)

    assert step.list_violations() == []
    assert [len(sitting.answers) for sitting in step.report.sittings] == [SHORT.questions] * STUDENTS
    assert step.report.get_tally("other").seconds
    assert find_broken_ledger(school) == []

    # The checks see a loss: an answer that the database does not have as the student was told, and what it earned.
    school.query(TAMPERED, step.exam)
    assert count_lost_answers(school, step.exam, step.report) == 1
    assert count_wrong_grades(school, step.exam, step.report) == 1


TAMPERED = """UPDATE exams_attemptquestion SET chosen_option_id = other.id FROM (
    SELECT q.id AS question, (option ->> 'id')::uuid AS id FROM exams_attemptquestion q
    JOIN exams_attempt a ON a.id = q.attempt_id, jsonb_array_elements(q.options) option
    WHERE a.exam_id = %s AND (option ->> 'is_correct')::boolean <> EXISTS (
        SELECT 1 FROM jsonb_array_elements(q.options) o
        WHERE o ->> 'id' = q.chosen_option_id::text AND (o ->> 'is_correct')::boolean)
    LIMIT 1) other WHERE exams_attemptquestion.id = other.question"""
