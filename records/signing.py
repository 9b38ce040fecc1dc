"""Putting one's name under a record, and taking it back. The password is asked for anew each time."""

import uuid
from typing import Any

from django.db import transaction
from django.db.models import Model

from accounts.models import User
from accounts.passwords import PASSWORD_MAX_LENGTH
from accounts.sign_in import credentials
from core import clock
from core.exceptions import Conflict, Forbidden, InvalidInput
from core.origin import Channel, get_origin
from records.canonical import format_moment, sha256, write_canonical
from records.models import Revocation, Signature
from records.services import EventDraft, record_events


def confirm_password(*, user: User, password: str) -> None:
    """Makes sure that the person is there in person. Call it before, and outside, the transaction that signs.

    The guess is counted before the password is hashed and in a transaction of its own, so that parallel guesses do not
    get through. Refuses: an API key and a wrong password with Forbidden, a password over 1024 characters with
    InvalidInput, the sixth guess within the window with TooManyAttempts, even when it is right. Success forgets
    earlier wrong ones.
    """
    reject_api_keys()
    if len(password) > PASSWORD_MAX_LENGTH:
        raise InvalidInput.for_field("password", f"A password has at most {PASSWORD_MAX_LENGTH} characters.")
    try:
        credentials.confirm_password(user=user, password=password)
    except Forbidden:
        with transaction.atomic():
            record_events(EventDraft("signature.refused", user), company_id=user.company_id, by=user)
        raise


def find_api_key_obstacle() -> Forbidden | None:
    """The error for a request that is authenticated by an API key, which never signs (docs/api.md, section 1): a
    signature is the act of a person, and a key belongs to a program. None for every other request."""
    return Forbidden("An API key cannot sign. Please log in.") if get_origin().channel is Channel.KEY else None


def reject_api_keys() -> None:
    if obstacle := find_api_key_obstacle():
        raise obstacle


def sign_object(
    *, obj: Model, company_id: uuid.UUID, meaning: str, content: dict[str, Any], by: User
) -> tuple[Signature, EventDraft]:
    """The next version of the signature under `obj`, and the event to record with it.

    `content` is everything that is being vouched for; it is frozen as canonical JSON. The caller holds the lock of
    `obj`. Refuses with Conflict when a signature stands already.
    """
    if get_current_signature(obj) is not None:
        raise Conflict("This is signed already.")
    frozen = write_canonical(content)
    signature = Signature.objects.create(
        company_id=company_id,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        version=Signature.objects.of(obj).count() + 1,
        signer=by,
        signer_name=str(by),
        signer_role=by.group,
        meaning=meaning,
        content=frozen,
        digest=sha256(frozen),
        signed_at=clock.now(),
    )
    return signature, EventDraft(
        "signature.added", signature, {"row": digest_signature(signature), "version": signature.version}
    )


def revoke_signature(*, obj: Model, company_id: uuid.UUID, reason: str, by: User) -> EventDraft:
    """Takes the signature under `obj` back; it stays on record. Refuses with Conflict when none stands."""
    signature = get_current_signature(obj)
    if signature is None:
        raise Conflict("This is not signed.")
    revocation = Revocation.objects.create(
        signature=signature, company_id=company_id, by=by, by_name=str(by), reason=reason, revoked_at=clock.now()
    )
    return EventDraft("signature.revoked", revocation, {"row": digest_revocation(revocation)})


def get_current_signature(obj: Model) -> Signature | None:
    """The signature that stands under `obj` now."""
    signature: Signature | None = Signature.objects.of(obj).filter(revocation__isnull=True).order_by("-version").first()
    return signature


def digest_signature(row: Signature) -> str:
    """The digest of a whole signature, as its event in the ledger carries it."""
    columns = [row.pk, row.company_id, row.object_type, row.object_id, row.signer_id, row.signer_name, row.meaning]
    texts = [str(column) for column in columns]
    return sha256(write_canonical([*texts, row.version, row.signer_role, row.digest, format_moment(row.signed_at)]))


def digest_revocation(row: Revocation) -> str:
    columns = [
        row.pk,
        row.signature_id,
        row.company_id,
        row.by_id,
        row.by_name,
        row.reason,
        format_moment(row.revoked_at),
    ]
    return sha256(write_canonical([str(column) for column in columns]))
