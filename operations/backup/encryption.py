"""Encrypts backups in the format of age, which the program of that name opens, too (docs/decisions/0027).

Whoever backs up has public keys alone (BACKUP_RECIPIENTS); a backup is opened with the identity, the private key, of
one of them. Both directions are streams: archives are larger than memory.
"""

import os
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import pyrage
from django.conf import settings

from core.commands import read_file
from core.exceptions import Conflict
from core.units import KIBIBYTE

Recipient: TypeAlias = pyrage.x25519.Recipient | pyrage.ssh.Recipient
Identity: TypeAlias = pyrage.x25519.Identity | pyrage.ssh.Identity

SUFFIX = ".age"
BEGINNINGS = (b"age-encryption.org/", b"-----BEGIN AGE ENCRYPTED FILE-----")
SSH_BEGINNING = b"-----BEGIN "
MOST_RECIPIENTS = 20
MOST_IDENTITY_BYTES = 64 * KIBIBYTE
ALLOWED_RECIPIENTS = "a public key of age (age1…) or of SSH (ssh-ed25519 … or ssh-rsa …)"
ALLOWED_IDENTITIES = "a file of age-keygen (AGE-SECRET-KEY-1…) or a private key of SSH, both without a passphrase"


class KeptError:
    """A file to write to, which keeps the error of a write: pyrage passes on its text alone."""

    def __init__(self, file: Any) -> None:
        self.file = file
        self.error: BaseException | None = None

    def write(self, data: bytes) -> int:
        try:
            written: int = self.file.write(data)
        except BaseException as error:
            self.error = error
            raise
        return written

    def flush(self) -> None:
        """Whoever opened the file flushes and closes it."""


def read_recipients() -> list[Recipient]:
    """Those of BACKUP_RECIPIENTS; empty if backups stay plain. Raises Conflict, without repeating a key."""
    if len(settings.BACKUP_RECIPIENTS) > MOST_RECIPIENTS:
        raise Conflict(f"BACKUP_RECIPIENTS names more than {MOST_RECIPIENTS} keys.")
    return [parse_recipient(text, number) for number, text in enumerate(settings.BACKUP_RECIPIENTS, start=1)]


def parse_recipient(text: str, number: int) -> Recipient:
    kind = pyrage.ssh.Recipient if text.startswith("ssh-") else pyrage.x25519.Recipient
    try:
        recipient: Recipient = kind.from_str(text.strip())
    except pyrage.RecipientError as error:
        raise Conflict(f"BACKUP_RECIPIENTS: key {number} is not {ALLOWED_RECIPIENTS}.") from error
    return recipient


def read_identities(path: Path) -> list[Identity]:
    """The private keys in a file. Raises Conflict if there is none that can be used, CommandError for no file."""
    content = read_file(path, max_bytes=MOST_IDENTITY_BYTES)
    if len(content) > MOST_IDENTITY_BYTES:
        raise Conflict(f"{path} is larger than {MOST_IDENTITY_BYTES} bytes: it is not {ALLOWED_IDENTITIES}.")
    try:
        identities = parse_identities(content)
    except (pyrage.IdentityError, UnicodeDecodeError) as error:
        raise Conflict(f"{path} is not {ALLOWED_IDENTITIES}.") from error
    if not identities:
        raise Conflict(f"{path} has no key: it is not {ALLOWED_IDENTITIES}.")
    return identities


def parse_identities(content: bytes) -> list[Identity]:
    if content.startswith(SSH_BEGINNING):
        return [pyrage.ssh.Identity.from_buffer(content)]
    lines = (line.strip() for line in content.decode().splitlines())
    return [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]


@contextmanager
def encrypt_to(target: Any, recipients: Sequence[Recipient]) -> Iterator[Any]:
    """Yields a file; what is written to it arrives encrypted in `target`, or as it is if there are no recipients.

    pyrage reads from one file and writes to the other, so it does so in a thread, at the other end of a pipe. Raises
    what writing to `target` raises.
    """
    if not recipients:
        yield target
        return
    reading, writing = os.pipe()
    with ThreadPoolExecutor(1) as pool:
        encrypting = pool.submit(encrypt, reading, target, recipients)
        try:
            with open(writing, "wb") as file:
                yield file
        except BrokenPipeError:
            encrypting.result()  # the thread has ended: its error says why
            raise
        encrypting.result()


def encrypt(reading: int, target: Any, recipients: Sequence[Recipient]) -> None:
    """Encrypts until the other end of the pipe is closed. It closes this one in any case, or the writer would wait."""
    keeper: Any = KeptError(target)
    with open(reading, "rb") as source:
        try:
            pyrage.encrypt_io(source, keeper, recipients)
        except Exception as error:
            if keeper.error is None:
                raise
            raise keeper.error from error


@contextmanager
def open_plain(file: Any, identities: Sequence[Identity]) -> Iterator[Any]:
    """Yields the backup in this file, decrypted to a temporary file if it is encrypted.

    All of it is decrypted first, so an altered or truncated file is refused before anything is restored. Raises
    Conflict if it is damaged, or no identity opens it.
    """
    if not is_encrypted(file):
        yield file
        return
    if not identities:
        raise Conflict("The backup is encrypted: name the file with the private key, --identity FILE.")
    with tempfile.TemporaryFile() as plain:
        decrypt(file, plain, identities)
        plain.seek(0)
        yield plain


def is_encrypted(file: Any) -> bool:
    beginning = file.read(max(map(len, BEGINNINGS)))
    file.seek(0)
    return bool(beginning.startswith(BEGINNINGS))


def decrypt(source: Any, target: Any, identities: Sequence[Identity]) -> None:
    keeper: Any = KeptError(target)
    try:
        pyrage.decrypt_io(source, keeper, identities)
    except (pyrage.DecryptError, OSError) as error:
        if keeper.error:
            raise keeper.error from error
        if "No matching keys" in str(error):
            raise Conflict("The backup is encrypted for other keys than that of the identity file.") from error
        raise Conflict(f"The encrypted backup is damaged, truncated or was altered: {error}.") from error
