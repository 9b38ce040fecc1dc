"""Who sees which certificates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from trainings.models import Enrollment

if TYPE_CHECKING:
    from accounts.models import User
    from evidence.models import Certificate


class CertificateQuerySet(QuerySet["Certificate"]):
    def visible_to(self, user: User) -> CertificateQuerySet:
        """Users who may read an enrollment may read its certificates."""
        return self.filter(enrollment__in=Enrollment.objects.visible_to(user))

    def unrevoked(self) -> CertificateQuerySet:
        return self.filter(revoked_at__isnull=True)

    def latest_of(self, enrollment: Enrollment) -> Certificate | None:
        """The newest certificate of an enrollment, which may be revoked, with its company and its successor."""
        rows = self.filter(enrollment=enrollment).select_related("company", "replaced_by")
        return rows.order_by("-serial").first()
