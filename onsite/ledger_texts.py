"""What events about classes say in words (records/wording.py)."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.dates.writing import format_day
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

USER = "accounts.user"
RATINGS = {
    "objectives": Fact(_("learning objectives"), key_model="trainings.learningobjective"),
    "metrics": Fact(_("metrics"), key_model="trainings.metric"),
    "value": Fact(_("present")),
}


def describe_class(session: Any) -> str:
    """Without the time: two classes of a subject on one day are told apart on their pages."""
    day = format_day(session.company.local_date(session.starts_at))
    return gettext("%(subject)s of %(day)s") % {"subject": session.subject, "day": day}


def tell_unsigning(payload: Payload) -> str:
    """With the reason, which may be empty."""
    if payload.get("reason"):
        return gettext("%(actor)s took back the signature of the class %(object)s: %(reason)s")
    return gettext("%(actor)s took back the signature of the class %(object)s.")


register_sentences(
    {
        "class.scheduled": _("%(actor)s scheduled the class %(object)s."),
        "class.changed": _("%(actor)s changed the class %(object)s."),
        "class.deleted": _("%(actor)s deleted the class %(object)s."),
        "class.signed": Sentence(
            _("%(actor)s signed the class %(object)s (version %(version)s)."),
            short=_("%(actor)s signed the class %(object)s."),
        ),
        "class.unsigned": Sentence(tell_unsigning),
        "attendance.stored": Sentence(
            _("%(actor)s recorded attendance in the class %(object)s on behalf of %(on_behalf_of)s."),
            short=_("%(actor)s recorded attendance in the class %(object)s."),
        ),
        "class.result_recorded": _("The exam result of %(student)s was recorded in the class %(object)s."),
        "evaluation.saved": Sentence(
            _("%(actor)s evaluated %(student)s in the class %(object)s on behalf of %(on_behalf_of)s."),
            short=_("%(actor)s evaluated %(student)s in the class %(object)s."),
            facts=RATINGS,
        ),
    }
)
register_names(
    {
        "onsite.classsession": RowName(
            _("class"),
            _("the class"),
            related=("subject", "company"),
            describe=describe_class,
            known_as=("subject_name",),
        ),
    }
)
register_facts(
    {
        "on_behalf_of": name_of(_("on behalf of"), USER),
        "attendance": Fact(_("attendance"), key_model=USER),
        "changed": Fact(_("changed")),
        "starts_at": Fact(_("start"), FactKind.MOMENT),
        "stored_as_absent": Fact(_("stored as absent")),
        "meeting_url": Fact(_("meeting link")),
        "remarks": Fact(_("remarks")),
        "measures": Fact(_("measures")),
        "is_present": Fact(_("present")),
        "is_passed": Fact(_("passed")),
        "passed": Fact(_("passed")),
        "present": Fact(_("present")),
        "exam_rating": Fact(_("exam rating")),
        "code": Fact(_("code")),
        "class": name_of(_("class"), "onsite.classsession"),
        "rating": Fact(_("rating")),
        "comments": Fact(_("comments")),
    }
)
