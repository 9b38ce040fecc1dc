"""Signing objects and revoking signatures. Every signature requires the password again."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.passwords import PASSWORD_MAX_LENGTH, build_length_error
from accounts.sign_in import credentials
from core import clock
from core.exceptions import Conflict, Forbidden
from core.origin import Channel, get_origin
from records.canonical import format_canonical_json, format_canonical_moment, sha256
from records.models import Revocation, Signature
from records.services import EventDraft, record_events

BATCH = 500  # rows per statement: each carries the content that is signed


def confirm_signer_password(*, user: User, password: str) -> None:
    """Checks the signer's password. Call it before the transaction that signs, not within it: the count and the record
    of a failure must not be rolled back, and no row should be locked during the slow hash.

    Raises Forbidden for an API key, for a signer who has no password yet, and for a wrong password, which is recorded;
    InvalidInput for a password that is too long; TooManyAttempts beyond the limit, even when the password is right.
    """
    reject_api_keys()
    if len(password) > PASSWORD_MAX_LENGTH:
        raise build_length_error("password")
    credentials.reject_missing_password(user)
    try:
        credentials.confirm_password(user=user, password=password)
    except Forbidden:
        with transaction.atomic():
            record_events(EventDraft("signature.refused", user), company_id=user.company_id, by=user)
        raise


def find_api_key_error() -> Forbidden | None:
    """The error for a request that is authenticated by an API key, or None.

    An API key never signs (docs/api.md, section 1): a signature is the act of a person, and a key belongs to a program.
    """
    return Forbidden(_("An API key cannot sign. Please log in.")) if get_origin().channel is Channel.KEY else None


def reject_api_keys() -> None:
    """Raises Forbidden for an API key (`find_api_key_error`)."""
    if error := find_api_key_error():
        raise error


def sign_object(
    *, obj: Model, company_id: uuid.UUID, meaning: str, content: dict[str, Any], by: User
) -> tuple[Signature, EventDraft]:
    """Stores the next version of the signature of `obj`; returns it with the event draft for the caller to record.

    `content` is everything that is signed; it is stored as canonical JSON. The caller must have locked `obj`, so that
    two requests cannot sign the same version. Raises Conflict if the object is signed already.
    """
    if get_current_signature(obj) is not None:
        raise Conflict(_("This is signed already."))
    signature = build_signature(obj, Signing(company_id, meaning, by, clock.read_database_clock()), content)
    signature.version = Signature.objects.about(obj).count() + 1
    signature.save(force_insert=True)
    return signature, build_signature_event(signature)


def sign_new_objects(
    *, objects: Iterable[tuple[Model, dict[str, Any]]], company_id: uuid.UUID, meaning: str, by: User
) -> list[tuple[Signature, EventDraft]]:
    """Does the same as `sign_object` for many objects with their contents, in one query. The caller stores the objects
    in this transaction: nobody can have signed them before."""
    signing = Signing(company_id, meaning, by, clock.read_database_clock())
    signatures = [build_signature(obj, signing, content) for obj, content in objects]
    Signature.objects.bulk_create(signatures, batch_size=BATCH)
    return [(signature, build_signature_event(signature)) for signature in signatures]


@dataclass(frozen=True)
class Signing:
    """What the signatures of one act share."""

    company_id: uuid.UUID
    meaning: str
    by: User
    at: datetime


def build_signature(obj: Model, signing: Signing, content: dict[str, Any]) -> Signature:
    """The first version of the signature of `obj`, not stored yet."""
    text = format_canonical_json(content)
    return Signature(
        company_id=signing.company_id,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        version=1,
        signer=signing.by,
        signer_name=str(signing.by),
        signer_role=signing.by.group,
        meaning=signing.meaning,
        content=text,
        digest=sha256(text),
        signed_at=signing.at,
    )


def build_signature_event(signature: Signature) -> EventDraft:
    facts = {"row": digest_signature(signature), "version": signature.version}
    return EventDraft("signature.added", signature, facts)


def revoke_signature(*, obj: Model, company_id: uuid.UUID, reason: str, by: User) -> EventDraft:
    """Revokes the signature of `obj`; returns the event draft for the caller to record.

    Raises Conflict if the object has no valid signature.
    """
    signature = get_current_signature(obj)
    if signature is None:
        raise Conflict(_("This is not signed."))
    at = clock.read_database_clock()
    revocation = Revocation.objects.create(
        signature=signature, company_id=company_id, by=by, by_name=str(by), reason=reason, revoked_at=at
    )
    return EventDraft("signature.revoked", revocation, {"row": digest_revocation(revocation)})


def get_current_signature(obj: Model) -> Signature | None:
    """The signature of `obj` that is not revoked, or None."""
    valid = Signature.objects.about(obj).filter(revocation__isnull=True)
    signature: Signature | None = valid.order_by("-version").first()
    return signature


def digest_signature(row: Signature) -> str:
    """The digest of all columns of a signature, for the payload of its event. Never change the columns or their order:
    existing ledgers hold such digests."""
    columns = [row.pk, row.company_id, row.object_type, row.object_id, row.signer_id, row.signer_name, row.meaning]
    texts = [str(column) for column in columns]
    return sha256(
        format_canonical_json(
            [*texts, row.version, row.signer_role, row.digest, format_canonical_moment(row.signed_at)]
        )
    )


def digest_revocation(row: Revocation) -> str:
    """The digest of all columns of a revocation, for the payload of its event. Never change the columns or their order:
    existing ledgers hold such digests."""
    columns = [
        row.pk,
        row.signature_id,
        row.company_id,
        row.by_id,
        row.by_name,
        row.reason,
        format_canonical_moment(row.revoked_at),
    ]
    return sha256(format_canonical_json([str(column) for column in columns]))
