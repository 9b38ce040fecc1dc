"""The key pair with which this server signs the records that it exports (docs/decisions/0038).

It is derived from a key of RECORDS_KEYS, so there is no further secret to keep, to back up and to restore. Whoever has
the public key can check offline that an export is whole and who made it; the fingerprint is how two schools compare
keys, by telephone.
"""

import base64
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

# Never change it: the same secret must give the same key pair as long as exports are compared with it.
INFO = b"downwind record export"
KEY_BYTES = 32
FINGERPRINT_LENGTH = 64  # SHA-256 in hexadecimal
GROUP_LENGTH = 4


def derive_key(secret: str) -> Ed25519PrivateKey:
    """The export key that belongs to a secret of RECORDS_KEYS."""
    seed = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=INFO).derive(secret.encode())
    return Ed25519PrivateKey.from_private_bytes(seed)


def get_export_key() -> Ed25519PrivateKey:
    """The key that signs new exports: that of the first of RECORDS_KEYS. Raises ImproperlyConfigured without one."""
    secret = next(iter(settings.RECORDS_KEYS.values()), "")
    if not secret:
        raise ImproperlyConfigured("RECORDS_KEYS has no key to sign exported records with.")
    return derive_key(secret)


def sign_export(content: bytes) -> bytes:
    """The Ed25519 signature of these bytes, in base64 with a line end: a file that no mail and no editor breaks."""
    return base64.b64encode(get_export_key().sign(content)) + b"\n"


def is_signed_by(key: Ed25519PublicKey, signature: bytes, content: bytes) -> bool:
    """Whether `signature`, in base64, is that of this key over exactly these bytes."""
    try:
        key.verify(base64.b64decode(signature.strip(), validate=True), content)
    except (InvalidSignature, ValueError):
        return False
    return True


def build_public_pem(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def parse_public_pem(pem: bytes) -> Ed25519PublicKey | None:
    """The key in a PEM file that somebody else made; None if it is no Ed25519 key."""
    try:
        key = load_pem_public_key(pem)
    except Exception:  # the library raises several kinds for what is no key, and for keys that it does not know
        return None
    return key if isinstance(key, Ed25519PublicKey) else None


def compute_fingerprint(key: Ed25519PublicKey) -> str:
    """The SHA-256 of the key in DER, in hexadecimal."""
    return hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def get_own_fingerprint() -> str:
    return compute_fingerprint(get_export_key().public_key())


def list_own_fingerprints() -> set[str]:
    """Those of all keys of RECORDS_KEYS: an export that was signed before the keys were changed is still our own."""
    return {compute_fingerprint(derive_key(secret).public_key()) for secret in settings.RECORDS_KEYS.values()}


def format_fingerprint(fingerprint: str) -> str:
    """In groups, to be read aloud: `1a2b 3c4d …`."""
    starts = range(0, len(fingerprint), GROUP_LENGTH)
    return " ".join(fingerprint[start : start + GROUP_LENGTH] for start in starts)


def normalise_fingerprint(text: str) -> str:
    """A fingerprint as somebody typed or pasted it, without spaces, colons and capitals; "" if it is none."""
    plain = "".join(text.split()).replace(":", "").lower()
    is_hexadecimal = len(plain) == FINGERPRINT_LENGTH and set(plain) <= set("0123456789abcdef")
    return plain if is_hexadecimal else ""
