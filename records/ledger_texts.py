"""What the ledger's own events say in words (records/wording.py)."""

from typing import Any

from records.wording import (
    Fact,
    FactKind,
    RowName,
    Sentence,
    mark,
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
        "signature.added": Sentence(mark("%(actor)s signed the %(noun)s %(object)s (version %(version)s).")),
        "signature.refused": mark("%(actor)s gave a wrong password when signing."),
        "signature.revoked": mark("%(actor)s took back the signature of the %(noun)s %(object)s."),
        "record.baselined": mark("The state of the %(noun)s %(object)s was recorded for the first time."),
        "records.baseline": mark("The records of the school were recorded for the first time."),
    }
)
register_names(
    {
        "records.signature": RowName(mark("signature"), target=get_signed),
        "records.revocation": RowName(mark("revocation"), related=("signature",), target=get_revoked),
        "records.event": RowName(mark("event")),
    }
)
register_facts(
    {
        "row": HIDDEN,
        "digest": HIDDEN,
        "paper": HIDDEN,
        "version": Fact(mark("version")),
        "reason": Fact(mark("reason")),
        "name": Fact(mark("name")),
        "count": Fact(mark("number")),
    }
)
