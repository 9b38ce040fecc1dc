"""Encrypts what the database must hold but a copy of it must not reveal: secrets of authenticator apps, of identity
providers and of webhooks. The key is derived from `SECRET_KEY`.

After a key rotation, what the previous keys (`SECRET_KEY_FALLBACKS`) encrypted is still read.
"""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unreadable(Exception):
    """The text was encrypted with a key that this server does not have."""


def encrypt_text(text: str) -> str:
    return build_cipher().encrypt(text.encode()).decode()


def decrypt_text(encrypted: str) -> str:
    """The text that `encrypt_text` encrypted. Raises Unreadable if no key fits, or the text was altered."""
    try:
        return build_cipher().decrypt(encrypted.encode()).decode()
    except InvalidToken as error:
        raise Unreadable from error


def build_cipher() -> MultiFernet:
    """Encrypts with the current key, and decrypts with that and the previous ones."""
    return MultiFernet([Fernet(derive_key(key, "encryption")) for key in list_secret_keys()])


def list_secret_keys() -> list[str]:
    """The secret keys of the server, the current one first."""
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def derive_key(secret: str, purpose: str) -> bytes:
    """A key for one purpose, base64url-encoded. HMAC, as in HKDF: no purpose's key reveals another's."""
    digest = hmac.new(secret.encode(), f"downwind.{purpose}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest)
