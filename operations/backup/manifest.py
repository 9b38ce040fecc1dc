"""`manifest.json`: the contents and the origin of a backup, sealed with a key of the ledger."""

import json
import tomllib
from typing import Any

from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from core.exceptions import Conflict
from core.units import MEBIBYTE
from operations.backup.engines import Engine
from operations.backup.facts import DatabaseFacts
from records.canonical import compute_mac, format_canonical_json, format_canonical_moment, get_current_key_id

NAME = "manifest.json"
FORMAT = 1
MAX_BYTES = 64 * MEBIBYTE  # it is read into memory before its seal is checked: some 500 000 uploads
PARTS = {"format", "version", "created_at", "database", "rows", "ledger", "key_ids", "migrations", "files"}
MAPS = ("database", "rows", "ledger", "migrations", "files", "seal")


def build_manifest(engine: Engine, facts: DatabaseFacts, files: dict[str, dict[str, Any]]) -> bytes:
    """The manifest of a backup with these files (`{name: {sha256, bytes}}`). It holds the ids of keys, never a key."""
    body = {
        "format": FORMAT,
        "version": read_product_version(),
        "created_at": format_canonical_moment(timezone.now()),
        "database": {"engine": engine.name, "version": engine.get_version(), "file": engine.file},
        **facts.as_dict(),
        "files": files,
    }
    sealed = {
        **body,
        "seal": {"key_id": get_current_key_id(), "mac": compute_mac(format_canonical_json(body), get_current_key_id())},
    }
    return (json.dumps(sealed, indent=2) + "\n").encode()


def read_product_version() -> str:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]
    return str(project["version"])


def read_manifest(content: bytes) -> dict[str, Any]:
    """The parsed manifest, including its seal. Raises Conflict for anything that `build_manifest` did not write."""
    try:
        manifest: dict[str, Any] = json.loads(content)
        complete = set(manifest) == PARTS | {"seal"} and all(isinstance(manifest[part], dict) for part in MAPS)
    except (ValueError, TypeError, RecursionError) as error:
        raise Conflict("The file is not a backup: its manifest cannot be read.") from error
    if complete and manifest["format"] != FORMAT:
        raise Conflict("The backup was created by a newer version of the server. Restore it with that version.")
    if not complete or not is_well_formed(manifest) or not all(map(is_inside, manifest["files"])):
        raise Conflict("The file is not a backup: its manifest is not complete.")
    return manifest


def is_well_formed(manifest: dict[str, Any]) -> bool:
    """Whether all parts have the expected types. The manifest may be forged: its seal is checked later."""
    texts = [*(manifest["database"].get(name) for name in ("engine", "version", "file"))]
    texts += [*(manifest["seal"].get(name) for name in ("key_id", "mac"))]
    texts += [listed.get("sha256") if isinstance(listed, dict) else None for listed in manifest["files"].values()]
    lists = [manifest["key_ids"], *manifest["migrations"].values()]
    numbers = [manifest["rows"].get("accounts_company"), *manifest["rows"].values()]
    return (
        all(isinstance(text, str) for text in texts)
        and all(isinstance(names, list) and all(isinstance(name, str) for name in names) for names in lists)
        and all(isinstance(number, int) for number in numbers)
        and manifest["database"]["file"] in manifest["files"]
    )


def is_inside(name: str) -> bool:
    """Whether a name stays inside the directory it is unpacked to. `a//b` does not: joined to a path it is absolute."""
    parts = name.split("/")
    return not {"", ".", ".."} & set(parts) and not {"\\", "\0"} & set(name)


def check_keys(manifest: dict[str, Any]) -> None:
    """Raises Conflict if this server lacks a key and so could not verify the restored ledger."""
    missing = sorted({*manifest["key_ids"], manifest["seal"]["key_id"]} - set(settings.RECORDS_KEYS))
    if missing:
        raise Conflict(
            f"RECORDS_KEYS lacks {', '.join(missing)}: the records could not be verified. Add the keys, or restore "
            "with --without-keys and add them later."
        )


def check_seal(manifest: dict[str, Any]) -> None:
    """Raises Conflict if the manifest was altered. Without the key that sealed it, this cannot be detected."""
    key_id = manifest["seal"]["key_id"]
    body = {name: part for name, part in manifest.items() if name != "seal"}
    if key_id in settings.RECORDS_KEYS and compute_mac(format_canonical_json(body), key_id) != manifest["seal"]["mac"]:
        raise Conflict(
            "The seal of the backup is invalid: the manifest was altered, or RECORDS_KEYS has another key under the "
            f"name {key_id}."
        )


def check_migrations(manifest: dict[str, Any]) -> None:
    """Raises Conflict for a backup of a newer server, whose tables this version does not know."""
    known = MigrationLoader(None).disk_migrations or {}
    unknown = [
        (app, name) for app, names in manifest["migrations"].items() for name in names if (app, name) not in known
    ]
    if unknown:
        raise Conflict(
            f"The backup was created by version {manifest['version']}, which has migrations this server does not know: "
            f"{', '.join('.'.join(pair) for pair in unknown[:5])}. Restore it with that version or a newer one."
        )
