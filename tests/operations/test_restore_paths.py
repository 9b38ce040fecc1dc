"""A forged backup writes nothing outside the directory of uploads, whatever names it has."""

import hashlib
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from core.exceptions import Conflict
from operations.backup import restoring
from operations.backup.uploads import resolve_inside
from tests.operations.archives import read_files, write_files
from tests.operations.terminal import run_command, run_json_command

pytestmark = pytest.mark.django_db(transaction=True)

EVIL = b"evil"
OTHER_KEYS = {"other": "0123456789abcdef0123456789abcdef"}  # a server without the key of the seal


def forge_backup(backup: Path, name: str, entry: tarfile.TarInfo) -> str:
    """Adds one more upload to the manifest and the tar file, and returns the path. The seal cannot be checked."""
    files = read_files(backup)
    manifest = json.loads(files["manifest.json"])
    manifest["files"][name] = {"sha256": hashlib.sha256(EVIL).hexdigest(), "bytes": len(EVIL)}
    files["manifest.json"] = json.dumps(manifest).encode()
    write_files(backup, files, (entry, EVIL if entry.isreg() else b""))
    return str(backup)


def build_link(name: str) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
    return entry


@pytest.fixture
def backup(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    run_json_command("create_company", "Alpine Flight School", "--timezone", "Europe/Vienna")
    run_json_command("backup", str(tmp_path / "backup.tar"))
    settings.RECORDS_KEYS = OTHER_KEYS
    return tmp_path / "backup.tar"


@pytest.mark.parametrize(
    "pattern", ["media/{}", "media//{}", "media/./../../{}", "media/a/../../../{}", "media/", "media/a//b"]
)
def test_names_that_lead_out_are_refused(
    backup: Path, tmp_path: Path, pattern: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "outside" / "evil.py"
    name = pattern.format(target)
    monkeypatch.setattr(restoring, "check_empty_target", lambda *_: None)  # the test database is never empty
    monkeypatch.setattr(restoring, "restore_database", lambda *_: None)

    status, text = run_command("restore", forge_backup(backup, name, tarfile.TarInfo(name)), "--without-keys")

    assert status == 1
    assert "manifest is not complete" in text or "was altered" in text
    assert not target.parent.exists()


def test_links_are_refused(backup: Path) -> None:
    status, text = run_command(
        "restore", forge_backup(backup, "media/link", build_link("media/link")), "--without-keys", "--dry-run"
    )
    assert status == 1
    assert "was altered" in text


@pytest.mark.parametrize("name", ["media//etc/passwd", "media/../x", "media/", "media/.", "media/a/../.."])
def test_the_path_that_is_written_is_the_one_that_is_checked(tmp_path: Path, name: str) -> None:
    with pytest.raises(Conflict, match="leads out"):
        resolve_inside(tmp_path, name)


def test_a_link_in_the_directory_leads_nowhere(tmp_path: Path) -> None:
    root = tmp_path / "media"
    root.mkdir()
    (root / "photos").symlink_to(tmp_path)
    with pytest.raises(Conflict, match="leads out"):
        resolve_inside(root, "media/photos/evil.py")
