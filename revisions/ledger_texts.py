"""What events about revisions say in words (records/wording.py)."""

from django.utils.translation import gettext_lazy as _

from records.wording import Fact, FactKind, RowName, register_facts, register_names, register_sentences

register_sentences(
    {
        "revision.started": _("%(actor)s started the revision %(object)s."),
        "revision.discarded": _("%(actor)s discarded the draft of revision %(revision)s of %(training_name)s."),
        "revision.approved": _("%(actor)s approved the revision %(object)s."),
        "enrollment.moved_to_revision": _(
            "%(actor)s moved the enrollment of %(object)s from revision %(from_revision)s to revision %(to_revision)s."
        ),
    }
)
register_names(
    {
        "revisions.revision": RowName(
            _("revision"),
            _("the revision"),
            company="training__company",
            related=("training",),
            known_as=("training_name",),
        )
    }
)
register_facts(
    {
        "revision": Fact(_("revision")),
        "effective_on": Fact(_("in force since"), FactKind.DAY),
        "summary": Fact(_("summary")),
        "from_revision": Fact(_("from revision")),
        "to_revision": Fact(_("to revision")),
        "from_training": Fact("", FactKind.HIDDEN),
        "kept": Fact(_("kept")),
        "lost": Fact(_("lost")),
        "classes": Fact(_("classes left")),
    }
)
