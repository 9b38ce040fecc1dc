from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

if TYPE_CHECKING:
    from accounts.models import User
    from locations.models import Location


class LocationQuerySet(QuerySet["Location"]):
    def visible_to(self, user: User) -> LocationQuerySet:
        """The locations of the user's school, for everybody in it."""
        return self.filter(company_id=user.company_id)
