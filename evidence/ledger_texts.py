"""What events about certificates say in words (records/wording.py)."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evidence.certificates.finish_hooks import CORRECTED
from records.wording import (
    Fact,
    Payload,
    RowName,
    Sentence,
    register_facts,
    register_names,
    register_sentences,
)


def choose_issue(payload: Payload) -> str:
    if payload.get("replaces"):
        return gettext("%(actor)s issued the certificate %(object)s, which replaces %(replaces)s.")
    return gettext("%(actor)s issued the certificate %(object)s for %(enrollment)s.")


register_sentences(
    {
        "certificate.issued": Sentence(choose_issue, short=_("%(actor)s issued the certificate %(object)s.")),
        "certificate.revoked": Sentence(
            _("%(actor)s revoked the certificate %(object)s: %(reason)s"),
            facts={"reason": Fact(_("reason"), choices={CORRECTED: _(CORRECTED)})},
        ),
        "record.exported": Sentence(
            _("%(actor)s exported the student record of %(object)s as %(format)s."),
            short=_("%(actor)s exported the student record of %(object)s."),
        ),
    }
)
register_names(
    {
        "certificate.certificate": RowName(
            _("certificate"), _("the certificate"), describe=lambda row: row.number, known_as=("number",)
        )
    }
)
register_facts(
    {
        "number": Fact(_("number")),
        "replaces": Fact(_("replaces")),
        "format": Fact(_("file format"), choices={"zip": "ZIP", "pdf": "PDF"}),
    }
)
