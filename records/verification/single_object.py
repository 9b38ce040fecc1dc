"""Verifies one object against its last recorded state, for pages that show it to the public."""

import uuid

from django.db.models import Model

from records.canonical import format_canonical_json
from records.kinds import KINDS
from records.models import Event
from records.stored_text import RowReader
from records.verification.chain import is_sealed


def is_verified(model: type[Model], id: uuid.UUID) -> bool:
    """Whether the current state of the object equals the one in its last event with a state, and that event's seal is
    valid. Raises no exception, whatever values the rows hold.

    Also False if RECORDS_KEYS lacks the key of the event, or if the object has no recorded state. Only one event is
    read, not the chain: deleted later events are detected by `verify_records` only.
    """
    kind = KINDS[model._meta.label_lower]
    events = Event.objects.filter(object_type=kind.label, object_id=str(id)).exclude(state="").order_by("-seq")[:1]
    for event, unreadable in RowReader(Event).read(events):
        current = kind.read_states([id]).get(str(id))
        return (
            not unreadable
            and is_sealed(event)
            and current is not None
            and format_canonical_json(current) == event.state
        )
    return False
