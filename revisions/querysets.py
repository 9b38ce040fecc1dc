"""Who sees which revisions."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db.models import QuerySet

if TYPE_CHECKING:
    from collections.abc import Collection

    from accounts.models import User
    from revisions.models import ItemOrigin, Revision


class RevisionQuerySet(QuerySet["Revision"]):
    def visible_to(self, user: User) -> RevisionQuerySet:
        """Those of the user's school, for managers."""
        return self.filter(training__company_id=user.company_id) if user.is_manager else self.none()

    def of_course(self, course_id: uuid.UUID | None) -> RevisionQuerySet:
        """The revisions of a course, the newest first."""
        rows = self.filter(training__course_id=course_id, training__course_id__isnull=False)
        return rows.select_related("training", "approved_by", "started_by").order_by("-number")


class ItemOriginQuerySet(QuerySet["ItemOrigin"]):
    def read_origins(self, training_ids: Collection[uuid.UUID]) -> dict[str, str]:
        """The origins of the parts of these trainings by id, as texts. One query."""
        rows = self.filter(training__in=training_ids).values_list("item_id", "origin_id")
        return {str(item): str(origin) for item, origin in rows}

    def read_counterparts(
        self, training_ids: Collection[uuid.UUID], item_ids: Collection[uuid.UUID]
    ) -> dict[uuid.UUID, dict[uuid.UUID, uuid.UUID]]:
        """By training, its items by those of earlier revisions that they correspond to. Two queries."""
        earlier = dict(self.filter(item_id__in=item_ids).values_list("item_id", "origin_id"))
        roots = {item: earlier.get(item, item) for item in item_ids}
        rows = self.filter(training__in=training_ids, origin_id__in=set(roots.values()))
        copies: dict[uuid.UUID, dict[uuid.UUID, uuid.UUID]] = {training: {} for training in training_ids}
        for training, root, copy in rows.values_list("training", "origin_id", "item_id"):
            copies[training][root] = copy
        return {
            training: {item: of_training[root] for item, root in roots.items() if root in of_training}
            for training, of_training in copies.items()
        }
