"""What events about inspections say in words (records/wording.py)."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from records.wording import (
    Fact,
    FactKind,
    Payload,
    RowName,
    Sentence,
    name_of,
    register_facts,
    register_names,
    register_sentences,
)
from trainings.models import Enrollment


def choose_list(payload: Payload) -> str:
    if payload.get("search"):
        return gettext("%(actor)s looked for “%(search)s” among the students of %(object)s.")
    return gettext("%(actor)s looked at the list of students of %(object)s.")


SEARCH = {"search": Fact(_("searched for")), "state": Fact(_("state"), choices=dict(Enrollment.State.choices))}
SAMPLE = {
    "seed": Fact(_("seed")),
    "drawn": name_of(_("drawn"), "trainings.enrollment"),
    "total": Fact(_("out of")),
}
OPENED = {
    "trainings": name_of(_("trainings"), "trainings.training"),
    "records_from": Fact(_("records from"), FactKind.DAY),
    "records_until": Fact(_("records until"), FactKind.DAY),
    "opens_on": Fact(_("opens on"), FactKind.DAY),
    "closes_on": Fact(_("closes on"), FactKind.DAY),
}

register_sentences(
    {
        "inspection.opened": Sentence(_("%(actor)s opened the records for %(object)s."), facts=OPENED),
        "inspection.renewed": _("%(actor)s gave %(object)s a new link and a new code."),
        "inspection.revoked": _("%(actor)s ended the access of %(object)s."),
        "inspection.refused": _("Somebody entered the link of %(object)s with a wrong code, or when it was not open."),
        "inspection.entered": _("%(actor)s entered the records."),
        "inspection.left": _("%(actor)s left the records."),
        "inspection.list_viewed": Sentence(choose_list, facts=SEARCH),
        "inspection.sampled": Sentence(
            _("%(actor)s drew records of %(object)s at random (seed %(seed)s)."), facts=SAMPLE
        ),
        "inspection.record_viewed": _("%(actor)s looked at the student record of %(object)s."),
        "inspection.record_downloaded": Sentence(
            _("%(actor)s downloaded the student record of %(object)s as %(format)s.")
        ),
    }
)
register_names({"inspections.inspectoraccess": RowName(_("inspector access"), _("the inspector access"))})
register_facts({"access": name_of(_("inspector access"), "inspections.inspectoraccess")})
