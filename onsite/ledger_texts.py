"""What events about classes say in words (records/wording.py)."""

from typing import Any

from core.dates.writing import format_day
from records.wording import (
    Fact,
    FactKind,
    Payload,
    RowName,
    Sentence,
    mark,
    name_of,
    register_facts,
    register_names,
    register_sentences,
)

USER = "accounts.user"
RATINGS = {
    "objectives": Fact(mark("learning objectives"), key_model="trainings.learningobjective"),
    "metrics": Fact(mark("metrics"), key_model="trainings.metric"),
    "value": Fact(mark("present")),
}


def describe_class(session: Any) -> str:
    """Without the time: two classes of a subject on one day are told apart on their pages."""
    return f"{session.subject} of {format_day(session.company.local_date(session.starts_at))}"


def tell_unsigning(payload: Payload) -> str:
    """With the reason, which may be empty."""
    if payload.get("reason"):
        return mark("%(actor)s took back the signature of the class %(object)s: %(reason)s")
    return mark("%(actor)s took back the signature of the class %(object)s.")


register_sentences(
    {
        "class.scheduled": mark("%(actor)s scheduled the class %(object)s."),
        "class.changed": mark("%(actor)s changed the class %(object)s."),
        "class.deleted": mark("%(actor)s deleted the class %(object)s."),
        "class.signed": Sentence(
            mark("%(actor)s signed the class %(object)s (version %(version)s)."),
            short=mark("%(actor)s signed the class %(object)s."),
        ),
        "class.unsigned": Sentence(tell_unsigning),
        "attendance.stored": Sentence(
            mark("%(actor)s recorded attendance in the class %(object)s on behalf of %(on_behalf_of)s."),
            short=mark("%(actor)s recorded attendance in the class %(object)s."),
        ),
        "class.result_recorded": mark("The exam result of %(student)s was recorded in the class %(object)s."),
        "evaluation.saved": Sentence(
            mark("%(actor)s evaluated %(student)s in the class %(object)s on behalf of %(on_behalf_of)s."),
            short=mark("%(actor)s evaluated %(student)s in the class %(object)s."),
            facts=RATINGS,
        ),
    }
)
register_names(
    {
        "onsite.classsession": RowName(
            mark("class"), related=("subject", "company"), describe=describe_class, known_as=("subject_name",)
        ),
    }
)
register_facts(
    {
        "on_behalf_of": name_of(mark("on behalf of"), USER),
        "attendance": Fact(mark("attendance"), key_model=USER),
        "changed": Fact(mark("changed")),
        "starts_at": Fact(mark("start"), FactKind.MOMENT),
        "stored_as_absent": Fact(mark("stored as absent")),
        "meeting_url": Fact(mark("meeting link")),
        "remarks": Fact(mark("remarks")),
        "measures": Fact(mark("measures")),
        "is_present": Fact(mark("present")),
        "is_passed": Fact(mark("passed")),
        "passed": Fact(mark("passed")),
        "present": Fact(mark("present")),
    }
)
