"""Who sees which required hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from trainings.models import Training

if TYPE_CHECKING:
    from accounts.models import User
    from hours.models import RequiredHours


class RequiredHoursQuerySet(QuerySet["RequiredHours"]):
    def visible_to(self, user: User) -> RequiredHoursQuerySet:
        """Those of the trainings the user sees."""
        return self.filter(training__in=Training.objects.visible_to(user))

    def live(self) -> RequiredHoursQuerySet:
        """Without those of deleted subjects."""
        return self.filter(subject__deleted_at__isnull=True)
