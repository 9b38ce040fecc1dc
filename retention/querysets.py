"""Which records are due, and who sees legal holds and requests."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from retention.clock import get_cutoff

if TYPE_CHECKING:
    from accounts.models import Company, User
    from retention.models import DataRequest, LegalHold
    from trainings.querysets import EnrollmentQuerySet


class LegalHoldQuerySet(QuerySet["LegalHold"]):
    def visible_to(self, user: User) -> LegalHoldQuerySet:
        """Those of the school, for managers."""
        return self.filter(company_id=user.company_id) if user.is_manager else self.none()

    def standing(self) -> LegalHoldQuerySet:
        return self.filter(released_at__isnull=True)


class DataRequestQuerySet(QuerySet["DataRequest"]):
    def visible_to(self, user: User) -> DataRequestQuerySet:
        """Those of the school for managers, and everybody's own."""
        rows = self.filter(company_id=user.company_id)
        return rows if user.is_manager else rows.filter(user=user)

    def unanswered(self) -> DataRequestQuerySet:
        return self.filter(answered_at__isnull=True)


def build_hold_filter() -> Exists:
    """Whether a legal hold keeps an enrollment's record, or everything of its student."""
    from retention.models import LegalHold

    concerned = Q(enrollment=OuterRef("pk")) | Q(user=OuterRef("user"))
    return Exists(LegalHold.objects.standing().filter(concerned))


def due_for_deletion(company: Company, now: datetime) -> EnrollmentQuerySet:
    """The enrollments whose record is due at the school, the longest due first, with `is_held`: held ones are due, and
    stay. The rule is that of retention/clock.py."""
    from trainings.models import Enrollment

    cutoff = get_cutoff(company, now)
    ended = Q(finished_at__lt=cutoff) | Q(withdrawn_at__lt=cutoff)
    rows: Any = Enrollment.objects.filter(ended, company=company).annotate(is_held=build_hold_filter())
    by_end: EnrollmentQuerySet = rows.order_by(Coalesce(F("finished_at"), F("withdrawn_at")), "pk")
    return by_end.select_related("user", "training", "company")
