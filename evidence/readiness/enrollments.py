"""Readiness rules about enrollments."""

import uuid
from collections.abc import Callable
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Company
from core.batches import iterate_batches
from evidence.readiness.rules import rule
from exams.models import Attempt
from hours.models import RequiredHours
from hours.reading.balances import Balances, list_missing, read_hours
from hours.wording import has_unreachable
from missions.models import FlightRecord
from onsite.models import Attendance
from trainings.models import Credit, Enrollment, LessonStudy
from trainings.querysets import EnrollmentQuerySet

# Enrollments whose hours are read at once.
BATCH = 500


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


def list_short_of_hours(
    rows: EnrollmentQuerySet, now: datetime, is_lapse: Callable[[Balances], bool]
) -> set[uuid.UUID]:
    """The ids of the enrollments whose required hours are a lapse. Eight queries for each batch."""
    requiring = RequiredHours.objects.live().filter(training=OuterRef("training"))
    chosen = list(rows.filter(Exists(requiring)).select_related("training", "company"))
    found: set[uuid.UUID] = set()
    for batch in iterate_batches(chosen, BATCH):
        found |= {id for id, balances in read_hours(batch, now).items() if is_lapse(balances)}
    return found


@rule(_("Enrollments whose required hours cannot be reached any more by the deadline"))
def hours_out_of_reach(company: Company, now: datetime) -> QuerySet[Enrollment]:
    """Of ongoing ones: a paused one has its deadline moved when it is resumed (EASA ORA.ATO.125(a), 14 CFR 141.55)."""
    rows = list_enrollments(company)
    return rows.filter(pk__in=list_short_of_hours(rows.ongoing(), now, has_unreachable))


@rule(_("Finished enrollments with missing hours"))
def finished_with_missing_hours(company: Company, now: datetime) -> QuerySet[Enrollment]:
    """Whoever is given a certificate has had the approved hours (EASA ORA.ATO.125(a), 14 CFR 141.95)."""
    rows = list_enrollments(company)
    return rows.filter(pk__in=list_short_of_hours(rows.finished(), now, lambda hours: bool(list_missing(hours))))


@rule(_("Credits for earlier training without a document"))
def credits_without_document(company: Company, now: datetime) -> QuerySet[Credit]:
    # What was done in an earlier revision of the course is on record itself.
    rows = Credit.objects.live().filter(enrollment__company=company, document="", origin_item_id__isnull=True)
    return rows.select_related("enrollment__company").order_by("credited_at", "id")


@rule(_("Unfinished enrollments past the date by which they were to be finished"))
def past_finish_before(company: Company, now: datetime) -> QuerySet[Enrollment]:
    return list_enrollments(company).overdue(now)
