"""What events about qualifications say in words (records/wording.py)."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from instructors.models import Qualification
from records.wording import Fact, FactKind, RowName, Sentence, read_pairs, register_names, register_sentences

HIDDEN = Fact("", FactKind.HIDDEN)
FACTS = {
    "kind": Fact(_("kind"), choices=dict(Qualification.Kind.choices)),
    "name": Fact(_("name")),
    "number": Fact(_("number")),
    "issued_on": Fact(_("issued on"), FactKind.DAY),
    "valid_until": Fact(_("valid until"), FactKind.DAY),
    "blocks_signing": Fact(_("needed to sign")),
    "document": HIDDEN,
}


def describe_qualification(row: Any) -> str:
    return gettext("%(paper)s of %(person)s") % {"paper": row.name, "person": row.user}


register_sentences(
    {
        "qualification.added": Sentence(_("%(actor)s added the qualification %(object)s."), facts=FACTS),
        "qualification.changed": Sentence(
            _("%(actor)s changed the qualification %(object)s."),
            facts={**FACTS, "changes": HIDDEN},
            pairs=read_pairs("changes"),
        ),
        "qualification.removed": Sentence(_("%(actor)s removed the qualification %(object)s: %(reason)s"), facts=FACTS),
        "qualification.expiring": Sentence(
            _("A warning was sent that the qualification %(object)s is valid until %(valid_until)s."), facts=FACTS
        ),
        "qualification.expired": Sentence(
            _("A warning was sent that the qualification %(object)s has expired; it was valid until %(valid_until)s."),
            facts=FACTS,
        ),
    }
)
register_names(
    {
        "instructors.qualification": RowName(
            _("qualification"),
            _("the qualification"),
            company="user__company",
            related=("user",),
            describe=describe_qualification,
        )
    }
)
