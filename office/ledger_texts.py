"""What events that the admin's own pages record say in words (records/wording.py)."""

from collections.abc import Iterator
from typing import Any

from records.wording import (
    Fact,
    FactKind,
    Payload,
    RowName,
    Sentence,
    mark,
    register_facts,
    register_names,
    register_sentences,
)


def read_form_changes(payload: Payload) -> dict[str, Any]:
    """The changes of a form: `change` is Django's message, with the values that `ScopedAdmin` adds to it."""
    changes = payload.get("change")
    parts: list[Any] = changes if isinstance(changes, list) else []
    return {name: pair for part in parts for name, pair in (part.get("values") or {}).items()}


def iterate_details(payload: Payload) -> Iterator[str]:
    """What a form did to the rows below its own, as Django's message says it, and a message that is a text."""
    change = payload.get("change")
    if isinstance(change, str) and change:
        yield change
    for part in change if isinstance(change, list) else []:
        for verb in ("added", "changed", "deleted"):
            if "name" in (facts := part.get(verb) or {}):
                yield f"{verb} {facts['name']} “{facts.get('object', '')}”"


register_sentences(
    {
        "admin.added": mark("%(actor)s added the %(noun)s %(object)s."),
        "admin.changed": Sentence(
            mark("%(actor)s changed the %(noun)s %(object)s."), pairs=read_form_changes, details=iterate_details
        ),
        "admin.deleted": mark("%(actor)s deleted the %(noun)s %(object)s."),
    }
)
register_names(
    {
        "office.backgroundjob": RowName(mark("export or import"), company="user__company"),
        "mail.mail": RowName(mark("mail")),
    }
)
register_facts({"change": Fact("", FactKind.HIDDEN)})
