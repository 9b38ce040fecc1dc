"""Who reads the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

if TYPE_CHECKING:
    from accounts.models import User


class LedgerQuerySet(QuerySet[Any]):
    def visible_to(self, user: User) -> LedgerQuerySet:
        """The own school's ledger, for its managers."""
        return self.filter(company_id=user.company_id) if user.is_manager else self.none()

    def of(self, obj: Any) -> LedgerQuerySet:
        """What concerns one object."""
        return self.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk))
