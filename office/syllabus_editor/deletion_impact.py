"""How many students the deletion of a part of a syllabus concerns, shown before it is confirmed.

What deletion means is in docs/api.md, section 1, Deleted.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy, ngettext
from django_stubs_ext import StrOrPromise

from trainings.models import Enrollment
from trainings.querysets import UNFINISHED

RECORDS_STAY = gettext_lazy("Existing records are kept, but no longer count towards progress.")


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


def describe_impact(
    rows: Sequence[Any],
    students: AffectedStudents,
    say_progress: Callable[[int, bool], str],
    *,
    meaning: StrOrPromise = RECORDS_STAY,
) -> list[str]:
    """The deletion impact of the rows in sentences; none if no student is concerned.

    `say_progress` is one of the functions of impact_sentences.py, `meaning` what the deletion means to the students.
    """
    sentences = []
    if students.with_progress:
        sentences.append(f"{say_progress(students.with_progress, len(rows) > 1)} {meaning}")
    if count := students.enrolled:
        text = ngettext(
            "%(count)s student enrolled in the training will no longer see it.",
            "%(count)s students enrolled in the training will no longer see it.",
            count,
        )
        sentences.append(text % {"count": count})
    return sentences
