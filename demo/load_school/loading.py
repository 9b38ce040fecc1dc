"""Load School, to measure performance with: any number of enrollments in fifty small trainings, and a cast in trainings
of real size. An existing school is filled up to the requested number.

Rows are stored directly, without ledger events: through the services, many enrollments would take hours.
"""

import time
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection, transaction

from accounts.models import Company
from demo.load_school.cast import DOMAIN as CAST_DOMAIN
from demo.load_school.cast import store_cast
from demo.load_school.school import DOMAIN, INTAKE, LoadSchool
from operations.cleaning import merge_all_counts
from trainings.models import Enrollment


@dataclass
class LoadResult:
    """How many rows were written, and how long it took."""

    enrollments: int
    rows: int
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"manager": f"manager@{DOMAIN}", "student": f"student@{DOMAIN}"}

    def format_summary(self, school: str) -> str:
        return (
            f"{school}: {self.enrollments} enrollments now, {self.rows} rows written in {self.seconds:.1f} s. "
            f"Logins: manager@{DOMAIN}, student@{DOMAIN}"
        )


def load_school(enrollments: int) -> LoadResult:
    """Fills Load School up to this many enrollments, each intake in a transaction, with progress on stderr."""
    started = time.monotonic()
    with transaction.atomic():
        school = LoadSchool()
    existing = count_enrollments(school.company)
    for number, start in enumerate(school.iterate_intakes(existing, enrollments)):
        if number.bit_count() == 1:
            analyze_tables()  # otherwise references are checked in plans for empty tables, which read them whole
        with transaction.atomic():
            school.store_intake(start, min(start + INTAKE, enrollments))
    with transaction.atomic():
        store_cast(school)
    merge_all_counts(is_dry_run=False)  # a school of this size was cleaned up each night
    analyze_tables("VACUUM (ANALYZE)")
    return LoadResult(max(existing, enrollments), school.rows, time.monotonic() - started)


def count_enrollments(company: Company) -> int:
    """Those in the small trainings, without the cast's."""
    return Enrollment.objects.filter(company=company).exclude(user__email__endswith=f"@{CAST_DOMAIN}").count()


def analyze_tables(statement: str = "ANALYZE") -> None:
    """PostgreSQL needs statistics for good plans, and a VACUUM for index-only scans; that runs in no transaction."""
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            for table in connection.introspection.django_table_names(only_existing=True):
                cursor.execute(f"{statement} {connection.ops.quote_name(table)}")
