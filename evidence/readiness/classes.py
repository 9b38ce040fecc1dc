"""Readiness rules about classes and evaluations."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Company
from evidence.readiness.rules import rule
from onsite.models import Attendance, ClassSession
from onsite.querysets import ClassSessionQuerySet
from trainings.ratings import Rating

BELOW_STANDARD = (Rating.BELOW, Rating.ONE)


def list_classes(company: Company) -> ClassSessionQuerySet:
    rows = ClassSession.objects.live().filter(company=company)
    return rows.select_related("company", "subject").order_by("starts_at", "id")


@rule(_("Past classes that their teacher has not signed"))
def past_classes_not_signed(company: Company, now: datetime) -> QuerySet[ClassSession]:
    return list_classes(company).awaiting_signature(now)


@rule(_("Signed classes without any student on the roster"))
def signed_classes_without_attendance(company: Company, now: datetime) -> QuerySet[ClassSession]:
    return list_classes(company).filter(signed_at__isnull=False, attendances__isnull=True)


@rule(_("Evaluations below standard without remarks"))
def below_standard_without_remarks(company: Company, now: datetime) -> QuerySet[Attendance]:
    below = Q(objective_ratings__rating__in=BELOW_STANDARD) | Q(metric_ratings__rating__in=BELOW_STANDARD)
    rows = Attendance.objects.live().filter(below, class_session__company=company, remarks="", measures="")
    return (
        rows.select_related("enrollment__company", "enrollment__user", "enrollment__training")
        .order_by("starts_at", "id")
        .distinct()
    )
