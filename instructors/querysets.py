"""Which qualifications there are, which are valid on a day, and which have expired."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from accounts.models import User
    from instructors.models import Qualification

Day = date | OuterRef  # a day, or the column of the outer query that holds one
FOR_EVER = Value(date.max, output_field=DateField())


class QualificationQuerySet(QuerySet["Qualification"]):
    def visible_to(self, user: User) -> QualificationQuerySet:
        """Those of the school for managers, with the removed ones; for everybody else the own ones that are live."""
        if user.is_manager:
            return self.filter(user__company_id=user.company_id)
        return self.live().filter(user_id=user.pk)

    def live(self) -> QualificationQuerySet:
        return self.filter(removed_at__isnull=True)

    def blocking(self) -> QualificationQuerySet:
        """Those without which an instructor does not sign, if the school says so."""
        return self.filter(blocks_signing=True)

    def of_instructors(self) -> QualificationQuerySet:
        """Those of people who may teach: with an account that is open, and staff."""
        from accounts.roles import STAFF_UP_TO

        return self.filter(user__group__lte=STAFF_UP_TO, user__is_active=True, user__deleted_at__isnull=True)

    def current(self) -> QualificationQuerySet:
        """The live ones that none of the same kind and name replaces: each the one that is valid longest."""
        rows = self.live().alias(until=Coalesce("valid_until_on", FOR_EVER))
        longer = Q(until__gt=OuterRef("until")) | Q(until=OuterRef("until"), pk__gt=OuterRef("pk"))
        others = build_siblings(self).alias(until=Coalesce("valid_until_on", FOR_EVER)).filter(longer)
        return rows.filter(~Exists(others))

    def expired_on(self, day: Day) -> QualificationQuerySet:
        """The live ones that had expired before the day, where none of the same kind and name was valid on it.

        One that was replaced afterwards is among them, because on that day there was nothing to replace it.
        """
        inner = OuterRef(day) if isinstance(day, OuterRef) else day
        valid = Q(valid_until_on__isnull=True) | Q(valid_until_on__gte=inner)
        issued = Q(issued_on__isnull=True) | Q(issued_on__lte=inner)
        covering = build_siblings(self).filter(valid, issued)
        return self.live().filter(~Exists(covering), valid_until_on__lt=day)

    def expiring(self, today: date, days: int) -> QualificationQuerySet:
        """The current ones that are valid today and for at most so many days more."""
        return self.current().filter(valid_until_on__gte=today, valid_until_on__lte=today + timedelta(days=days))

    def expired(self, today: date) -> QualificationQuerySet:
        """The current ones that are no longer valid."""
        return self.current().filter(valid_until_on__lt=today)

    def by_name(self) -> QualificationQuerySet:
        """By kind and name, of each the one that is valid longest first."""
        return self.order_by("kind", "name", F("valid_until_on").desc(nulls_first=True), "id")


def build_siblings(rows: QualificationQuerySet) -> Any:
    """In a subquery: the live rows of the same person, kind and name."""
    siblings = rows.model._default_manager.filter(removed_at__isnull=True)
    return siblings.filter(user=OuterRef("user"), kind=OuterRef("kind"), name_key=OuterRef("name_key"))
