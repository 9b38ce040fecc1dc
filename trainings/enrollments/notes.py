"""What managers write about students, and students never see."""

import uuid

from django.db import transaction

from accounts.models import User
from core import clock
from core.exceptions import Forbidden, InvalidInput
from records.canonical import sha256
from records.services import EventDraft, record_events
from trainings.models import Enrollment


def change_notes(*, enrollment_id: uuid.UUID, notes: str, by: User) -> Enrollment:
    """Replaces the managers' notes about an enrollment (docs/api.md, section 7); the same notes again change nothing.

    Refuses an enrollment the manager does not see with InvalidInput, and the manager's own one with Forbidden, because
    its student never sees the notes. The ledger gets digests: it shows that the notes changed, not what they said.
    """
    with transaction.atomic():
        row = (
            Enrollment.objects.visible_to(by)
            .select_for_update(of=("self",), no_key=True)
            .filter(pk=enrollment_id)
            .first()
        )
        if row is None:
            raise InvalidInput.for_field("id", "There is no enrollment with this id.")
        if row.user_id == by.pk:
            raise Forbidden("The notes about your own training are kept by other managers.")
        if row.notes != notes:
            store_notes(row, notes, by)
    return row


def store_notes(row: Enrollment, notes: str, by: User) -> None:
    digests = {"before": sha256(row.notes), "after": sha256(notes)}
    row.notes, row.modified_at = notes, clock.now()
    row.save(update_fields=["notes", "modified_at"])
    record_events(EventDraft("notes.changed", row, digests), company_id=row.company_id, by=by)
