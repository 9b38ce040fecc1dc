"""What events that the admin's own pages record say in words (records/wording.py)."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from records.wording import (
    Fact,
    FactKind,
    Payload,
    RowName,
    Sentence,
    register_facts,
    register_names,
    register_sentences,
)

# `noun` is the verbose name of a model, of which Django stores the English.
DETAILS = {
    "added": _("added %(noun)s “%(object)s”"),
    "changed": _("changed %(noun)s “%(object)s”"),
    "deleted": _("deleted %(noun)s “%(object)s”"),
}


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
        for verb, text in DETAILS.items():
            if "name" in (facts := part.get(verb) or {}):
                name = str(facts["name"])
                yield text % {"noun": gettext(name), "object": facts.get("object", "")}


register_sentences(
    {
        "admin.added": _("%(actor)s added %(the_noun)s %(object)s."),
        "admin.changed": Sentence(
            _("%(actor)s changed %(the_noun)s %(object)s."), pairs=read_form_changes, details=iterate_details
        ),
        "admin.deleted": _("%(actor)s deleted %(the_noun)s %(object)s."),
    }
)
register_names(
    {
        "office.backgroundjob": RowName(_("export or import"), _("the export or import"), company="user__company"),
        "mail.mail": RowName(_("mail"), _("the mail")),
    }
)
register_facts({"change": Fact("", FactKind.HIDDEN)})
