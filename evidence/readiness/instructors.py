"""Readiness rules about the papers of instructors (EASA ORA.GEN.200(a)(3), Part-FCL FCL.900; 14 CFR 141.33, 61.195)."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from accounts.models import Company
from evidence.readiness.rules import rule
from instructors.models import Qualification
from missions.models import FlightRecord
from onsite.models import ClassSession


def list_expired_papers(user: str, day: str) -> QuerySet[Qualification]:
    """In a subquery: the papers of the user in the column `user` that had expired on the day in the column `day`."""
    return Qualification.objects.filter(user=OuterRef(user)).blocking().expired_on(OuterRef(day))


@rule(_("Classes signed by a teacher whose papers had expired on the day of the class"))
def classes_signed_with_expired_papers(company: Company, now: datetime) -> QuerySet[ClassSession]:
    rows = ClassSession.objects.live().filter(company=company, signed_at__isnull=False)
    rows = rows.alias(held_on=TruncDate("starts_at", tzinfo=company.zone))
    rows = rows.filter(Exists(list_expired_papers("teacher", "held_on")))
    return rows.select_related("company", "subject").order_by("starts_at", "id")


@rule(_("Flights of an instructor whose papers had expired on the day of the flight"))
def flights_with_expired_papers(company: Company, now: datetime) -> QuerySet[FlightRecord]:
    rows = FlightRecord.objects.filter(enrollment__company=company, instructor__isnull=False)
    rows = rows.filter(Exists(list_expired_papers("instructor", "flown_on")))
    return rows.select_related("template", "enrollment__user").order_by("flown_on", "id")
