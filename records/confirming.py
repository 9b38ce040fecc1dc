"""Whether one object is what the ledger last recorded of it, for whoever shows it to a stranger."""

from django.db.models import Model

from records.canonical import canonical
from records.chain import is_sealed
from records.kinds import KINDS
from records.models import Event


def is_confirmed(obj: Model) -> bool:
    """Whether the rows of the object are those that the last event with their state tells of, and that event is sealed.

    False as well for an object that nothing was recorded of, and when the key of the event is not at hand. It looks at
    one event and not at the chain: that nothing later was cut off, `verify_records` finds.
    """
    kind = KINDS[obj._meta.label_lower]
    told = Event.objects.filter(object_type=kind.label, object_id=str(obj.pk)).exclude(state="")
    event = told.order_by("-seq").first()
    if event is None or not is_sealed(event):
        return False
    live = kind.states([obj.pk]).get(str(obj.pk))
    return live is not None and canonical(live) == event.state
