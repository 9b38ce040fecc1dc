"""Legal holds: placing and releasing them."""

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.exceptions import Conflict, InvalidInput, NotFound
from records.services import EventDraft, record_events
from retention.models import LegalHold
from trainings.enrollment_acts.choosing import check_manager, check_reason
from trainings.enrollments.finishing import lock_enrollments
from trainings.models import Enrollment


def place_hold(
    *, enrollment_id: uuid.UUID | None = None, user_id: int | None = None, reason: str, by: User
) -> LegalHold:
    """Keeps the record of an enrollment, or everything of a person, until the hold is released.

    Raises Forbidden for anybody but a manager; InvalidInput for a missing reason, and unless exactly one of the two is
    given; NotFound for a row that the manager does not see; Conflict if it is held already.
    """
    check_manager(by)
    reason = check_reason(reason)
    if (enrollment_id is None) == (user_id is None):
        raise InvalidInput.for_field("enrollment", _("Choose either an enrollment or a person."))
    with transaction.atomic():
        held = lock_enrollment(enrollment_id, by) if enrollment_id else lock_student(user_id, by)
        if LegalHold.objects.standing().filter(**held).exists():
            raise Conflict(_("There is a legal hold already."))
        hold = LegalHold.objects.create(
            company_id=by.company_id, reason=reason, placed_by=by, placed_at=clock.now(), **held
        )
        record_events(build_event("hold.placed", hold, reason), company_id=by.company_id, by=by)
    return hold


def lock_enrollment(id: uuid.UUID, by: User) -> dict[str, Any]:
    """A deletion locks the enrollment, too: of the two, the second sees what the first did."""
    rows = lock_enrollments(Enrollment.objects.visible_to(by).filter(pk=id))
    if not rows:
        raise NotFound
    return {"enrollment": rows[0]}


def lock_student(id: int | None, by: User) -> dict[str, Any]:
    row = User.objects.visible_to(by).select_for_update(of=("self",), no_key=True).filter(pk=id).first()
    if row is None:
        raise NotFound
    return {"user": row}


def release_hold(*, hold_id: uuid.UUID, reason: str, by: User) -> LegalHold:
    """Raises Forbidden for anybody but a manager; InvalidInput for a missing reason; NotFound for a hold that the
    manager does not see; Conflict for one that is released."""
    check_manager(by)
    reason = check_reason(reason)
    with transaction.atomic():
        rows = LegalHold.objects.visible_to(by).select_for_update(of=("self",), no_key=True)
        hold: LegalHold | None = rows.filter(pk=hold_id).first()
        if hold is None:
            raise NotFound
        if not hold.is_standing:
            raise Conflict(_("This legal hold is released already."))
        hold.released_at, hold.released_by, hold.release_reason = clock.now(), by, reason
        hold.save(update_fields=["released_at", "released_by", "release_reason"])
        record_events(build_event("hold.released", hold, reason), company_id=by.company_id, by=by)
    return hold


def build_event(action: str, hold: LegalHold, reason: str) -> EventDraft:
    enrollment, user = hold.enrollment_id, hold.user_id
    facts = {"enrollment": str(enrollment)} if enrollment else {"user": str(user)}
    return EventDraft(action, hold, {**facts, "reason": reason})
