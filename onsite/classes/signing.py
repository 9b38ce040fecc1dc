"""Signing a class, which closes it, and unsigning it, which opens it again (docs/api.md, section 5)."""

from datetime import UTC, datetime

from django.db import transaction

from accounts.models import User
from core import clock
from onsite.classes.content import read_class_content, read_recorded_content
from onsite.classes.messages import list_roster_user_ids, notify_users
from onsite.classes.rights import check_may_sign, check_may_unsign, get_class_access, lock_class
from onsite.classes.scheduled_exams import settle_class_attempts
from onsite.models import ClassSession
from records import signing
from records.services import EventDraft, record_events
from records.versions import Version, check_version
from trainings.enrollments.finishing import finish_completed

MEANING = "I held this class; the attendance below is right."


def sign_class(*, session: ClassSession, password: str, version: Version | None = None, by: User) -> ClassSession:
    """Signs a class for its teacher, who enters the password again, and returns the closed class.

    Students without recorded attendance are stored as absent, all students are notified, and enrollments that the class
    completes are finished. `version` is that of `read_recorded_content` when the teacher was shown the class.

    Raises what `check_may_sign` does (Forbidden for anyone but the teacher, for an API key and, if the school says so,
    for a teacher with expired papers; Conflict when the class is signed or it is too early), Stale when the class has
    been changed since the version, and what `signing.confirm_signer_password` does (Forbidden for a wrong password,
    TooManyAttempts).
    """
    # Before the password, so that a request that cannot succeed is not counted as a login attempt. `close_class` checks
    # it again under the lock, because another request may sign the class in the meantime.
    check_may_sign(get_class_access(by, session))
    settle_class_attempts(session)  # otherwise whoever was in time would be signed as absent
    # Outside the transaction: a failed attempt must be counted although nothing is signed, and hashing a password
    # takes too long to keep a row locked meanwhile.
    signing.confirm_signer_password(user=by, password=password)
    return close_class(session=session, version=version, by=by)


def close_class(*, session: ClassSession, version: Version | None = None, by: User) -> ClassSession:
    """Signs a class for its teacher, whose password has been confirmed. Raises what `check_may_sign` does; Stale."""
    with transaction.atomic():
        # From here on nobody else can change the class, its attendance or its evaluations: all of them lock it first.
        session = lock_class(session, by)
        check_may_sign(get_class_access(by, session))
        if version is not None:
            check_version(version, read_recorded_content(session))
        now = clock.now()
        # Before the content is built, because it must be complete: once the class is signed nothing can be recorded, so
        # a row without attendance would stay without.
        absent_count = session.attendances.filter(is_present__isnull=True).update(is_present=False, modified_at=now)
        content = read_class_content(session)
        signature, signature_event = signing.sign_object(
            obj=session, company_id=session.company_id, meaning=MEANING, content=content, by=by
        )
        store_signature(session, signature.text, signature.signed_at)
        roster = list_roster_user_ids(session)
        notify_users(session, roster, "class_signed", by=by, has_own_mail=False)
        # Locks the enrollments. Every writer locks in the order class, enrollments, ledger, so that two cannot
        # deadlock. The ledger also comes last because its events hold digests of the rows in their final state.
        finish_events = finish_completed(
            enrollment_ids=session.attendances.values_list("enrollment_id", flat=True), by=by
        )
        signed_event = build_signed_event(session, signature.version, absent_count)
        record_events(signed_event, signature_event, *finish_events, company_id=session.company_id, by=by)
    return session


def build_signed_event(session: ClassSession, version: int, absent_count: int) -> EventDraft:
    """The facts that other systems are told, too (webhooks/kinds.py)."""
    payload = {
        "version": version,
        "stored_as_absent": absent_count,
        "training": str(session.subject.training_id),
        "subject": str(session.subject_id),
        "subject_name": session.subject.name,
        "teacher": str(session.teacher_id),
        "starts_at": session.starts_at.astimezone(UTC).isoformat(),
    }
    return EventDraft("class.signed", session, payload)


def unsign_class(*, session: ClassSession, reason: str, by: User) -> ClassSession:
    """Revokes the signature of a class and returns the reopened class.

    The signature stays on record with who revoked it and why. Enrollments stay finished, because what was recorded has
    not changed. Raises what `check_may_unsign` does (Forbidden, Conflict).
    """
    with transaction.atomic():
        session = lock_class(session, by)
        check_may_unsign(get_class_access(by, session))
        revocation_event = signing.revoke_signature(obj=session, company_id=session.company_id, reason=reason, by=by)
        store_signature(session, "", None)
        unsigned_event = EventDraft("class.unsigned", session, {"reason": reason})
        record_events(unsigned_event, revocation_event, company_id=session.company_id, by=by)
    return session


def store_signature(session: ClassSession, text: str, at: datetime | None) -> None:
    session.signature_text, session.signed_at = text, at
    session.save(update_fields=["signature_text", "signed_at"])
