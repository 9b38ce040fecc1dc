"""What events about holds, requests and deleted records say in words (records/wording.py)."""

from django.utils.translation import gettext_lazy as _

from records.wording import Fact, FactKind, RowName, Sentence, register_facts, register_names, register_sentences
from retention.models import DataRequest

HIDDEN = Fact("", FactKind.HIDDEN)
DELETED_FACTS = {
    "ended_on": Fact(_("end of the training"), FactKind.DAY),
    "kept_until": Fact(_("kept until"), FactKind.DAY),
    "rules": Fact(_("rule set")),
    "paragraph": Fact(_("paragraph")),
    "years": Fact(_("years of retention")),
    "manifest": Fact(_("digest of the last exported record")),
    "counts": Fact(_("what was deleted")),
    "study_sessions": Fact(_("study sessions")),
    "studies": Fact(_("studied lessons")),
    "answers": Fact(_("questions of exam papers")),
    "attempts": Fact(_("attempts at exams")),
    "resets": Fact(_("restarts of lessons")),
    "grants": Fact(_("granted attempts")),
    "objective_ratings": Fact(_("ratings of objectives")),
    "metric_ratings": Fact(_("ratings of metrics")),
    "attendances": Fact(_("places in classes")),
    "grades": Fact(_("grades of flights")),
    "flights": Fact(_("flights")),
    "dossier_credits": Fact(_("credits that rest on a dossier")),
    "credits": Fact(_("credits")),
    "certificates": Fact(_("certificates")),
    "holds": Fact(_("legal holds")),
    "enrollments": Fact(_("enrollments")),
    "messages": Fact(_("messages")),
    "mails": Fact(_("mails")),
    "responses": Fact(_("kept responses")),
    "deliveries": Fact(_("webhook deliveries")),
    "log_entries": Fact(_("entries of the admin's log")),
}

REQUEST_FACTS = {
    "kind": Fact(_("kind"), choices=dict(DataRequest.Kind.choices)),
    "received_on": Fact(_("received on"), FactKind.DAY),
    "deleted": Fact(_("deleted records")),
    "kept": Fact(_("records that stay")),
}

register_sentences(
    {
        "hold.placed": _("%(actor)s placed a legal hold: %(reason)s"),
        "hold.released": _("%(actor)s released a legal hold: %(reason)s"),
        "record.deleted": Sentence(
            _("%(actor)s deleted a student's record in %(training_name)s. It had to be kept until %(kept_until)s."),
            facts=DELETED_FACTS,
        ),
        "attendance.deleted": _(
            "%(actor)s deleted a student's record, and with it a place in %(the_noun)s %(object)s."
        ),
        "dossier.credits_deleted": _(
            "%(actor)s deleted a student's record, and with it what was credited because of the dossier %(object)s."
        ),
        "account.anonymised": _("%(actor)s deleted the last record of a person, and the account was emptied."),
        "data_request.received": Sentence(_("The request %(object)s was received by %(actor)s."), facts=REQUEST_FACTS),
        "data_request.handed_out": Sentence(
            _("%(actor)s handed out the data for the request %(object)s."), facts=REQUEST_FACTS
        ),
        "data_request.answered": Sentence(_("%(actor)s answered the request %(object)s."), facts=REQUEST_FACTS),
    }
)
register_names(
    {
        "retention.legalhold": RowName(
            _("legal hold"), _("the legal hold"), related=("enrollment__user", "enrollment__training", "user")
        ),
        "retention.datarequest": RowName(_("data request"), _("the data request"), related=("user",)),
    }
)
register_facts({"redacted": HIDDEN, "objects": HIDDEN, "record": HIDDEN})
