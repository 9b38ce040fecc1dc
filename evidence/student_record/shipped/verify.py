"""Checks an exported training record offline: `python verify.py` in its folder, or `python verify.py record.zip`.

Python 3.9 or newer. Exit status: 0 nothing was altered, 1 something was, 2 it cannot be read. What it cannot check, it
says. Whoever altered an export may have altered this script too: use a copy from elsewhere.
"""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

altered, notes = list[str](), list[str]()
UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError, zipfile.BadZipFile)
OPENSSL = "openssl pkeyutl -verify -pubin -inkey key -rawin -in manifest -sigfile signature"
VERDICTS = {"Signature Verified Successfully": True, "Signature Verification Failure": False}


def read_files(path: Path) -> dict[str, bytes]:
    if path.is_dir():
        return {file.name: file.read_bytes() for file in path.iterdir() if file.is_file()}
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        altered.extend(f"{name} is in the ZIP twice." for name in set(names) if names.count(name) > 1)
        return {name: archive.read(name) for name in names}


def compute_digest(value: Any) -> str:
    """The SHA-256 of bytes, or of the canonical JSON of a value: sorted keys, no spaces, UTF-8."""
    if not isinstance(value, bytes):
        value = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return hashlib.sha256(value).hexdigest()


def check_manifest(files: dict[str, bytes]) -> None:
    listed = json.loads(files["manifest.json"])["files"]
    for name, entry in listed.items():
        if name not in files:
            altered.append(f"{name} is missing, or has another name.")
        elif compute_digest(files[name]) != entry["sha256"]:
            altered.append(f"{name} is not the file that was exported.")
    for name in sorted(set(files) - set(listed) - {"manifest.json", "manifest.sig", "public_key.pem"}):
        notes.append(f"{name} is not in the manifest: it is no part of the export.")
    print(f"{len(listed)} files are in the manifest.")


def check_record(record: Any, files: dict[str, bytes]) -> None:
    signed = [(f"The signature under {row['object_in_words']}, {row['version']}", row) for row in record["signatures"]]
    for what, row in signed + [(f"The certificate {row['number']}", row) for row in record["certificates"]]:
        if row.get("redacted"):
            notes.append(f"{what} cannot be checked here: it also covers other students, who are left out.")
        elif compute_digest(row["content"]) != row["digest"]:
            altered.append(f"{what} is not under the content that is shown.")
    for row in record["credits"]:
        name, digest = row.get("document"), row.get("document_sha256")
        if name and name not in files:
            notes.append(f"The document {name} of a credit is not here.")
        elif name and digest and compute_digest(files[name]) != digest:
            altered.append(f"The document {name} is not the one for which the credit was given.")
    print(*[f"{len(record[part])} {part} are in the record." for part in ("signatures", "certificates", "credits")])


def check_school_signature(manifest: bytes, signature: bytes | None, key: bytes | None) -> None:
    if signature is None or key is None:
        is_lost = bool(json.loads(manifest).get("key"))
        text = "is missing: the manifest names its key" if is_lost else "is not in the export"
        (altered if is_lost else notes).append(f"The school's signature {text}. Ask the school (see below).")
    elif (is_right := verify_signature(manifest, base64.b64decode(signature), key)) is None:
        notes.append("The school's signature was NOT checked: that needs `pip install cryptography`, or openssl 3.")
    elif is_right:
        print("The manifest is signed with the key in public_key.pem: compare it with the one the school publishes.")
    else:
        altered.append("The manifest is not signed with the key in public_key.pem.")


def verify_signature(manifest: bytes, signature: bytes, key: bytes) -> bool | None:
    """Whether the Ed25519 signature is right; None where neither the package nor openssl can tell."""
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.serialization import load_pem_public_key
    except ImportError:
        with tempfile.TemporaryDirectory() as folder:
            for name, content in (("key", key), ("signature", signature), ("manifest", manifest)):
                Path(folder, name).write_bytes(content)
            try:
                done = subprocess.run(OPENSSL.split(), cwd=folder, capture_output=True, text=True, check=False)
            except OSError:
                return None
        return next((verdict for text, verdict in VERDICTS.items() if text in done.stdout + done.stderr), None)
    try:
        load_pem_public_key(key).verify(signature, manifest)  # type: ignore[call-arg, union-attr]  # of Ed25519
        return True
    except InvalidSignature:
        return False


def main(path: Path) -> int:
    try:
        files = read_files(path)
        check_manifest(files)
        if "record.json" in files:
            check_record(json.loads(files["record.json"]), files)
        check_school_signature(files["manifest.json"], files.get("manifest.sig"), files.get("public_key.pem"))
    except UNREADABLE as error:
        print(*altered, f"It cannot be read: {type(error).__name__}: {error}", sep="\n")
        return 1 if altered else 2
    print(*[f"Note: {text}" for text in notes], *[f"ALTERED: {text}" for text in altered], sep="\n")
    print("SHA-256 of manifest.json:", compute_digest(files["manifest.json"]))
    print("ALTERED." if altered else "Nothing was altered, as far as can be checked here.")
    return int(bool(altered))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path.cwd()))
