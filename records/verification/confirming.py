"""Whether one object matches its last recorded state, for pages that show it to the public."""

import uuid

from django.db.models import Model

from records.canonical import write_canonical
from records.fields import RowReader
from records.kinds import KINDS
from records.models import Event
from records.verification.chain import is_sealed


def is_confirmed(model: type[Model], id: uuid.UUID) -> bool:
    """Whether the current state of the object equals the one in its last event with a state, and that event is sealed.

    False as well when RECORDS_KEYS lacks the key of the event, and for an object without a recorded state. No value in
    its rows raises an exception. Only one event is read, not the chain: that later events were deleted, only
    `verify_records` detects.
    """
    kind = KINDS[model._meta.label_lower]
    stated = Event.objects.filter(object_type=kind.label, object_id=str(id)).exclude(state="").order_by("-seq")[:1]
    for event, unreadable in RowReader(Event).read(stated):
        current = kind.read_states([id]).get(str(id))
        return not unreadable and is_sealed(event) and current is not None and write_canonical(current) == event.state
    return False
