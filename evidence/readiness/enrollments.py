"""Readiness rules about enrollments."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Company
from evidence.readiness.rules import rule
from exams.models import Attempt
from missions.models import FlightRecord
from onsite.models import Attendance
from trainings.models import Credit, Enrollment, LessonStudy
from trainings.querysets import EnrollmentQuerySet


def build_fact_filters() -> list[Exists]:
    """For each of the five kinds of fact that progress counts, whether an enrollment has one."""
    of_enrollment = {"enrollment": OuterRef("pk")}
    return [
        Exists(LessonStudy.objects.filter(**of_enrollment)),
        Exists(Attendance.objects.filter(is_credited=True, **of_enrollment)),
        Exists(Attempt.objects.filter(is_passed=True, **of_enrollment)),
        Exists(FlightRecord.objects.filter(is_completed=True, **of_enrollment)),
        Exists(Credit.objects.live().filter(**of_enrollment)),
    ]


def list_enrollments(company: Company) -> EnrollmentQuerySet:
    return Enrollment.objects.filter(company=company).select_related("user", "training").order_by("created_at", "id")


@rule(_("Finished enrollments without any evidence of training"))
def finished_without_evidence(company: Company, now: datetime) -> QuerySet[Enrollment]:
    rows = list_enrollments(company).finished()
    for fact in build_fact_filters():
        rows = rows.filter(~fact)
    return rows


@rule(_("Credits for earlier training without a document"))
def credits_without_document(company: Company, now: datetime) -> QuerySet[Credit]:
    rows = Credit.objects.live().filter(enrollment__company=company, document="")
    return rows.select_related("enrollment__company").order_by("credited_at", "id")


@rule(_("Unfinished enrollments past the date by which they were to be finished"))
def past_finish_before(company: Company, now: datetime) -> QuerySet[Enrollment]:
    return list_enrollments(company).overdue(now)
