"""What deleting a part of a syllabus means for students, in words, before it is done (docs/api.md, section 1,
Deleted)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q

from trainings.models import Enrollment

RECORDS_STAY = "What is on record stays readable, but progress counts without it from now on."


@dataclass(frozen=True)
class AffectedStudents:
    """People that a deletion concerns: `with_progress` on what is deleted, and `enrolled`, still on the way."""

    with_progress: int
    enrolled: int


def count_affected_students(*facts: Q, training_ids: Any) -> AffectedStudents:
    """How many people have an enrollment with one of the `facts`, and how many are on the way in the trainings.

    One query, whatever is deleted; each kind of fact is looked up on its own, since a join of all would multiply them.
    A person with two goes counts once.
    """
    touched = reduce(or_, (Q(pk__in=Enrollment.objects.filter(fact).values("pk")) for fact in facts))
    found = Enrollment.objects.filter(training__in=training_ids).aggregate(
        with_progress=Count("user", filter=touched, distinct=True),
        enrolled=Count("user", filter=Q(finished_at__isnull=True), distinct=True),
    )
    return AffectedStudents(**found)


def format_students(count: int) -> str:
    return "1 student" if count == 1 else f"{count} students"


def format_rows(noun: str, rows: Sequence[Any]) -> str:
    return f"this {noun}" if len(rows) == 1 else f"these {noun}s"


def describe_impact(found: AffectedStudents, *, did: str, meaning: str = RECORDS_STAY) -> list[str]:
    """In words: how many people `did` what, and what deleting it is `meaning` to them; how many are on the way.

    Nothing, if it concerns nobody.
    """
    said = []
    if found.with_progress:
        said.append(f"{format_students(found.with_progress)} {did}. {meaning}")
    if found.enrolled:
        said.append(f"{format_students(found.enrolled)} on the way in the training will not see it any more.")
    return said
