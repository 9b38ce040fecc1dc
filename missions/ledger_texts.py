"""What events about flights say in words (records/wording.py)."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.dates.writing import format_day
from records.wording import (
    Fact,
    FactKind,
    RowName,
    Sentence,
    name_of,
    register_facts,
    register_names,
    register_sentences,
)

MISSION = "missions.flighttemplate"
DETAILS = {
    "objectives": Fact(_("grades"), key_model="missions.flightobjective"),
    # By the kinds of `FlightTime`, which are facts of their own below.
    "times": Fact(_("of the flight time"), FactKind.DURATION),
}


def describe_flight(record: Any) -> str:
    values = {"mission": record.template, "day": format_day(record.flown_on), "student": record.enrollment.user}
    return gettext("%(mission)s of %(day)s (%(student)s)") % values


register_sentences(
    {
        "mission.recorded": Sentence(
            _("%(actor)s recorded the flight %(object)s on behalf of %(on_behalf_of)s."),
            short=_("%(actor)s recorded the flight %(object)s."),
            facts=DETAILS,
        ),
        "mission.corrected": Sentence(
            _("%(actor)s corrected the flight %(object)s on behalf of %(on_behalf_of)s."),
            short=_("%(actor)s corrected the flight %(object)s."),
            facts=DETAILS,
        ),
        "mission.deleted": Sentence(_("%(actor)s deleted the flight %(object)s: %(reason)s"), facts=DETAILS),
        "mission.signed": _("%(actor)s signed the debriefing of the flight %(object)s (version %(version)s)."),
        "mission.unsigned": _(
            "%(actor)s took back the signature under the debriefing of the flight %(object)s: %(reason)s"
        ),
    }
)
register_names(
    {
        MISSION: RowName(_("mission"), _("the mission"), company="training__company"),
        "missions.flightobjective": RowName(
            _("objective of a mission"), _("the objective of a mission"), company="template__training__company"
        ),
        "missions.flightrecord": RowName(
            _("flight"),
            _("the flight"),
            company="enrollment__company",
            related=("template", "enrollment__user"),
            describe=describe_flight,
        ),
    }
)
register_facts(
    {
        "mission": name_of(_("mission"), MISSION),
        "date": Fact(_("flown"), FactKind.DAY),
        "completed": Fact(_("completed")),
        "recorded_at": Fact(_("recorded"), FactKind.MOMENT),
        "flight_id": Fact(_("number in the logbook")),
        "DUAL": Fact(_("dual"), FactKind.DURATION),
        "SOLO": Fact(_("solo"), FactKind.DURATION),
        "CROSS_COUNTRY": Fact(_("cross-country"), FactKind.DURATION),
        "NIGHT": Fact(_("at night"), FactKind.DURATION),
        "INSTRUMENT": Fact(_("by instruments"), FactKind.DURATION),
    }
)
