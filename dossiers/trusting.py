"""Whose keys a school relies on: those of this server, and those that a manager has confirmed with another school."""

import uuid

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.exceptions import Conflict, InvalidInput, NotFound
from dossiers.models import MAX_NAME, TrustedKey
from records.export_keys import list_own_fingerprints, normalise_fingerprint
from records.services import EventDraft, record_events
from trainings.enrollment_acts.choosing import check_manager, check_reason
from trainings.models import MAX_REASON

REMOVAL = ["removed_at", "removed_by", "removal_reason"]


def is_known_key(fingerprint: str, company_id: uuid.UUID) -> bool:
    """Whether the school relies on the key now."""
    return fingerprint in list_own_fingerprints() or find_trust(fingerprint, company_id) is not None


def find_trust(fingerprint: str, company_id: uuid.UUID) -> TrustedKey | None:
    rows = TrustedKey.objects.live().filter(company_id=company_id, fingerprint=fingerprint)
    row: TrustedKey | None = rows.select_related("added_by").first()
    return row


def trust_key(*, fingerprint: str, school_name: str, note: str, by: User) -> TrustedKey:
    """Records that somebody at the other school confirmed the fingerprint, and how (`note`).

    Raises Forbidden for anybody but a manager; InvalidInput for what is no fingerprint, for this server's own, for one
    that is confirmed already, and for an empty or too long name or note.
    """
    check_manager(by)
    key = TrustedKey(
        company_id=by.company_id,
        fingerprint=check_fingerprint(fingerprint),
        school_name=check_line("school_name", school_name, MAX_NAME),
        note=check_line("note", note, MAX_REASON),
        added_at=clock.now(),
        added_by=by,
    )
    try:
        with transaction.atomic():
            key.save(force_insert=True)
            facts = {"fingerprint": key.fingerprint, "school_name": key.school_name, "note": key.note}
            record_events(EventDraft("dossier.key_trusted", key, facts), company_id=by.company_id, by=by)
    except IntegrityError as error:  # the unique index decides, so that two managers at once cannot both pass
        raise InvalidInput.for_field("fingerprint", _("This key is confirmed already.")) from error
    return key


def check_fingerprint(text: str) -> str:
    fingerprint = normalise_fingerprint(text)
    if not fingerprint:
        raise InvalidInput.for_field("fingerprint", _("A fingerprint has 64 digits from 0 to 9 and a to f."))
    if fingerprint in list_own_fingerprints():
        raise InvalidInput.for_field("fingerprint", _("This is the key of this server, which is known."))
    return fingerprint


def check_line(field: str, text: str, limit: int) -> str:
    line = " ".join(text.split())
    if not line:
        raise InvalidInput.for_field(field, _("This must not be empty."))
    if len(line) > limit:
        raise InvalidInput.for_field(field, _("At most %(limit)s characters.") % {"limit": limit})
    return line


def withdraw_key(*, key_id: uuid.UUID, reason: str, by: User) -> TrustedKey:
    """From now on the school does not rely on the key. What was credited stays: it is revoked one by one.

    Raises Forbidden for anybody but a manager; NotFound for a key of another school; InvalidInput for a missing reason;
    Conflict for one that is withdrawn already.
    """
    check_manager(by)
    reason = check_reason(reason)
    with transaction.atomic():
        key: TrustedKey | None = (
            TrustedKey.objects.visible_to(by).select_for_update(no_key=True).filter(pk=key_id).first()
        )
        if key is None:
            raise NotFound
        if not key.is_live:
            raise Conflict(_("It is withdrawn already."))
        key.removed_at, key.removed_by, key.removal_reason = clock.now(), by, reason
        key.save(update_fields=REMOVAL)
        facts = {"fingerprint": key.fingerprint, "school_name": key.school_name, "reason": reason}
        record_events(EventDraft("dossier.key_withdrawn", key, facts), company_id=by.company_id, by=by)
    return key
