"""How many enrollments there are, without counting them (docs/decisions/0049)."""

import uuid
from collections import Counter
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Count, Sum
from django.db.models.functions import Coalesce

from trainings.models.enrollments import Enrollment
from trainings.querysets import build_count

MERGED_AT_ONCE = 10_000


class EnrollmentCount(models.Model):
    """A change of how many enrollments a training has; the sum of its rows is their number.

    Written by triggers of PostgreSQL, and by nobody else. Rows are only ever added, so that two transactions that
    enroll in the same trainings do not wait for each other; `merge_counts` adds them up. `company_id` is the
    training's, as in the enrollments. No foreign keys: a training may be deleted after its enrollments.
    """

    company_id = models.UUIDField()
    training_id = models.UUIDField()
    change = models.IntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["company_id", "training_id"], include=["change"], name="enrollment_count_of_school"),
            models.Index(fields=["training_id"], include=["change"], name="enrollment_count_of_training"),
        ]

    def __str__(self) -> str:
        return f"{self.training_id}: {self.change:+}"


def build_enrollment_count(column: str, value: Any) -> Any:
    """The number of enrollments, as a column, of which `column` (`company_id` or `training_id`) is `value`."""
    of_value = {column: value}
    if connection.vendor != "postgresql":  # which alone has the triggers
        return build_count(Enrollment.objects.filter(**of_value), column)
    total = EnrollmentCount.objects.filter(**of_value).order_by().values(column).annotate(total=Sum("change"))
    return Coalesce(models.Subquery(total.values("total"), output_field=models.IntegerField()), 0)


def list_mergeable() -> list[tuple[uuid.UUID, int]]:
    """The ids of the trainings that have several rows at a school, with how many are superfluous."""
    by_training = EnrollmentCount.objects.order_by().values("training_id")
    superfluous = by_training.annotate(rows=Count("pk") - Count("company_id", distinct=True)).filter(rows__gt=0)
    return list(superfluous.order_by("training_id").values_list("training_id", "rows"))


def merge_counts(training_id: uuid.UUID) -> int:
    """Makes one row of those that a training has at a school, and returns how many fewer there are.

    Others may add rows, or merge, at the same time: only the rows that are locked here are replaced, and whoever reads
    sees either them or their sum. In batches, because a statement takes so many parameters only.
    """
    merged = 0
    while batch := merge_batch(training_id):
        merged += batch
    return merged


def merge_batch(training_id: uuid.UUID) -> int:
    """By school, as the counts are read: a training may have been moved to another one."""
    with transaction.atomic():
        rows = EnrollmentCount.objects.filter(training_id=training_id).order_by("company_id", "pk")
        locked = list(rows.select_for_update(skip_locked=True)[:MERGED_AT_ONCE])
        sums = Counter[uuid.UUID]()
        for row in locked:
            sums[row.company_id] += row.change
        if len(locked) == len(sums):
            return 0
        EnrollmentCount.objects.filter(pk__in=[row.pk for row in locked]).delete()
        EnrollmentCount.objects.bulk_create(
            EnrollmentCount(company_id=id, training_id=training_id, change=change) for id, change in sums.items()
        )
    return len(locked) - len(sums)
