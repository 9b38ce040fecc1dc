"""The body of a webhook's request (docs/webhooks.md)."""

import json
from datetime import UTC

from records.models import Event
from webhooks.kinds import KINDS_BY_ACTION, SOURCES


def build_body(event: Event) -> bytes:
    """The body for an event, from the event alone: rows of the ledger never change, so a replay has the same bytes.

    The order of the keys is part of that, as are the spaces that are not there.
    """
    kind = KINDS_BY_ACTION[event.action]
    source = SOURCES[kind]
    body = {
        "id": str(event.pk),
        "type": kind.value,
        "occurred_at": event.at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "company_id": str(event.company_id),
        "object": {"type": source.object_type, "id": event.object_id},
        "data": source.build_data(json.loads(event.payload)),
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
