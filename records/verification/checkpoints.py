"""Checkpoints: a file with the head of every ledger, kept on another machine.

With it, `verify_records` detects a truncated ledger and an older copy of the database, both of which look intact.
"""

import json
from pathlib import Path
from typing import Any

from django.utils import timezone

from records.canonical import format_canonical_json, format_canonical_moment, sha256
from records.models import Head

Heads = dict[str, dict[str, Any]]  # `{company id: {"seq", "mac"}}`


class UnreadableCheckpoint(Exception):
    """The file is not a checkpoint, or was changed."""


def read_heads() -> Heads:
    return {str(head.pk): {"seq": head.seq, "mac": head.mac} for head in Head.objects.order_by("pk")}


def write_checkpoint(path: Path, heads: Heads) -> int:
    """Writes the heads of all schools to `path` and returns their number. The file is replaced atomically, so a failure
    leaves the previous one intact."""
    partial = path.with_name(path.name + ".part")
    partial.write_text(format_checkpoint(heads))
    partial.replace(path)
    return len(heads)


def format_checkpoint(heads: Heads) -> str:
    """The text of a checkpoint of the present moment."""
    body = {"written_at": format_canonical_moment(timezone.now()), "heads": heads}
    return json.dumps({**body, "digest": sha256(format_canonical_json(body))}, indent=2) + "\n"


def read_checkpoint(path: Path) -> Heads:
    """The heads by company id; raises UnreadableCheckpoint.

    The digest has no key, so it detects damage to the file, not forgery.
    """
    try:
        body = json.loads(path.read_text())
        digest = body.pop("digest")
        heads: Heads = {str(company): {**head} for company, head in body["heads"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableCheckpoint(f"{path} cannot be read as a checkpoint: {error}") from error
    if digest != sha256(format_canonical_json(body)):
        raise UnreadableCheckpoint(f"{path} was changed after it was written.")
    return heads
