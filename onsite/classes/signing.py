"""Closing a class by its teacher's signature, and opening it again (contract section 5)."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core import clock
from onsite.classes.content import class_content
from onsite.classes.messages import roster_of, tell
from onsite.classes.rights import check_may_sign, check_may_unsign, locked, standing_of
from onsite.models import ClassSession
from records import signing
from records.services import Draft, record
from trainings.enrollments.finishing import finish_completed

MEANING = "I held this class; the attendance below is right."


def sign_class(*, session: ClassSession, password: str, by: User) -> ClassSession:
    """The class, closed: what is still open is stored as absent, and everything recorded is frozen in a signature.

    Refuses who may not or may not now (see rights) before a password is counted, then as `confirm_password` does. Both
    are checked again under the lock, where another signature may have come first.
    """
    check_may_sign(standing_of(by, session))
    signing.confirm_password(user=by, password=password)
    return close_class(session=session, by=by)


def close_class(*, session: ClassSession, by: User) -> ClassSession:
    """The signing itself, of somebody who has confirmed by password to be there in person."""
    with transaction.atomic():
        session = locked(session, by)
        check_may_sign(standing_of(by, session))
        now = clock.now()
        absent = session.attendances.filter(is_present__isnull=True).update(is_present=False, modified_at=now)
        content = class_content(session)
        signature, added = signing.sign(
            obj=session, company_id=session.company_id, meaning=MEANING, content=content, by=by
        )
        put_signature(session, signature.text, signature.signed_at)
        tell(session, roster_of(session), "Your class has been signed", by=by)
        finished = finish_completed(enrollment_ids=session.attendances.values_list("enrollment_id", flat=True), by=by)
        signed = Draft("class.signed", session, {"version": signature.version, "stored_as_absent": absent})
        record(signed, added, *finished, company_id=session.company_id, by=by)
    return session


def unsign_class(*, session: ClassSession, reason: str, by: User) -> ClassSession:
    """The class, open again; the signature stays on record, with who took it back and why. Refusals: see rights."""
    with transaction.atomic():
        session = locked(session, by)
        check_may_unsign(standing_of(by, session))
        revoked = signing.revoke(obj=session, company_id=session.company_id, reason=reason, by=by)
        put_signature(session, "", None)
        record(Draft("class.unsigned", session, {"reason": reason}), revoked, company_id=session.company_id, by=by)
    return session


def put_signature(session: ClassSession, text: str, at: datetime | None) -> None:
    session.signature_text, session.signed_at = text, at
    session.save(update_fields=["signature_text", "signed_at"])
