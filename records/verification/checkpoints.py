"""Where every chain ends, in a file kept off the machine: it shows a cut tail and a restored older database."""

import json
from pathlib import Path
from typing import Any

from django.utils import timezone

from records.canonical import format_moment, sha256, write_canonical
from records.models import Head

Heads = dict[str, dict[str, Any]]  # `{company id: {"seq", "mac"}}`


class UnreadableCheckpoint(Exception):
    """The file is no checkpoint, or not the one that was written."""


def read_heads() -> Heads:
    return {str(head.pk): {"seq": head.seq, "mac": head.mac} for head in Head.objects.order_by("pk")}


def write_checkpoint(path: Path, heads: Heads) -> int:
    """Writes the heads of all schools to `path`, whole or not at all; returns how many there are."""
    body = {"written_at": format_moment(timezone.now()), "heads": heads}
    draft = path.with_name(path.name + ".part")
    draft.write_text(json.dumps({**body, "digest": sha256(write_canonical(body))}, indent=2) + "\n")
    draft.replace(path)
    return len(heads)


def read_checkpoint(path: Path) -> Heads:
    """Raises UnreadableCheckpoint."""
    try:
        body = json.loads(path.read_text())
        digest = body.pop("digest")
        heads: Heads = {str(company): {**head} for company, head in body["heads"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableCheckpoint(f"{path} cannot be read as a checkpoint: {error}") from error
    if digest != sha256(write_canonical(body)):
        raise UnreadableCheckpoint(f"{path} was changed after it was written.")
    return heads
