"""Secrets and signatures of webhooks, as the Standard Webhooks specification has them (docs/webhooks.md)."""

import base64
import hmac
import secrets
from datetime import datetime

from core.encryption import decrypt_text
from webhooks.models import Subscription

PREFIX = "whsec_"
SECRET_BYTES = 32


def create_secret() -> str:
    """A new secret, as managers copy it: `whsec_` and the key in base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def build_headers(subscription: Subscription, message_id: str, body: bytes, now: datetime) -> dict[str, str]:
    """The headers by which a receiver recognises a message and verifies it. Raises Unreadable (core/encryption.py)."""
    timestamp = str(int(now.timestamp()))
    signatures = [sign(secret, message_id, timestamp, body) for secret in list_secrets(subscription, now)]
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(signatures),
    }


def list_secrets(subscription: Subscription, now: datetime) -> list[str]:
    """The secrets to sign with: the current one, and after a rotation for a while the one before it."""
    until = subscription.previous_secret_until
    encrypted = [subscription.secret, *([subscription.previous_secret] if until and now < until else [])]
    return [decrypt_text(text) for text in encrypted]


def sign(secret: str, message_id: str, timestamp: str, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
