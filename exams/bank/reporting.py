"""What becomes of each question of a file, in words: the same on the command line and in the managers' admin."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from exams.bank.validation import EntryValidation


class QuestionOutcome(StrEnum):
    """`import_questions --json` prints the values."""

    TAKEN = "taken"
    CORRECTED = "corrected"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class QuestionReport:
    """The outcome of the `number`th question of a file: for one that is skipped the `reason`, for one that is corrected
    a sentence for each question of the bank that gets another right option."""

    number: int
    title: str
    outcome: QuestionOutcome
    reason: str
    corrections: tuple[str, ...] = ()


def report_question(validation: EntryValidation) -> QuestionReport:
    outcome = QuestionOutcome.TAKEN if validation.is_taken else QuestionOutcome.SKIPPED
    if validation.is_correcting:
        outcome = QuestionOutcome.CORRECTED
    corrections = tuple(
        _("The right option was “%(option)s”.") % {"option": correction.old} for correction in validation.corrections
    )
    return QuestionReport(
        validation.number,
        validation.entry.title,
        outcome,
        validation.reason,
        corrections if validation.is_correcting else (),
    )


def count_outcomes(reports: Sequence[QuestionReport]) -> dict[str, int]:
    outcomes = [report.outcome for report in reports]
    return {outcome.value: outcomes.count(outcome) for outcome in QuestionOutcome}


def summarise_outcomes(reports: Sequence[QuestionReport]) -> str:
    """The counts in a sentence, such as `3 taken, 1 skipped.`"""
    counts = count_outcomes(reports)
    if counts["corrected"]:
        return _("%(taken)s taken, %(corrected)s corrected, %(skipped)s skipped.") % counts
    return _("%(taken)s taken, %(skipped)s skipped.") % counts
