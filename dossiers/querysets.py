"""Who sees which dossiers and keys of other schools: the managers of the school, and nobody else.

A student's own record says that a dossier was received, and the student has the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Model, QuerySet

if TYPE_CHECKING:
    from accounts.models import User
    from dossiers.models import Dossier, TrustedKey

RowT = TypeVar("RowT", bound=Model)


class RemovableQuerySet(QuerySet[RowT]):
    def visible_to(self, user: User) -> Any:
        return self.filter(company_id=user.company_id) if user.is_manager else self.none()

    def live(self) -> Any:
        """Those that were not removed."""
        return self.filter(removed_at__isnull=True)


class DossierQuerySet(RemovableQuerySet["Dossier"]):
    def for_page(self) -> DossierQuerySet:
        """With everybody whom its page names."""
        return self.select_related("company", "user", "received_by", "person_confirmed_by", "removed_by")


class TrustedKeyQuerySet(RemovableQuerySet["TrustedKey"]):
    pass
