"""Who sees which mails, and which were given up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from core.queue.models import QueuedRow

if TYPE_CHECKING:
    from accounts.models import User
    from mail.models import Mail

LATELY = timedelta(days=14)


class MailQuerySet(QuerySet["Mail"]):
    def visible_to(self, user: User) -> MailQuerySet:
        """The mails to the people of the user's school; only managers have a page that lists them."""
        return self.filter(company_id=user.company_id)

    def given_up(self) -> MailQuerySet:
        return self.filter(status=QueuedRow.Status.FAILED)

    def given_up_lately(self, now: datetime) -> MailQuerySet:
        """What a manager should look at. Older ones no longer ask for attention."""
        return self.given_up().filter(finished_at__gte=now - LATELY)
