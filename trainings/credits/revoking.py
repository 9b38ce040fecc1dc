"""Revoking a credit that was given by mistake: a correction like any other (docs/decisions/0009, 0025)."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.exceptions import Conflict, NotFound
from records.services import EventDraft, record_events
from records.signing import revoke_signature
from trainings.enrollment_acts.choosing import check_manager, check_reason
from trainings.enrollments.reopening import apply_correction, snapshot_finished
from trainings.models import Credit

COLUMNS = ["signed_at", "revoked_at", "revoked_by", "revocation_reason"]


def revoke_credit(*, credit_id: uuid.UUID, reason: str, by: User) -> Credit:
    """Revokes a credit and its signature, and returns it. An enrollment that was finished because of it is reopened.

    Raises Forbidden for anybody but a manager; NotFound for a credit the manager does not see; InvalidInput for a
    missing reason; Conflict for one that is revoked, and when something depends on the finish (`apply_correction`).
    """
    check_manager(by)
    reason = check_reason(reason)
    with transaction.atomic():
        visible = Credit.objects.visible_to(by)
        enrollment_id = visible.filter(pk=credit_id).values_list("enrollment_id", flat=True).first()
        # The enrollment before the credit, as in every act (docs/decisions/0009).
        snapshot = snapshot_finished([enrollment_id] if enrollment_id else [])
        rows = visible.select_related("enrollment").select_for_update(of=("self",), no_key=True)
        credit = rows.filter(pk=credit_id).first()
        if credit is None:
            raise NotFound
        if not credit.is_live:
            raise Conflict(_("This credit is revoked already."))
        company_id = credit.enrollment.company_id
        revoked = revoke_signature(obj=credit, company_id=company_id, reason=reason, by=by)
        credit.signed_at, credit.revoked_at = None, clock.now()
        credit.revoked_by, credit.revocation_reason = by, reason
        credit.save(update_fields=COLUMNS)
        finish_events = apply_correction(snapshot, by=by)
        record_events(revoked, build_event(credit), *finish_events, company_id=company_id, by=by)
    return credit


def build_event(credit: Credit) -> EventDraft:
    facts = {
        "user": str(credit.enrollment.user_id),
        "enrollment": str(credit.enrollment_id),
        "item": str(credit.item_id),
        "reason": credit.revocation_reason,
    }
    return EventDraft("credit.revoked", credit, facts)
