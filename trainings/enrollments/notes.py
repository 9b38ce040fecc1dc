"""The managers' notes about an enrollment, which its student never sees."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.exceptions import Forbidden, InvalidInput
from records.canonical import sha256
from records.services import EventDraft, record_events
from trainings.models import Enrollment


def may_read_notes(viewer: User, enrollment: Enrollment) -> bool:
    """Only managers, and nobody those about themselves (docs/api.md, section 3)."""
    return viewer.is_manager and enrollment.user_id != viewer.pk


def change_notes(*, enrollment_id: uuid.UUID, notes: str, by: User) -> Enrollment:
    """Replaces the managers' notes about an enrollment (docs/api.md, section 7). Unchanged notes record no event.

    Rejects an enrollment the manager does not see with InvalidInput, and the manager's own with Forbidden, because
    students never see the notes about themselves.
    """
    with transaction.atomic():
        # Locked, so that the event has the digest of exactly those notes that are replaced.
        row = (
            Enrollment.objects.visible_to(by)
            .select_for_update(of=("self",), no_key=True)
            .filter(pk=enrollment_id)
            .first()
        )
        if row is None:
            raise InvalidInput.for_field("id", _("There is no enrollment with this id."))
        if row.user_id == by.pk:
            raise Forbidden(_("You cannot edit the notes about your own training."))
        if row.notes != notes:
            store_notes(row, notes, by)
    return row


def store_notes(row: Enrollment, notes: str, by: User) -> None:
    # Digests only: nothing is ever deleted from the ledger, so it shows that the notes changed, but not their text.
    digests = {"before": sha256(row.notes), "after": sha256(notes)}
    row.notes, row.modified_at = notes, clock.now()
    row.save(update_fields=["notes", "modified_at"])
    record_events(EventDraft("notes.changed", row, digests), company_id=row.company_id, by=by)
