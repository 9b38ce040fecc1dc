"""Queries on the ledger, and who may read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

if TYPE_CHECKING:
    from accounts.models import User


class LedgerQuerySet(QuerySet[Any]):
    def visible_to(self, user: User) -> LedgerQuerySet:
        """The rows of the user's school, for managers; none for others."""
        return self.filter(company_id=user.company_id) if user.is_manager else self.none()

    def about(self, obj: Any) -> LedgerQuerySet:
        """The rows about one object."""
        return self.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk))
