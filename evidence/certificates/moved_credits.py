"""What credits mean on the certificate of a student who was moved to another revision of the course.

A move credits what was done in the earlier revision (revisions/moving). Of such credits, only those that go back to
earlier training elsewhere are stated as credits; the results of exams that were passed count for the exams that
followed them.
"""

import uuid
from collections.abc import Sequence

from exams.models import Exam
from trainings.models import Credit


class CreditChains:
    """The live credits of some enrollments. Each move adds a link: a credit whose origin is the item before."""

    def __init__(self, rows: Sequence[Credit]) -> None:
        self.rows = rows
        self.by_item = {(row.enrollment_id, row.item_id): row for row in rows}
        self.by_origin = {(row.enrollment_id, row.origin_item_id): row for row in rows if row.origin_item_id}

    def list_stated(self) -> list[Credit]:
        """The last of each chain that began with a credit for earlier training."""
        return [row for row in self.rows if self.is_last(row) and self.get_first(row).origin_item_id is None]

    def is_last(self, row: Credit) -> bool:
        return (row.enrollment_id, row.item_id) not in self.by_origin

    def get_first(self, row: Credit) -> Credit:
        while row.origin_item_id and (before := self.by_item.get((row.enrollment_id, row.origin_item_id))):
            row = before
        return row

    def get_last_item(self, enrollment_id: uuid.UUID, item_id: uuid.UUID) -> uuid.UUID:
        """The item of the present revision that followed an item, or the item itself."""
        while (row := self.by_origin.get((enrollment_id, item_id))) is not None:
            item_id = row.item_id
        return item_id

    def read_subjects(self) -> dict[uuid.UUID, uuid.UUID]:
        """The subjects of the exams that followed others, by exam; an exam of the whole training has none. One query,
        none without such exams."""
        ids = {row.item_id for row in self.by_origin.values() if row.kind == Credit.Kind.EXAM}
        rows = Exam.objects.filter(pk__in=ids, subject__isnull=False)
        return dict(rows.values_list("pk", "subject")) if ids else {}
