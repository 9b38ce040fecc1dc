"""Who taught what in a stretch of days, added up for managers (contract section 8)."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from accounts.models import Company, User
from core.exceptions import Invalid
from core.school_time import end_of_day, start_of_day
from onsite.models import Attendance, ClassSession
from trainings.models import Training

# Two years, the first and the last day included, one of them a leap year.
MAX_DAYS = 731


@dataclass(frozen=True)
class Period:
    """Whole days at a school, the first and the last included."""

    first_day: date
    last_day: date

    def days(self) -> int:
        return (self.last_day - self.first_day).days + 1

    def at(self, company: Company) -> tuple[datetime, datetime]:
        """When the first day begins at the school, and when the day after the last one does."""
        return start_of_day(self.first_day, company.zone), end_of_day(self.last_day, company.zone)


@dataclass(frozen=True)
class Taught:
    classes: int
    minutes: int
    signed: int = 0

    @property
    def hours(self) -> float:
        return round(self.minutes / 60, 2)


@dataclass(frozen=True)
class TaughtSubject:
    id: uuid.UUID
    name: str
    taught: Taught


@dataclass(frozen=True)
class TaughtBy:
    """What one teacher taught; `students` counts the different people on the rosters."""

    teacher: User
    taught: Taught
    students: int
    subjects: list[TaughtSubject]


@dataclass(frozen=True)
class TeachingReport:
    training_id: uuid.UUID | None
    period: Period
    teachers: list[TaughtBy]

    @property
    def totals(self) -> Taught:
        return added_up([row.taught for row in self.teachers])


def teaching_report(
    *, manager: User, training_id: uuid.UUID | None, first_day: date, last_day: date, now: datetime
) -> TeachingReport:
    """The school's classes of these days that have begun by `now`, by teacher and subject; of one training, or of all.

    A day is a day at the school. Deleted classes were not held; classes of a subject that was deleted later were. Three
    queries, one more with a training. Refuses with Invalid naming `training` (not to be seen), `from`
    (after the last day) or `to` (more than two years later).
    """
    period = Period(first_day, last_day)
    check_period(period)
    classes = past_classes(manager, period, now)
    if training_id:
        check_training(manager, training_id)
        classes = classes.filter(subject__training=training_id)
    return TeachingReport(training_id, period, rows_of(classes))


def check_period(period: Period) -> None:
    if period.first_day > period.last_day:
        raise Invalid.field("from", "The first day is after the last day.")
    if period.days() > MAX_DAYS:
        raise Invalid.field("to", "A report covers two years at most.")


def check_training(manager: User, training_id: uuid.UUID) -> None:
    if not Training.objects.visible_to(manager).filter(pk=training_id).exists():
        raise Invalid.field("training", "There is no training with this id.")


def past_classes(manager: User, period: Period, now: datetime) -> QuerySet[ClassSession]:
    begin, end = period.at(manager.company)
    rows = ClassSession.objects.visible_to(manager)
    return rows.filter(starts_at__gte=begin, starts_at__lt=min(end, now)).order_by()


def rows_of(classes: QuerySet[ClassSession]) -> list[TaughtBy]:
    """One row a teacher, by surname and name; in it one a subject, by code."""
    subjects = subjects_by_teacher(classes)
    students = students_by_teacher(classes)
    teachers = User.objects.filter(pk__in=subjects).order_by("surname", "name", "id")
    return [
        TaughtBy(
            teacher=teacher,
            taught=added_up([subject.taught for subject in subjects[teacher.pk]]),
            students=students.get(teacher.pk, 0),
            subjects=subjects[teacher.pk],
        )
        for teacher in teachers
    ]


def subjects_by_teacher(classes: QuerySet[ClassSession]) -> dict[int, list[TaughtSubject]]:
    rows = classes.values("teacher_id", "subject_id", "subject__name").annotate(
        classes=Count("id"), minutes=Sum("duration_minutes"), signed=Count("id", filter=Q(signed_at__isnull=False))
    )
    found: dict[int, list[TaughtSubject]] = {}
    for row in rows.order_by("subject__code", "subject__name", "subject_id"):
        subject = TaughtSubject(row["subject_id"], row["subject__name"], taught_of(row))
        found.setdefault(row["teacher_id"], []).append(subject)
    return found


def taught_of(row: dict[str, Any]) -> Taught:
    return Taught(classes=row["classes"], minutes=row["minutes"], signed=row["signed"])


def students_by_teacher(classes: QuerySet[ClassSession]) -> dict[int, int]:
    """Different people: who takes two trainings with the same teacher is one student."""
    rosters = Attendance.objects.filter(class_session__in=classes.values("id"))
    counted = rosters.values_list("class_session__teacher").annotate(Count("enrollment__user", distinct=True))
    return dict(counted.order_by())


def added_up(parts: list[Taught]) -> Taught:
    return Taught(
        classes=sum(part.classes for part in parts),
        minutes=sum(part.minutes for part in parts),
        signed=sum(part.signed for part in parts),
    )
