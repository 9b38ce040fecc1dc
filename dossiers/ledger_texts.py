"""What events about dossiers and the keys of other schools say in words (records/wording.py)."""

from django.utils.translation import gettext_lazy as _

from dossiers.models import Dossier
from records.wording import Fact, FactKind, RowName, register_facts, register_names, register_sentences

register_sentences(
    {
        "dossier.received": _("%(actor)s received the dossier %(object)s of %(user)s."),
        "dossier.person_confirmed": _(
            "%(actor)s confirmed that the dossier %(object)s is that of %(user)s: %(reason)s"
        ),
        "dossier.credited": _("%(actor)s credited items of the dossier %(object)s to %(user)s."),
        "dossier.removed": _("%(actor)s removed the dossier %(object)s: %(reason)s"),
        "dossier.key_trusted": _("%(actor)s confirmed the %(object)s."),
        "dossier.key_withdrawn": _("%(actor)s withdrew the confirmation of the %(object)s: %(reason)s"),
    }
)
register_names(
    {
        "dossiers.dossier": RowName(_("dossier"), _("the dossier"), known_as=("training_name",)),
        "dossiers.trustedkey": RowName(
            _("key of another school"), _("the key of another school"), known_as=("school_name",)
        ),
    }
)
register_facts(
    {
        "verification": Fact(_("signature"), choices=dict(Dossier.Verification.choices)),
        "fingerprint": Fact(_("fingerprint"), FactKind.HIDDEN),
        "school_name": Fact(_("school")),
        "student_name": Fact(_("name there")),
        "note": Fact(_("how it was confirmed")),
        "credited_items": Fact(_("what is credited")),
    }
)
