"""What the ledger's own events say in words (records/wording.py)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from records.wording import (
    Fact,
    FactKind,
    RowName,
    Sentence,
    register_facts,
    register_names,
    register_sentences,
)

HIDDEN = Fact("", FactKind.HIDDEN)


def get_signed(signature: Any) -> tuple[str, str]:
    return signature.object_type, signature.object_id


def get_revoked(revocation: Any) -> tuple[str, str]:
    return get_signed(revocation.signature)


register_sentences(
    {
        "signature.added": Sentence(_("%(actor)s signed %(the_noun)s %(object)s (version %(version)s).")),
        "signature.refused": _("%(actor)s gave a wrong password when signing."),
        "signature.revoked": _("%(actor)s took back the signature of %(the_noun)s %(object)s."),
        "record.baselined": _("The state of %(the_noun)s %(object)s was recorded for the first time."),
        "records.baseline": _("The records of the school were recorded for the first time."),
    }
)
register_names(
    {
        "records.signature": RowName(_("signature"), _("the signature"), target=get_signed),
        "records.revocation": RowName(_("revocation"), _("the revocation"), related=("signature",), target=get_revoked),
        "records.event": RowName(_("event"), _("the event")),
    }
)
register_facts(
    {
        "row": HIDDEN,
        "digest": HIDDEN,
        "paper": HIDDEN,
        "version": Fact(_("version")),
        "reason": Fact(_("reason")),
        "name": Fact(_("name")),
        "count": Fact(_("how many")),
    }
)
