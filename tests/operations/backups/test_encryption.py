"""BACKUP_RECIPIENTS: backups that only the owner of a private key opens, in the format of age."""

import io
import os
import tarfile
import time
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.conf import settings as configured

from operations.backup.encryption import encrypt_to, parse_recipient
from tests.operations.backups.keys import KeyPair, create_age_key, create_protected_ssh_key, create_ssh_key
from tests.operations.terminal import run_command, run_json_command
from tests.operations.test_backup import Restore

# How a file is encrypted depends on no database; `tests/operations/test_backup.py` restores both kinds.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]

MEBIBYTE = 2**20


@pytest.fixture
def pair(tmp_path: Path, settings: Any) -> KeyPair:
    """The key for which backups are encrypted."""
    pair = create_age_key(tmp_path)
    settings.BACKUP_RECIPIENTS = [pair.recipient]
    return pair


@pytest.fixture
def archive(pair: KeyPair, backup: Path) -> Path:
    return backup


def test_any_of_several_keys_opens_a_backup(
    backup: Path,
    elsewhere: Restore,
    settings: Any,
    tmp_path: Path,
) -> None:
    pairs = [create_age_key(tmp_path), create_age_key(tmp_path, "second.txt"), create_ssh_key(tmp_path)]
    settings.BACKUP_RECIPIENTS = [pair.recipient for pair in pairs]
    made = run_json_command("backup", str(tmp_path))
    path = Path(made["file"])
    assert (path.name, made["encrypted"]) == ("downwind-20260318-100000.tar.age", True)
    assert Path(made["checkpoint"]).name == "downwind-20260318-100000.heads.json"

    for pair in pairs:
        status, text = elsewhere("restore", str(path), "--identity", str(pair.identity), "--dry-run")
        assert status == 0, text
    status, text = elsewhere("restore", str(path), "--identity", str(pairs[2].identity))

    assert status == 0, text
    assert (tmp_path / "elsewhere/photos/2026/sam.png").read_bytes() == b"a picture"
    assert elsewhere("verify_records", "--checkpoint", made["checkpoint"])[0] == 0


def test_what_age_decrypts_is_the_plain_archive(archive: Path, pair: KeyPair) -> None:
    content = archive.read_bytes()
    assert content.startswith(b"age-encryption.org/v1\n")
    for secret in (b"a picture", b"manifest.json", b"maria@alpine.example"):
        assert secret not in content

    key = pyrage.x25519.Identity.from_str(pair.identity.read_text().splitlines()[-1])
    with tarfile.open(fileobj=io.BytesIO(pyrage.decrypt(content, [key])), mode="r:") as tar:
        assert "media/photos/2026/sam.png" in tar.getnames()


def test_without_the_right_key_nothing_is_restored(
    archive: Path,
    elsewhere: Restore,
    tmp_path: Path,
) -> None:
    stranger = create_age_key(tmp_path, "stranger.txt")

    assert "The backup is encrypted: name the file with the private key" in elsewhere("restore", str(archive))[1]
    status, text = elsewhere("restore", str(archive), "--identity", str(stranger.identity))

    assert (status, "encrypted for other keys than that of the identity file." in text) == (1, True)
    assert not (tmp_path / "elsewhere").exists()


def cut_end(content: bytes) -> bytes:
    return content[:-1]


def cut_chunk(content: bytes) -> bytes:
    """Cuts where a chunk of the format ends."""
    header = content.index(b"\n--- ") + len(b"\n--- ") + 43 + 1
    return content[: header + 16 + 64 * 1024 + 16]


