"""Who sees which certificates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from trainings.models import Enrollment

if TYPE_CHECKING:
    from accounts.models import User


class CertificateQuerySet(QuerySet[Any]):
    def visible_to(self, user: User) -> CertificateQuerySet:
        """Whoever may read the enrollment may read its certificate."""
        return self.filter(enrollment__in=Enrollment.objects.visible_to(user))

    def standing(self) -> CertificateQuerySet:
        return self.filter(revoked_at__isnull=True)

    def latest_of(self, enrollment: Enrollment) -> Any:
        """The last certificate that was issued for an enrollment, which may be revoked; None when there is none."""
        rows = self.filter(enrollment=enrollment).select_related("company", "replaced_by")
        return rows.order_by("-serial").first()
