"""Whether one object is what the ledger last recorded of it, for whoever shows it to a stranger."""

import uuid

from django.db.models import Model

from records.canonical import write_canonical
from records.fields import RowReader
from records.kinds import KINDS
from records.models import Event
from records.verification.chain import is_sealed


def is_confirmed(model: type[Model], id: uuid.UUID) -> bool:
    """Whether the rows of the object are those that the last event with their state tells of, and that event is sealed.

    False as well when the key of the event is not at hand, and for an object that nothing was recorded of. No value in
    its rows, however odd, is an error. It looks at one event and not at the chain: that nothing later was cut off,
    `verify_records` finds.
    """
    kind = KINDS[model._meta.label_lower]
    told = Event.objects.filter(object_type=kind.label, object_id=str(id)).exclude(state="").order_by("-seq")[:1]
    for event, odd in RowReader(Event).read(told):
        live = kind.states([id]).get(str(id))
        return not odd and is_sealed(event) and live is not None and write_canonical(live) == event.state
    return False
