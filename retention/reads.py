"""What the report of due records shows: how much hangs on each."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count

from accounts.models import Company
from retention.deleting.tables import TABLES
from retention.models import LegalHold
from trainings.models import Enrollment

# Of the tables of a record, those whose counts say something to a manager.
SHOWN = ("studies", "attempts", "attendances", "flights", "credits", "certificates")
Counts = dict[uuid.UUID, dict[str, int]]


def count_rows(enrollment_ids: Collection[uuid.UUID]) -> Counts:
    """How many rows of each shown table hang on each enrollment. One query for each table."""
    counts: Counts = {id: {} for id in enrollment_ids}
    for table in TABLES:
        if table.name in SHOWN:
            rows = table.model._base_manager.filter(**{f"{table.lookup}__in": enrollment_ids}).order_by()
            for id, count in rows.values_list(table.lookup).annotate(count=Count("pk")):
                counts[id][table.name] = count
    return counts


@dataclass(frozen=True)
class Holds:
    """The legal holds that stand at a school, by what they keep."""

    by_enrollment: dict[uuid.UUID, LegalHold]
    by_user: dict[int, LegalHold]

    def find(self, row: Enrollment) -> LegalHold | None:
        return self.by_enrollment.get(row.pk) or self.by_user.get(row.user_id)


def read_holds(company: Company) -> Holds:
    rows = LegalHold.objects.standing().filter(company=company).select_related("company")
    by_enrollment = {row.enrollment_id: row for row in rows if row.enrollment_id}
    return Holds(by_enrollment, {row.user_id: row for row in rows if row.user_id})
