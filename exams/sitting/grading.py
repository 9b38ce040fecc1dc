"""Grading: a pure function of the stored exam paper and pass mark (docs/api.md, section 6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from exams.models import AttemptQuestion

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Grade:
    """The result of an exam paper: the numbers of right answers and of questions drawn, and the score in percent."""

    correct: int
    drawn: int
    score: Decimal
    is_passed: bool


def grade_paper(paper: Sequence[AttemptQuestion], pass_percent: int) -> Grade:
    """An unanswered question is wrong; a score equal to the pass mark passes. An empty paper scores 0 and fails."""
    correct = sum(question.is_answered_right for question in paper)
    score = (Decimal(100 * correct) / max(1, len(paper))).quantize(HUNDREDTH, ROUND_HALF_UP)
    # Compares integers, because a score just below the pass mark could be rounded up to it.
    is_passed = bool(paper) and 100 * correct >= pass_percent * len(paper)
    return Grade(correct, len(paper), score, is_passed)


def format_percent(score: Decimal | int) -> str:
    """Formats a score as `66.67%` or `70%`, without trailing zeros."""
    return format_score(score) + "%"


def format_score(score: Decimal | int) -> str:
    """The same without the sign: `66.67`, `70`."""
    return f"{Decimal(score).quantize(HUNDREDTH):f}".rstrip("0").rstrip(".")
