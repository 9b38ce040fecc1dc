"""What a person is told, in sentences in the language of the school, which the caller activates: without the name,
which is printed above them."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from accounts.models import Company
from core.dates.writing import format_day
from mail.languages import choose_language
from retention.models import DataRequest
from retention.requests.erasure_plan import ErasurePlan, describe_dossier, describe_training


def get_answer_language(request: DataRequest) -> str:
    """The language in which the texts below are written, and in which the plan of an erasure is made for them."""
    return choose_language(request.company.language)


def write_access_answer(request: DataRequest, files: Sequence[str], digest: str) -> str:
    """Of a copy: what was handed out, and the digest by which both sides can show later that it was that."""
    values = {"day": format_day(request.received_on), "count": len(files), "digest": digest}
    lines = [
        _("You asked on %(day)s for a copy of your data (GDPR, Article 15).") % values,
        _(
            "You were given an archive with your account and the records of your trainings (%(count)s files). The "
            "SHA-256 of its list of contents is %(digest)s."
        )
        % values,
        write_remedies("15(1)(f)"),
    ]
    return "\n".join(lines)


def write_erasure_answer(request: DataRequest, plan: ErasurePlan) -> str:
    """Of an erasure: what was deleted; what stays, until which day, by which paragraph."""
    head = _("You asked on %(day)s for the erasure of your data (GDPR, Article 17).")
    lines = [
        head % {"day": format_day(request.received_on)},
        *write_deleted(plan),
        *write_kept(plan, request.company),
        plan.account_obstacle or _("Your account was emptied: your name, your address and your logins are deleted."),
        *([write_remedies("12(4)")] if plan.account_obstacle or plan.stays else []),
        *([write_backups()] if plan.goes or plan.dossiers or not plan.account_obstacle else []),
    ]
    return "\n".join(lines)


def write_remedies(article: str) -> str:
    """What a person must be told with a copy, and where not everything is erased (GDPR, Articles 12(4), 15(1)(f))."""
    text = _("You may complain to the data protection authority, or go to court (GDPR, Article %(article)s).")
    return text % {"article": article}


def write_backups() -> str:
    return _("Backups of the server contain what was deleted until they are replaced by newer ones.")


def write_deleted(plan: ErasurePlan) -> list[str]:
    gone = [*map(describe_training, plan.goes), *map(describe_dossier, plan.dossiers)]
    return [_("Deleted: %(training)s.") % {"training": what} for what in gone]


def write_kept(plan: ErasurePlan, company: Company) -> list[str]:
    """Each record that stays with its reason. The law that asks for the records comes before the request (GDPR, Article
    17(3)(b))."""
    if not plan.stays:
        return []
    values = {"paragraph": company.rules.retention_paragraph, "years": company.years_of_retention}
    head = _(
        "The school has to keep the record of a training for %(years)s years after its end (%(paragraph)s). What the "
        "law asks for is not erased (GDPR, Article 17(3)(b)):"
    )
    kept = [
        _("Stays: %(training)s. %(reason)s") % {"training": describe_training(row.enrollment), "reason": row.told}
        for row in plan.stays
    ]
    return [head % values, *kept]
