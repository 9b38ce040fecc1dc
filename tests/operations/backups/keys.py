"""Key pairs of age and of SSH, as operators have them."""

from dataclasses import dataclass
from pathlib import Path

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)


@dataclass(frozen=True)
class KeyPair:
    """`identity` is the file with the private key."""

    recipient: str
    identity: Path


def create_age_key(folder: Path, name: str = "key.txt") -> KeyPair:
    """As `age-keygen -o` writes it."""
    identity = pyrage.x25519.Identity.generate()
    path = folder / name
    path.write_text(f"# created: 2026-03-18\n# public key: {identity.to_public()}\n{identity}\n")
    return KeyPair(str(identity.to_public()), path)


def create_ssh_key(folder: Path) -> KeyPair:
    """As `ssh-keygen -t ed25519` writes it."""
    key = Ed25519PrivateKey.generate()
    path = folder / "id_ed25519"
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    public = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    return KeyPair(public.decode(), path)


def create_protected_ssh_key(folder: Path) -> Path:
    """The file of a private key with a passphrase."""
    key = generate_private_key(public_exponent=65537, key_size=2048)
    path = folder / "id_rsa"
    protection = BestAvailableEncryption(b"a passphrase")
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, protection))
    return path
