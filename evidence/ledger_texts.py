"""What events about certificates say in words (records/wording.py)."""

from records.wording import (
    Fact,
    Payload,
    RowName,
    Sentence,
    mark,
    register_facts,
    register_names,
    register_sentences,
)


def choose_issue(payload: Payload) -> str:
    if payload.get("replaces"):
        return mark("%(actor)s issued the certificate %(object)s, which replaces %(replaces)s.")
    return mark("%(actor)s issued the certificate %(object)s for %(enrollment)s.")


register_sentences(
    {
        "certificate.issued": Sentence(choose_issue, short=mark("%(actor)s issued the certificate %(object)s.")),
        "certificate.revoked": mark("%(actor)s revoked the certificate %(object)s: %(reason)s"),
        "record.exported": Sentence(
            mark("%(actor)s exported the student record of %(object)s as %(format)s."),
            short=mark("%(actor)s exported the student record of %(object)s."),
        ),
    }
)
register_names(
    {"certificate.certificate": RowName(mark("certificate"), describe=lambda row: row.number, known_as=("number",))}
)
register_facts(
    {
        "number": Fact(mark("number")),
        "replaces": Fact(mark("replaces")),
        "format": Fact(mark("file format"), choices={"zip": "ZIP", "pdf": "PDF"}),
    }
)
