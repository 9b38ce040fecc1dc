"""What the caller taught, month by month (docs/api.md, section 8)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from accounts.models import User
from onsite.models import ClassSession
from trainings.endpoints.teaching_report.reads import (
    Period,
    TaughtSubjectRow,
    TeachingTotals,
    build_totals,
    check_period,
    group_subjects_by_teacher,
    list_past_classes,
    sum_totals,
)


@dataclass(frozen=True)
class MonthRow:
    """What was taught in a month of the school; `month` is its first day."""

    month: date
    taught: TeachingTotals


@dataclass(frozen=True)
class OwnTeaching:
    period: Period
    months: list[MonthRow]
    subjects: list[TaughtSubjectRow]

    @property
    def totals(self) -> TeachingTotals:
        return sum_totals([row.taught for row in self.months])


def build_own_teaching(*, teacher: User, first_day: date, last_day: date, now: datetime) -> OwnTeaching:
    """The classes of these days that the teacher held, begun by `now`, counted as in the managers' report.

    Two queries. Rejects with InvalidInput for `from` (after the last day) or `to` (more than two years later).
    """
    period = Period(first_day, last_day)
    check_period(period)
    classes = list_past_classes(teacher.company, period, now).filter(teacher=teacher)
    subjects = group_subjects_by_teacher(classes).get(teacher.pk, [])
    return OwnTeaching(period, group_by_month(classes, teacher), subjects)


def group_by_month(classes: QuerySet[ClassSession], teacher: User) -> list[MonthRow]:
    """A row for each month in which a class began, the latest first. Months are those of the school's zone."""
    rows = (
        classes.annotate(month=TruncMonth("starts_at", tzinfo=teacher.company.zone))
        .values("month")
        .annotate(
            classes=Count("id"), minutes=Sum("duration_minutes"), signed=Count("id", filter=Q(signed_at__isnull=False))
        )
        .order_by("-month")
    )
    return [MonthRow(row["month"].date(), build_totals(row)) for row in rows]
