"""How many students the deletion of a part of a syllabus concerns, shown before it is confirmed.

What deletion means is in docs/api.md, section 1, Deleted.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from trainings.models import Enrollment
from trainings.querysets import UNFINISHED

RECORDS_STAY = "Existing records are kept, but no longer count towards progress."


@dataclass(frozen=True)
class AffectedStudents:
    """How many students have progress in what is deleted, and how many have an ongoing enrollment in its training."""

    with_progress: int
    enrolled: int


def count_affected_students(*facts: Q, training_ids: Collection[UUID] | QuerySet[Any, Any]) -> AffectedStudents:
    """Counts the students with an enrollment in the trainings that meets one of the `facts` or is ongoing.

    A student with two enrollments counts once. One query, whatever is deleted.
    """
    # A subquery for each fact: in one filter, the joins of studies, attempts and attendances would multiply the rows.
    has_progress = reduce(or_, (Q(pk__in=Enrollment.objects.filter(fact).values("pk")) for fact in facts))
    counts = Enrollment.objects.filter(training__in=training_ids).aggregate(
        with_progress=Count("user", filter=has_progress, distinct=True),
        enrolled=Count("user", filter=UNFINISHED, distinct=True),
    )
    return AffectedStudents(**counts)


def build_credited_filter(items: Iterable[Any] | QuerySet[Any, Any]) -> Q:
    """For `count_affected_students`: whether one of the items is credited to the enrollment."""
    return Q(credits__item_id__in=items, credits__revoked_at__isnull=True)


def format_students(count: int) -> str:
    """`1 student`, `2 students`."""
    return "1 student" if count == 1 else f"{count} students"


def format_rows(noun: str, rows: Sequence[Any]) -> str:
    """`this lesson`, `these lessons`."""
    return f"this {noun}" if len(rows) == 1 else f"these {noun}s"


def describe_impact(students: AffectedStudents, *, did: str, meaning: str = RECORDS_STAY) -> list[str]:
    """The deletion impact in sentences; none if no student is concerned.

    `did` is the predicate of the students with progress ("sat this exam"), `meaning` what the deletion means to them.
    """
    sentences = []
    if students.with_progress:
        sentences.append(f"{format_students(students.with_progress)} {did}. {meaning}")
    if students.enrolled:
        sentences.append(f"{format_students(students.enrolled)} enrolled in the training will no longer see it.")
    return sentences
