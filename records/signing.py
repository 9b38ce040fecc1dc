"""Putting one's name under a record, and taking it back. The password is asked for anew each time."""

import uuid
from typing import Any

from django.db import transaction
from django.db.models import Model

from accounts.models import User
from accounts.passwords import PASSWORD_MAX_LENGTH
from accounts.sign_in import credentials
from core import clock
from core.exceptions import Conflict, Forbidden, Invalid
from core.origin import Channel, present_origin
from records.canonical import canonical, sha256, written
from records.models import Revocation, Signature
from records.services import Draft, record


def confirm_password(*, user: User, password: str) -> None:
    """Makes sure that the person is there in person. Call it before, and outside, the transaction that signs.

    The guess is counted before the password is hashed and in a transaction of its own, so that parallel guesses do not
    get through. Refuses: an API key and a wrong password with Forbidden, a password over 1024 characters with Invalid,
    the sixth guess within the window with TooManyAttempts, even when it is right. Success forgets earlier wrong ones.
    """
    refuse_keys()
    if len(password) > PASSWORD_MAX_LENGTH:
        raise Invalid.field("password", f"A password has at most {PASSWORD_MAX_LENGTH} characters.")
    try:
        credentials.confirm_password(user=user, password=password)
    except Forbidden:
        with transaction.atomic():
            record(Draft("signature.refused", user), company_id=user.company_id, by=user)
        raise


def refuse_keys() -> None:
    """An API key never signs (contract section 1): a program is nobody who can put a name under anything."""
    if present_origin().channel is Channel.KEY:
        raise Forbidden("An API key cannot sign. Please log in.")


def sign(
    *, obj: Model, company_id: uuid.UUID, meaning: str, content: dict[str, Any], by: User
) -> tuple[Signature, Draft]:
    """The next version of the signature under `obj`, and the event to record with it.

    `content` is everything that is being vouched for; it is frozen as canonical JSON. The caller holds the lock of
    `obj`. Refuses with Conflict when a signature stands already.
    """
    if current_signature(obj) is not None:
        raise Conflict("This is signed already.")
    frozen = canonical(content)
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
    return signature, Draft("signature.added", signature, {"row": row_digest(signature), "version": signature.version})


def revoke(*, obj: Model, company_id: uuid.UUID, reason: str, by: User) -> Draft:
    """Takes the signature under `obj` back; it stays on record. Refuses with Conflict when none stands."""
    signature = current_signature(obj)
    if signature is None:
        raise Conflict("This is not signed.")
    revocation = Revocation.objects.create(
        signature=signature, company_id=company_id, by=by, by_name=str(by), reason=reason, revoked_at=clock.now()
    )
    return Draft("signature.revoked", revocation, {"row": revocation_digest(revocation)})


def current_signature(obj: Model) -> Signature | None:
    """The signature that stands under `obj` now."""
    signature: Signature | None = Signature.objects.of(obj).filter(revocation__isnull=True).order_by("-version").first()
    return signature


def row_digest(row: Signature) -> str:
    """The digest of a whole signature, as its event in the ledger carries it."""
    columns = [row.pk, row.company_id, row.object_type, row.object_id, row.signer_id, row.signer_name, row.meaning]
    texts = [str(column) for column in columns]
    return sha256(canonical([*texts, row.version, row.signer_role, row.digest, written(row.signed_at)]))


def revocation_digest(row: Revocation) -> str:
    columns = [row.pk, row.signature_id, row.company_id, row.by_id, row.by_name, row.reason, written(row.revoked_at)]
    return sha256(canonical([str(column) for column in columns]))
