"""How many attempts are left: the exam's number and what managers granted, less the attempts of the present cycle.

A cycle begins when the student is enrolled, and again at each restart of the exam's lesson (docs/decisions/0032).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from exams.models import Exam

if TYPE_CHECKING:
    from exams.models import Attempt
    from exams.querysets import ExamWithAllowance
    from trainings.models import Enrollment


def count_left(exam: ExamWithAllowance) -> int:
    """The attempts left of an exam from `Exam.objects.with_allowance`."""
    # Never negative: a manager may have lowered the maximum below the number of attempts made.
    return max(0, exam.max_attempts + exam.attempts_granted - exam.attempts_used)


def count_attempts_left(exam: Exam, enrollment: Enrollment) -> int:
    """The attempts that the enrollment has left at the exam. One query."""
    return count_left(Exam.objects.filter(pk=exam.pk).with_allowance(enrollment).get())


def has_passed(attempts: Sequence[Attempt]) -> bool:
    """A pass of an earlier cycle counts too: a restart takes nothing away that was achieved."""
    return any(attempt.is_passed for attempt in attempts)
