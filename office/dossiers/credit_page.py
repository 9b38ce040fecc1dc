"""The page on which a manager credits items of a dossier: what is to be done here, next to what was done there."""

import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from accounts.models import Company, User
from dossiers.crediting import (
    CreditProposal,
    build_reason,
    credit_from_dossier,
    explain_dossier_obstacle,
    propose_credits,
)
from dossiers.matching import Likeness, Match
from office.base.tables.drawing import Table
from office.dossiers.tables import build_items, write_minutes, write_time
from office.enrollment_acts.acts import describe
from office.enrollment_acts.credit_pages import build_choice, build_listing, name_group
from office.enrollment_acts.forms import ActForm, ReasonField
from office.enrollment_acts.frame import ActPage, get_form_data
from office.forms.binding import set_choices
from office.forms.text_fields import SignerPasswordField
from trainings.credits.items import Item

LIKENESSES = {
    Likeness.EQUAL: gettext_lazy("same code and name"),
    Likeness.SAME_NAME: gettext_lazy("same name"),
    Likeness.SIMILAR: gettext_lazy("similar name: compare them"),
}


class DossierCreditForm(ActForm):
    """What is credited and why, and the password with which the manager signs it. The template draws `items`."""

    items = forms.MultipleChoiceField(label=gettext_lazy("What is credited"))
    reason = ReasonField(help_text=gettext_lazy("Stays on record, and is signed."))
    password = SignerPasswordField(
        label=gettext_lazy("Your password"),
        help_text=gettext_lazy("With it you sign that you have checked the evidence."),
    )


@dataclass(frozen=True)
class ProposalRow:
    """A row of the table: an item here, and what corresponds to it there. Texts are empty without a proposal."""

    id: str
    name: str
    group: str
    minutes_here: str
    source: str
    likeness: str
    how: str
    minutes_there: str
    is_checked: bool


def build_dossier_credit_page(
    request: HttpRequest, dossier_id: uuid.UUID, enrollment_id: uuid.UUID, by: User
) -> ActPage:
    """Raises what `propose_credits` does."""
    proposal = propose_credits(dossier_id, enrollment_id, by)
    form = DossierCreditForm(by, get_form_data(request))
    form.fields["reason"].initial = build_reason(proposal.dossier)
    set_choices(form, "items", [build_choice(item) for item in proposal.items])
    obstacle = explain_dossier_obstacle(proposal.dossier, proposal.enrollment, by)
    checked = {str(id) for id in form["items"].value() or []}
    return ActPage(
        title=gettext("Credit items of the dossier"),
        button=gettext("Sign and credit"),
        listing=build_listing(proposal.enrollment, obstacle),
        form=form,
        run=lambda data: run_credit(proposal, data, by),
        template="dossier_pages/credit.html",
        back=reverse("admin:dossiers_dossier_file", args=[dossier_id]),
        context={
            "dossier": proposal.dossier,
            "paragraph": by.company.rules.credit_paragraph,
            "rows": [build_row(item, proposal, by.company, checked) for item in proposal.items],
            "table": build_rest(proposal, by.company),
        },
    )


def build_row(item: Item, proposal: CreditProposal, school: Company, checked: set[str]) -> ProposalRow:
    match = proposal.matches.get(item.id)
    there = describe_match(match, school) if match else ("", "", "", "")
    source, likeness, how, minutes_there = there
    return ProposalRow(
        id=str(item.id),
        name=build_choice(item)[1],
        group=name_group(item.group),
        minutes_here=write_minutes(item.minutes),
        source=source,
        likeness=likeness,
        how=how,
        minutes_there=minutes_there,
        is_checked=str(item.id) in checked,
    )


def describe_match(match: Match, school: Company) -> tuple[str, str, str, str]:
    source = match.source
    parts = [source.how, source.result, write_time(source.at, school) if source.at else "", source.by]
    return (
        source.label,
        str(LIKENESSES[match.likeness]),
        ", ".join(part for part in parts if part),
        write_minutes(source.minutes or source.planned_minutes),
    )


def build_rest(proposal: CreditProposal, school: Company) -> Table:
    """What was done there and is proposed for nothing."""
    proposed = {match.source.id for match in proposal.matches.values()}
    rest = [item for item in proposal.package.record.items if item.is_done and item.id not in proposed]
    return build_items(gettext("Done there, and not proposed for any item here"), rest, school)


def run_credit(proposal: CreditProposal, data: dict[str, Any], by: User) -> str:
    given = credit_from_dossier(
        dossier_id=proposal.dossier.pk,
        enrollment_id=proposal.enrollment.pk,
        item_ids=[uuid.UUID(id) for id in data["items"]],
        reason=data["reason"],
        password=data["password"],
        by=by,
    )
    text = gettext("Credited %(count)s to %(enrollment)s.")
    return text % {"count": len(given), "enrollment": describe(proposal.enrollment)}