def alter_byte(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def append_byte(content: bytes) -> bytes:
    return content + b"x"


def cut_header(content: bytes) -> bytes:
    return content[:100]


@pytest.mark.parametrize("change", [cut_end, cut_chunk, alter_byte, append_byte, cut_header])
def test_an_altered_or_truncated_backup_is_refused_before_anything_is_restored(
    archive: Path,
    pair: KeyPair,
    elsewhere: Restore,
    tmp_path: Path,
    change: Any,
) -> None:
    archive.write_bytes(change(archive.read_bytes()))

    status, text = elsewhere("restore", str(archive), "--identity", str(pair.identity))

    assert status == 1
    assert "damaged, truncated or was altered" in text
    assert not (tmp_path / "elsewhere").exists()
    assert "its migrations were never run" in elsewhere("backup", str(tmp_path / "again.tar"))[1]


@pytest.mark.parametrize("entry", ["age1nonsense", "", "ssh-ed25519 AAAA", "AGE-SECRET-KEY-1TOPSECRET", "ägé"])
def test_a_recipient_that_is_no_public_key_is_refused_without_repeating_it(
    uploads: Path,
    pair: KeyPair,
    settings: Any,
    tmp_path: Path,
    entry: str,
) -> None:
    settings.BACKUP_RECIPIENTS = [pair.recipient, entry]

    status, text = run_command("backup", str(tmp_path / "never.tar"))

    assert (status, "BACKUP_RECIPIENTS: key 2 is not a public key of age (age1…) or of SSH" in text) == (1, True)
    assert "TOPSECRET" not in text
    assert not list(tmp_path.glob("never*"))


def test_recipients_are_bounded(pair: KeyPair, settings: Any, tmp_path: Path) -> None:
    settings.BACKUP_RECIPIENTS = [pair.recipient] * 21
    assert run_command("backup", str(tmp_path / "x.tar")) == (1, "BACKUP_RECIPIENTS names more than 20 keys.")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "has no key"),
        (b"# only a comment\n", "has no key"),
        (b"nonsense\n", "is not a file of age-keygen"),
        (b"\xff\xfe\n", "is not a file of age-keygen"),
        (b"-----BEGIN AGE ENCRYPTED FILE-----\n", "without a passphrase"),
        (b"#" * 70_000, "is larger than 65536 bytes"),
        (None, "cannot be read"),
    ],
)
def test_a_file_that_is_no_private_key_is_refused(
    archive: Path, tmp_path: Path, content: bytes | None, complaint: str
) -> None:
    identity = tmp_path / "identity"
    if content is not None:
        identity.write_bytes(content)
    status, text = run_command("restore", str(archive), "--identity", str(identity))
    assert (status, complaint in text) == (1, True), text


def test_a_key_of_ssh_with_a_passphrase_is_refused(archive: Path, tmp_path: Path) -> None:
    identity = create_protected_ssh_key(tmp_path)
    assert "without a passphrase" in run_command("restore", str(archive), "--identity", str(identity))[1]


class FullDisk(io.RawIOBase):
    """A file on a disk that is full after one mebibyte."""

    def __init__(self) -> None:
        self.size = 0

    def write(self, data: Any) -> int:
        self.size += len(data)
        if self.size > MEBIBYTE:
            raise OSError(28, os.strerror(28))
        return len(data)


def encrypt_zeros(target: Any, recipient: Any) -> None:
    """64 MiB of them."""
    with encrypt_to(target, [recipient]) as file:
        for _ in range(64):
            file.write(bytes(MEBIBYTE))


def test_a_full_disk_ends_the_encryption_with_its_own_error(pair: KeyPair) -> None:
    recipient = parse_recipient(configured.BACKUP_RECIPIENTS[0], 1)
    with pytest.raises(OSError, match="No space left on device"):
        encrypt_zeros(FullDisk(), recipient)


def test_an_archive_is_not_held_in_memory(pair: KeyPair, tmp_path: Path) -> None:
    """What was written has arrived, encrypted, before the end."""
    recipient = parse_recipient(configured.BACKUP_RECIPIENTS[0], 1)
    target = io.BytesIO()
    with encrypt_to(target, [recipient]) as file:
        for _ in range(8):
            file.write(bytes(MEBIBYTE))
        waited = 0
        while target.tell() < 7 * MEBIBYTE and waited < 1000:
            time.sleep(0.01)
            waited += 1
        assert target.tell() >= 7 * MEBIBYTE
    assert target.tell() > 8 * MEBIBYTE
