"""What events about required hours say in words (records/wording.py)."""

from django.utils.translation import gettext_lazy as _

from records.wording import Fact, FactKind, RowName, Sentence, pair, register_facts, register_names, register_sentences

register_sentences(
    {
        "training.hours_required": Sentence(
            _("%(actor)s changed the hours that the training %(object)s requires."),
            facts={"required_before": Fact("", FactKind.HIDDEN)},
            pairs=pair("required_before", "required", "required"),
        ),
    }
)
register_names(
    {
        "hours.requiredhours": RowName(
            _("required hours"),
            _("the required hours"),
            company="training__company",
            related=("training", "subject"),
        ),
    }
)
register_facts({"required": Fact(_("required hours"))})
