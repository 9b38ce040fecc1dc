"""Codes of authenticator apps (TOTP, RFC 6238): six digits, a new one every 30 seconds."""

import logging
from datetime import datetime, timedelta
from typing import NamedTuple

import pyotp
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.models import TotpDevice, User
from core.encryption import Unreadable, decrypt_text, encrypt_text

STEP_SECONDS = 30
# The current step first, then one in either direction, for a phone whose clock is wrong.
WINDOW = (0, -1, 1)
# After this time a setup that was not confirmed has to be started again.
SETUP_LIFETIME = timedelta(hours=1)

logger = logging.getLogger(__name__)


class TotpSetup(NamedTuple):
    """What an authenticator app needs, shown once: the secret in base32, and the same as the URL of a QR code."""

    secret: str
    otpauth_url: str


def build_setup(user: User, secret: str) -> TotpSetup:
    url = pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=user.company.name)
    return TotpSetup(secret, url)


def store_pending_device(user: User) -> TotpSetup:
    """Stores a new device, which does not count yet, for a user whose row is locked; it replaces an earlier setup."""
    secret = pyotp.random_base32()
    values = {"secret": encrypt_text(secret), "created_at": timezone.now(), "confirmed_at": None, "last_step": 0}
    TotpDevice.objects.update_or_create(user=user, defaults=values)
    return build_setup(user, secret)


def find_pending_device(user: User) -> TotpDevice | None:
    """The device of a setup that was started within `SETUP_LIFETIME` and is not confirmed."""
    started = TotpDevice.objects.filter(user=user, confirmed_at__isnull=True)
    return started.filter(created_at__gt=timezone.now() - SETUP_LIFETIME).first()


def confirm_device(device: TotpDevice, text: str) -> bool:
    """Whether the text is a code of the pending device, which then counts. That code logs nobody in any more."""
    step = find_step(device, text, timezone.now())
    if step is None:
        return False
    values = {"confirmed_at": timezone.now(), "last_step": step}
    return bool(TotpDevice.objects.filter(pk=device.pk, confirmed_at__isnull=True).update(**values))


def use_totp_code(user: User, text: str) -> bool:
    """Whether the text is a code of the user's app, of a step later than that of the last code used.

    The condition is part of the UPDATE: of two requests with one code, the second gets False. The secret is encrypted
    again, so that it survives the removal of a former key from SECRET_KEY_FALLBACKS.
    """
    device = list_counting_devices(user).first()
    step = find_step(device, text, timezone.now()) if device else None
    if device is None or step is None:
        return False
    unused = list_counting_devices(user).filter(confirmed_at=device.confirmed_at, last_step__lt=step)
    return bool(unused.update(last_step=step, secret=encrypt_text(decrypt_text(device.secret))))


def list_counting_devices(user: User) -> QuerySet[TotpDevice]:
    return TotpDevice.objects.filter(user=user, confirmed_at__isnull=False)


def find_step(device: TotpDevice, text: str, now: datetime) -> int | None:
    """The time step of which the text is the code, within the window around now."""
    secret = read_secret(device)
    if secret is None:
        return None
    app, current = pyotp.TOTP(secret), int(now.timestamp()) // STEP_SECONDS
    steps = (current + offset for offset in WINDOW)
    return next((step for step in steps if constant_time_compare(app.generate_otp(step), text)), None)


def read_secret(device: TotpDevice) -> str | None:
    """The secret; None, with a line in the log, if it was encrypted with a key that the server does not have."""
    try:
        return decrypt_text(device.secret)
    except Unreadable:
        logger.error("The authenticator app of user %s is unreadable: SECRET_KEY_FALLBACKS lacks a key.", device.pk)
        return None
