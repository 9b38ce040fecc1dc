"""What events about flights say in words (records/wording.py)."""

from typing import Any

from core.dates.writing import format_day
from records.wording import (
    Fact,
    FactKind,
    RowName,
    Sentence,
    mark,
    name_of,
    register_facts,
    register_names,
    register_sentences,
)

MISSION = "missions.flighttemplate"
GRADES = {"objectives": Fact(mark("grades"), key_model="missions.flightobjective")}


def describe_flight(record: Any) -> str:
    return f"{record.template} of {format_day(record.flown_on)} ({record.enrollment.user})"


register_sentences(
    {
        "mission.recorded": Sentence(
            mark("%(actor)s recorded the flight %(object)s on behalf of %(on_behalf_of)s."),
            short=mark("%(actor)s recorded the flight %(object)s."),
            facts=GRADES,
        ),
        "mission.corrected": Sentence(
            mark("%(actor)s corrected the flight %(object)s on behalf of %(on_behalf_of)s."),
            short=mark("%(actor)s corrected the flight %(object)s."),
            facts=GRADES,
        ),
        "mission.deleted": Sentence(mark("%(actor)s deleted the flight %(object)s: %(reason)s"), facts=GRADES),
        "mission.signed": mark("%(actor)s signed the debriefing of the flight %(object)s (version %(version)s)."),
        "mission.unsigned": mark(
            "%(actor)s took back the signature under the debriefing of the flight %(object)s: %(reason)s"
        ),
    }
)
register_names(
    {
        MISSION: RowName(mark("mission"), company="training__company"),
        "missions.flightobjective": RowName(mark("objective of a mission"), company="template__training__company"),
        "missions.flightrecord": RowName(
            mark("flight"),
            company="enrollment__company",
            related=("template", "enrollment__user"),
            describe=describe_flight,
        ),
    }
)
register_facts(
    {
        "mission": name_of(mark("mission"), MISSION),
        "date": Fact(mark("flown"), FactKind.DAY),
        "completed": Fact(mark("completed")),
        "recorded_at": Fact(mark("recorded"), FactKind.MOMENT),
        "flight_id": Fact(mark("number in the logbook")),
    }
)
