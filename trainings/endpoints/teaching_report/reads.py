"""The teaching report: classes, minutes and students by teacher and subject (docs/api.md, section 8)."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from accounts.models import Company, User
from core.exceptions import InvalidInput
from onsite.models import Attendance, ClassSession
from trainings.models import Training

# Two years, one of them a leap year, the first and the last day included.
MAX_DAYS = 731


@dataclass(frozen=True)
class Period:
    """Whole days of a school, the first and the last included."""

    first_day: date
    last_day: date

    @property
    def days(self) -> int:
        return (self.last_day - self.first_day).days + 1

    def get_bounds(self, company: Company) -> tuple[datetime, datetime]:
        """When the first day begins at the school, and when the day after the last one begins."""
        return company.get_day_start(self.first_day), company.get_day_end(self.last_day)


@dataclass(frozen=True)
class TeachingTotals:
    classes: int
    minutes: int
    signed: int = 0

    @property
    def hours(self) -> float:
        return round(self.minutes / 60, 2)


@dataclass(frozen=True)
class TaughtSubjectRow:
    id: uuid.UUID
    name: str
    taught: TeachingTotals


@dataclass(frozen=True)
class TeacherRow:
    """What one teacher taught; `students` is the number of different people on the rosters."""

    teacher: User
    taught: TeachingTotals
    students: int
    subjects: list[TaughtSubjectRow]


@dataclass(frozen=True)
class TeachingReport:
    training_id: uuid.UUID | None
    period: Period
    teachers: list[TeacherRow]

    @property
    def totals(self) -> TeachingTotals:
        return sum_totals([row.taught for row in self.teachers])


def build_teaching_report(
    *,
    manager: User,
    training_id: uuid.UUID | None,
    first_day: date,
    last_day: date,
    now: datetime,
    group_id: uuid.UUID | None = None,
) -> TeachingReport:
    """The classes of these days that have begun by `now`, of one training or of all; with a pilot group, those with
    somebody of it on the roster.

    Days are those of the school. Deleted classes do not count, because they were not held; classes of a subject that
    was deleted later do. Three queries, four with a training. Rejects with InvalidInput for `training` (not visible),
    `from` (after the last day) or `to` (more than two years later).
    """
    period = Period(first_day, last_day)
    check_period(period)
    classes = list_past_classes(manager.company, period, now)
    if training_id:
        check_training(manager, training_id)
        classes = classes.filter(subject__training=training_id)
    if group_id:
        of_group = Attendance.objects.filter(class_session=OuterRef("pk"), enrollment__user__pilot_groups=group_id)
        classes = classes.filter(Exists(of_group))
    return TeachingReport(training_id, period, build_rows(classes))


def check_period(period: Period) -> None:
    if period.first_day > period.last_day:
        raise InvalidInput.for_field("from", _("The first day is after the last day."))
    if period.days > MAX_DAYS:
        raise InvalidInput.for_field("to", _("A report covers two years at most."))


def check_training(manager: User, training_id: uuid.UUID) -> None:
    if not Training.objects.visible_to(manager).filter(pk=training_id).exists():
        raise InvalidInput.for_field("training", _("There is no training with this id."))


def list_past_classes(company: Company, period: Period, now: datetime) -> QuerySet[ClassSession]:
    """The school's classes of these days that have begun."""
    begin, end = period.get_bounds(company)
    rows = ClassSession.objects.live().filter(company=company, starts_at__gte=begin, starts_at__lt=min(end, now))
    # Without an order: its columns would become groups of the counts.
    return rows.order_by()


def build_rows(classes: QuerySet[ClassSession]) -> list[TeacherRow]:
    """A row for each teacher, by surname and name, with one for each subject, by code."""
    subjects = group_subjects_by_teacher(classes)
    students = count_students_by_teacher(classes)
    teachers = User.objects.filter(pk__in=subjects).order_by("surname", "name", "id")
    return [
        TeacherRow(
            teacher=teacher,
            taught=sum_totals([subject.taught for subject in subjects[teacher.pk]]),
            students=students.get(teacher.pk, 0),
            subjects=subjects[teacher.pk],
        )
        for teacher in teachers
    ]


def group_subjects_by_teacher(classes: QuerySet[ClassSession]) -> dict[int, list[TaughtSubjectRow]]:
    rows = classes.values("teacher_id", "subject_id", "subject__name").annotate(
        classes=Count("id"), minutes=Sum("duration_minutes"), signed=Count("id", filter=Q(signed_at__isnull=False))
    )
    subjects: dict[int, list[TaughtSubjectRow]] = {}
    for row in rows.order_by("subject__code", "subject__name", "subject_id"):
        subject = TaughtSubjectRow(row["subject_id"], row["subject__name"], build_totals(row))
        subjects.setdefault(row["teacher_id"], []).append(subject)
    return subjects


def build_totals(row: Mapping[str, Any]) -> TeachingTotals:
    return TeachingTotals(classes=row["classes"], minutes=row["minutes"], signed=row["signed"])


def count_students_by_teacher(classes: QuerySet[ClassSession]) -> dict[int, int]:
    """Different people: somebody in two trainings with the same teacher is one student."""
    rosters = Attendance.objects.filter(class_session__in=classes.values("id"))
    counts = rosters.values_list("class_session__teacher").annotate(Count("enrollment__user", distinct=True))
    return dict(counts.order_by())


def sum_totals(parts: list[TeachingTotals]) -> TeachingTotals:
    return TeachingTotals(
        classes=sum(part.classes for part in parts),
        minutes=sum(part.minutes for part in parts),
        signed=sum(part.signed for part in parts),
    )
