"""What must be true after an exam: the database holds what the students were told it holds."""

from decimal import Decimal
from typing import Any

from tests.exam_day.tally import Report, Sitting
from tests.torture.school import School

STORED = """SELECT q.id::text, q.chosen_option_id::text FROM exams_attemptquestion q
    JOIN exams_attempt a ON a.id = q.attempt_id WHERE a.exam_id = %s"""
GRADED = """SELECT a.id::text, a.score, a.is_passed, a.pass_percent,
        count(*) FILTER (WHERE EXISTS (
            SELECT 1 FROM jsonb_array_elements(q.options) option
            WHERE option ->> 'id' = q.chosen_option_id::text AND (option ->> 'is_correct')::boolean)),
        count(*)
    FROM exams_attempt a JOIN exams_attemptquestion q ON q.attempt_id = a.id WHERE a.exam_id = %s GROUP BY a.id"""


def count_lost_answers(school: School, exam: str, report: Report) -> int:
    """Answers that were acknowledged last and are not what is stored."""
    stored = dict(school.query(STORED, exam))
    told = [pair for sitting in report.sittings for pair in sitting.answers.items()]
    return sum(stored.get(question) != option for question, option in told)


def count_wrong_grades(school: School, exam: str, report: Report) -> int:
    """Students whose grade is not what the stored answers earn, or who were told another; and attempts of nobody."""
    graded = {row[0]: row[1:] for row in school.query(GRADED, exam)}
    finished = [sitting for sitting in report.sittings if sitting.score is not None]
    surplus = set(graded) - {sitting.attempt for sitting in report.sittings}
    return len(surplus) + sum(not is_graded_right(sitting, graded.get(sitting.attempt)) for sitting in finished)


def is_graded_right(sitting: Sitting, row: tuple[Any, ...] | None) -> bool:
    if row is None:
        return False
    score, is_passed, pass_percent, right, questions = row
    earned = (Decimal(100 * right) / questions).quantize(Decimal("0.01"))
    should_pass = 100 * right >= pass_percent * questions
    return (score, is_passed) == (earned, should_pass) == (Decimal(str(sitting.score)), sitting.passed)


def find_broken_ledger(school: School) -> list[str]:
    try:
        school.manage("verify_records")
    except RuntimeError as error:
        return [str(error)]
    return []
