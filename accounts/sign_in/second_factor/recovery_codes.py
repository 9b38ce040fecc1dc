"""Recovery codes: each replaces the authenticator app once.

Only a digest is stored. A fast one is enough: a code has 80 random bits and cannot be guessed. It does not depend on
the server's secret key, so the codes work even if that key is lost, with which the secrets of apps are encrypted.
"""

import hashlib

from django.utils import timezone

from accounts.models import RecoveryCode, User
from accounts.passwords import generate_readable_secret

COUNT = 10
GROUPS, GROUP_LENGTH = 4, 4
CODE_LENGTH = GROUPS * GROUP_LENGTH


def replace_recovery_codes(user: User) -> list[str]:
    """Stores new codes for a user whose row is locked, and returns them; those of an earlier set stop working."""
    codes = [generate_readable_secret(groups=GROUPS, length=GROUP_LENGTH) for _ in range(COUNT)]
    delete_recovery_codes(user)
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=digest_code(user, code)) for code in codes)
    return codes


def delete_recovery_codes(user: User) -> None:
    RecoveryCode.objects.filter(user=user).delete()


def use_recovery_code(user: User, text: str) -> bool:
    """Whether the text is an unused code of the user, which it uses up. Of two requests with one code, the second gets
    False: the condition is part of the UPDATE."""
    unused = RecoveryCode.objects.filter(user=user, digest=digest_code(user, text), used_at__isnull=True)
    return bool(unused.update(used_at=timezone.now()))


def count_unused_codes(user: User) -> int:
    return RecoveryCode.objects.filter(user=user, used_at__isnull=True).count()


def digest_code(user: User, text: str) -> str:
    return hashlib.sha256(f"{user.pk} {text.replace('-', '')}".encode()).hexdigest()
