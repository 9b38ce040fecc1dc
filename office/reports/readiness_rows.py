"""What breaks a readiness rule, in words: who and what, of which training, on which day, and its page in the admin.

A rule returns rows of one of these models; each has its lookups for the filters of the page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _

from missions.models import FlightRecord
from onsite.models import Attendance, ClassSession
from trainings.models import Credit, Enrollment


@dataclass(frozen=True)
class LapseRow:
    what: str
    person: str
    training: str
    day: date
    address: str


@dataclass(frozen=True)
class Scope:
    """Of a model: the lookups to the training and to the student, the column of the day, and what `describe` reads."""

    training: str
    student: str
    day: str
    related: tuple[str, ...]
    describe: Callable[[Any], LapseRow]


def describe_class(row: ClassSession) -> LapseRow:
    about = row.lesson or row.exam
    return LapseRow(
        what=f"{row.subject}: {about}" if about else str(row.subject),
        person=str(row.teacher),
        training=row.subject.training.name,
        day=row.company.local_date(row.starts_at),
        address=reverse("admin:onsite_classsession_change", args=[row.pk]),
    )


def describe_evaluation(row: Attendance) -> LapseRow:
    return LapseRow(
        what=str(row.class_session.subject),
        person=str(row.enrollment.user),
        training=row.enrollment.training.name,
        day=row.enrollment.company.local_date(row.starts_at),
        address=reverse("admin:onsite_classsession_change", args=[row.class_session_id]),
    )


def describe_flight(row: FlightRecord) -> LapseRow:
    return LapseRow(
        what=row.template.name,
        person=str(row.enrollment.user),
        training=row.enrollment.training.name,
        day=row.flown_on,
        address=reverse("admin:missions_flightrecord_change", args=[row.pk]),
    )


def describe_enrollment(row: Enrollment) -> LapseRow:
    return LapseRow(
        what=_("Enrollment"),
        person=str(row.user),
        training=row.training.name,
        day=row.company.local_date(row.created_at),
        address=reverse("admin:trainings_enrollment_file", args=[row.pk]),
    )


def describe_credit(row: Credit) -> LapseRow:
    return LapseRow(
        what=row.reason,
        person=str(row.enrollment.user),
        training=row.enrollment.training.name,
        day=row.enrollment.company.local_date(row.credited_at),
        address=reverse("admin:trainings_enrollment_file", args=[row.enrollment_id]),
    )


ENROLLED = ("enrollment__user", "enrollment__training", "enrollment__company")
SCOPES: dict[type[Model], Scope] = {
    ClassSession: Scope(
        *("subject__training", "attendances__enrollment__user", "starts_at"),
        ("company", "subject__training", "lesson", "exam", "teacher"),
        describe_class,
    ),
    Attendance: Scope(
        *("enrollment__training", "enrollment__user", "starts_at"),
        ("class_session__subject", *ENROLLED),
        describe_evaluation,
    ),
    FlightRecord: Scope(
        *("enrollment__training", "enrollment__user", "flown_on"), ("template", *ENROLLED), describe_flight
    ),
    Enrollment: Scope(*("training", "user", "created_at"), ("user", "training", "company"), describe_enrollment),
    Credit: Scope(*("enrollment__training", "enrollment__user", "credited_at"), ENROLLED, describe_credit),
}
