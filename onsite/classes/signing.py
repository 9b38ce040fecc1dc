"""Closing a class by its teacher's signature, and opening it again (docs/api.md, section 5)."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core import clock
from onsite.classes.content import build_class_content
from onsite.classes.messages import list_roster_users, notify_users
from onsite.classes.rights import check_may_sign, check_may_unsign, get_class_access, lock_class
from onsite.models import ClassSession
from records import signing
from records.services import EventDraft, record_events
from trainings.enrollments.finishing import finish_completed

MEANING = "I held this class; the attendance below is right."


def sign_class(*, session: ClassSession, password: str, by: User) -> ClassSession:
    """The class, closed: what is still open is stored as absent, and everything recorded is frozen in a signature.

    Refuses who may not or may not now (see rights) before a password is counted, then as `confirm_password` does. Both
    are checked again under the lock, where another signature may have come first.
    """
    check_may_sign(get_class_access(by, session))
    signing.confirm_password(user=by, password=password)
    return close_class(session=session, by=by)


def close_class(*, session: ClassSession, by: User) -> ClassSession:
    """The signing itself, of somebody who has confirmed by password to be there in person."""
    with transaction.atomic():
        session = lock_class(session, by)
        check_may_sign(get_class_access(by, session))
        now = clock.now()
        absent = session.attendances.filter(is_present__isnull=True).update(is_present=False, modified_at=now)
        content = build_class_content(session)
        signature, added = signing.sign_object(
            obj=session, company_id=session.company_id, meaning=MEANING, content=content, by=by
        )
        store_signature(session, signature.text, signature.signed_at)
        notify_users(session, list_roster_users(session), "Your class has been signed", by=by)
        finished = finish_completed(enrollment_ids=session.attendances.values_list("enrollment_id", flat=True), by=by)
        signed = EventDraft("class.signed", session, {"version": signature.version, "stored_as_absent": absent})
        record_events(signed, added, *finished, company_id=session.company_id, by=by)
    return session


def unsign_class(*, session: ClassSession, reason: str, by: User) -> ClassSession:
    """The class, open again; the signature stays on record, with who took it back and why. Refusals: see rights."""
    with transaction.atomic():
        session = lock_class(session, by)
        check_may_unsign(get_class_access(by, session))
        revoked = signing.revoke_signature(obj=session, company_id=session.company_id, reason=reason, by=by)
        store_signature(session, "", None)
        record_events(
            EventDraft("class.unsigned", session, {"reason": reason}), revoked, company_id=session.company_id, by=by
        )
    return session


def store_signature(session: ClassSession, text: str, at: datetime | None) -> None:
    session.signature_text, session.signed_at = text, at
    session.save(update_fields=["signature_text", "signed_at"])
