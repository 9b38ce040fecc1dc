"""Grading: a pure function of the paper as it was stored and the pass mark as it was at the start."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from exams.models import AttemptQuestion

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Grade:
    """The result of a paper; `score` in percent, with two decimals."""

    correct: int
    drawn: int
    score: Decimal
    is_passed: bool


def grade_paper(paper: Sequence[AttemptQuestion], pass_percent: int) -> Grade:
    """Unanswered is wrong; passed from the pass mark on. An empty paper scores nothing."""
    correct = sum(shown.is_answered_right for shown in paper)
    score = (Decimal(100 * correct) / max(1, len(paper))).quantize(CENT, ROUND_HALF_UP)
    is_passed = bool(paper) and 100 * correct >= pass_percent * len(paper)
    return Grade(correct, len(paper), score, is_passed)


def format_percent(score: Decimal) -> str:
    """`66.67%`, `70%`"""
    return f"{score.quantize(CENT):f}".rstrip("0").rstrip(".") + "%"
