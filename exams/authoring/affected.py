"""How many students a change of a syllabus concerns."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from trainings.models import Enrollment
from trainings.querysets import UNFINISHED


@dataclass(frozen=True)
class AffectedStudents:
    """How many students have progress in what is changed, and how many have an ongoing enrollment in its training."""

    with_progress: int
    enrolled: int


def count_affected_students(*facts: Q, training_ids: Collection[UUID] | QuerySet[Any, Any]) -> AffectedStudents:
    """Counts the students with an enrollment in the trainings that meets one of the `facts` or is ongoing.

    A student with two enrollments counts once. One query, whatever is changed.
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
