"""Codes that are sent to a person and work once: invitations, recovery, confirmations, the second factor by e-mail.

A code is derived from the id of its row with the server's secret key (HMAC), when the mail is rendered and when the
code comes back. It is stored nowhere, so a copy of the database opens no account.
"""

import hashlib
import hmac
import uuid
from collections.abc import Sequence
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.models import OneTimeCode, User
from core import clock
from core.batches import iterate_batches
from core.encryption import derive_key, list_secret_keys
from core.exceptions import NotFound

Purpose = OneTimeCode.Purpose
BATCH_SIZE = 1000

LIFETIMES = {
    Purpose.INVITATION: timedelta(days=14),
    Purpose.RECOVERY: timedelta(hours=1),
    Purpose.CONFIRMATION: timedelta(days=3),
    Purpose.LOGIN: timedelta(minutes=10),
}


def issue_codes(users: Sequence[User], purpose: Purpose) -> list[OneTimeCode]:
    """Stores a new code for each user, sent to the user's address. Earlier ones of the same purpose stop working."""
    return store_codes([build_code(user, purpose, user.email) for user in users])


def issue_code(user: User, purpose: Purpose, *, email: str = "") -> OneTimeCode:
    """Stores one code as `issue_codes` does, sent to `email` or else to the user's address."""
    return store_codes([build_code(user, purpose, email or user.email)])[0]


def build_code(user: User, purpose: Purpose, email: str) -> OneTimeCode:
    now = clock.now()
    return OneTimeCode(user=user, purpose=purpose, email=email, created_at=now, expires_at=now + LIFETIMES[purpose])


def store_codes(codes: list[OneTimeCode]) -> list[OneTimeCode]:
    """Stores codes of one purpose, after ending the earlier ones of the same users."""
    for batch in iterate_batches(codes, BATCH_SIZE):
        filter_open_codes([code.user_id for code in batch], Purpose(batch[0].purpose)).update(expires_at=clock.now())
    return OneTimeCode.objects.bulk_create(codes, batch_size=BATCH_SIZE)


def end_codes(users: Sequence[User]) -> None:
    """Ends every open code of the users, of all purposes."""
    for batch in iterate_batches(users, BATCH_SIZE):
        codes = OneTimeCode.objects.filter(user__in=batch, used_at__isnull=True, expires_at__gt=timezone.now())
        codes.update(expires_at=timezone.now())


def filter_open_codes(user_ids: Sequence[int], purpose: Purpose) -> QuerySet[OneTimeCode]:
    """The codes that are neither used nor expired."""
    return OneTimeCode.objects.filter(
        user_id__in=user_ids, purpose=purpose, used_at__isnull=True, expires_at__gt=timezone.now()
    )


def derive_link_code(code: OneTimeCode) -> str:
    """The code of a link: the id of the row and 256 bits that only this server can compute."""
    return f"{code.pk.hex}{derive_digest(code, list_secret_keys()[0]).hex()}"


def derive_login_code(code: OneTimeCode) -> str:
    """Six digits, for people to type. They can be guessed: attempts are counted like passwords."""
    return format_digits(derive_digest(code, list_secret_keys()[0]))


def derive_digest(code: OneTimeCode, secret_key: str) -> bytes:
    message = f"{code.pk.hex} {code.purpose} {code.user_id} {code.email}"
    return hmac.new(derive_key(secret_key, "one-time-code"), message.encode(), hashlib.sha256).digest()


def format_digits(digest: bytes) -> str:
    return f"{int.from_bytes(digest, 'big') % 1_000_000:06}"


def find_link_code(user_id: int, text: str, purposes: set[Purpose]) -> OneTimeCode:
    """The live code of a link. Raises NotFound for one that is unknown, used, expired or of another user, and for one
    sent to an address that is no longer the user's (a confirmation is for a new address)."""
    code = get_code_row(user_id, text, purposes)
    if not is_usable(code):
        raise NotFound
    return code


def is_usable(code: OneTimeCode) -> bool:
    """Whether the code still does what it is for. Reads the user and the company: select them with the code."""
    is_current = code.purpose == Purpose.CONFIRMATION or code.email == code.user.email
    is_open = code.used_at is None and code.expires_at > timezone.now()
    return is_open and is_current and code.user.may_log_in


def get_code_row(user_id: int, text: str, purposes: set[Purpose]) -> OneTimeCode:
    """The row of a link's code, used and expired ones included; raises NotFound for a code that was never issued."""
    try:
        id = uuid.UUID(hex=text[:32])
    except ValueError as error:
        raise NotFound from error
    rows = OneTimeCode.objects.select_related("user__company").filter(pk=id, user_id=user_id, purpose__in=purposes)
    code = rows.first()
    digests = [derive_digest(code, key).hex() for key in list_secret_keys()] if code else []
    if code is None or not any(constant_time_compare(text[32:], digest) for digest in digests):
        raise NotFound
    return code


def use_code(code: OneTimeCode) -> None:
    """Marks a code as used, in the transaction that does what it is for. Raises NotFound for the second of two requests
    that come with the same code: the condition is repeated in the UPDATE."""
    if not filter_open_codes([code.user_id], Purpose(code.purpose)).filter(pk=code.pk).update(used_at=timezone.now()):
        raise NotFound
