"""`manifest.json`: what a backup holds and what it was made of, sealed with a key of the ledger."""

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
from records.canonical import compute_mac, format_moment, get_current_key_id, write_canonical

NAME = "manifest.json"
FORMAT = 1
MAX_BYTES = 64 * MEBIBYTE
PARTS = {"format", "version", "created_at", "database", "rows", "ledger", "key_ids", "migrations", "files"}

MAPS = ("database", "rows", "ledger", "migrations", "files", "seal")


def write_manifest(engine: Engine, facts: DatabaseFacts, files: dict[str, dict[str, Any]]) -> bytes:
    """The manifest of a backup with these files (`{name: {sha256, bytes}}`). It names keys and holds none."""
    body = {
        "format": FORMAT,
        "version": read_product_version(),
        "created_at": format_moment(timezone.now()),
        "database": {"engine": engine.name, "version": engine.version(), "file": engine.file},
        **facts.as_dict(),
        "files": files,
    }
    sealed = {
        **body,
        "seal": {"key_id": get_current_key_id(), "mac": compute_mac(write_canonical(body), get_current_key_id())},
    }
    return (json.dumps(sealed, indent=2) + "\n").encode()


def read_product_version() -> str:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]
    return str(project["version"])


def read_manifest(content: bytes) -> dict[str, Any]:
    """The manifest with its seal; refuses with Conflict what was not written by `write_manifest`."""
    try:
        manifest: dict[str, Any] = json.loads(content)
        complete = set(manifest) == PARTS | {"seal"} and all(isinstance(manifest[part], dict) for part in MAPS)
    except (ValueError, TypeError, RecursionError) as error:
        raise Conflict("The file is no backup: its manifest cannot be read.") from error
    if complete and manifest["format"] != FORMAT:
        raise Conflict("The backup was made by a newer version of the server. Restore it with that version.")
    if not complete or not is_well_formed(manifest) or not all(map(is_inside, manifest["files"])):
        raise Conflict("The file is no backup: its manifest is not complete.")
    return manifest


def is_well_formed(manifest: dict[str, Any]) -> bool:
    """Whether the parts are such that their seal can be looked at: a manifest is read before it is trusted."""
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
    """A name that cannot lead out of the directory it is unpacked to, nor out of a part of it, as `a//b` would."""
    parts = name.split("/")
    return not {"", ".", ".."} & set(parts) and not {"\\", "\0"} & set(name)


def check_keys(manifest: dict[str, Any]) -> None:
    """Refuses a backup whose ledger this server could not check."""
    missing = sorted({*manifest["key_ids"], manifest["seal"]["key_id"]} - set(settings.RECORDS_KEYS))
    if missing:
        raise Conflict(
            f"RECORDS_KEYS lacks {', '.join(missing)}: nobody could check the records. Add the keys, or restore with "
            "--without-keys and add them later."
        )


def check_seal(manifest: dict[str, Any]) -> None:
    """Refuses a manifest that was altered. Without the key that sealed it nobody can tell."""
    key_id = manifest["seal"]["key_id"]
    body = {name: part for name, part in manifest.items() if name != "seal"}
    if key_id in settings.RECORDS_KEYS and compute_mac(write_canonical(body), key_id) != manifest["seal"]["mac"]:
        raise Conflict(
            f"The seal of the backup does not fit: the manifest was altered, or RECORDS_KEYS has another key under the "
            f"name {key_id}."
        )


def check_migrations(manifest: dict[str, Any]) -> None:
    """Refuses a backup of a newer server: this one would not know its tables."""
    known = MigrationLoader(None).disk_migrations or {}
    unknown = [
        (app, name) for app, names in manifest["migrations"].items() for name in names if (app, name) not in known
    ]
    if unknown:
        raise Conflict(
            f"The backup was made by version {manifest['version']}, which has migrations this server does not know: "
            f"{', '.join('.'.join(pair) for pair in unknown[:5])}. Restore it with that version or a newer one."
        )
