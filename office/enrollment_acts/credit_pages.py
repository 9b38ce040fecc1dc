"""The pages on which managers credit earlier training and revoke a credit (docs/decisions/0025)."""

import uuid
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminFileFieldWidget

from accounts.models import User
from api.views import get_one_or_404
from core import clock
from core.files.uploads import DocumentField
from office.enrollment_acts.acts import describe
from office.enrollment_acts.forms import ActForm, ReasonField, ReasonForm
from office.enrollment_acts.frame import ActPage, Listing, get_form_data
from office.forms.binding import set_choices
from office.forms.text_fields import SignerPasswordField
from trainings.credits.giving import CreditInput, explain_credit_obstacle, get_enrollment, give_credits
from trainings.credits.items import MISSIONS, WHOLE_TRAINING, Item, list_items, read_item_names
from trainings.credits.revoking import revoke_credit
from trainings.models import Credit, Enrollment


class CreditForm(ActForm):
    """What is credited, why, on which document, and the password with which the manager signs it."""

    items = forms.MultipleChoiceField(
        widget=UnfoldAdminCheckboxSelectMultipleWidget(), label=gettext_lazy("What is credited")
    )
    reason = ReasonField(help_text=gettext_lazy("Which training, where and when. Stays on record, and is signed."))
    document = DocumentField(
        required=False,
        widget=UnfoldAdminFileFieldWidget({"accept": ".pdf,image/*"}),
        label=gettext_lazy("Document"),
        help_text=gettext_lazy("A PDF or a picture of the licence or record that shows it. Only managers can open it."),
    )
    password = SignerPasswordField(
        label=gettext_lazy("Your password"),
        help_text=gettext_lazy("With it you sign that you have checked the evidence."),
    )

    def offer(self, items: list[Item]) -> None:
        """Offers what is not credited yet, by subject."""
        open_items = [item for item in items if not item.is_credited]
        groups = groupby(open_items, key=lambda item: item.group)
        set_choices(
            self, "items", [(name_group(name), [build_choice(item) for item in group]) for name, group in groups]
        )


def name_group(name: str) -> str:
    """The name of a subject; the other headings, which are constants in English, in the active language."""
    headings = {MISSIONS: gettext("Missions"), WHOLE_TRAINING: gettext("Exams of the whole training")}
    return headings.get(name, name)


def build_choice(item: Item) -> tuple[str, str]:
    name = gettext("exam: %(name)s") % {"name": item.name} if item.kind == Credit.Kind.EXAM else item.name
    return str(item.id), gettext("%(name)s (done)") % {"name": name} if item.is_done else name


def build_credit_page(request: Any, enrollment_id: uuid.UUID, by: User) -> ActPage:
    """Raises NotFound for an enrollment the manager does not see."""
    enrollment = get_enrollment(enrollment_id, by)
    data = get_form_data(request)
    # An empty dictionary of files would bind the form too.
    form = CreditForm(by, data, request.FILES if data else None)
    form.offer(list_items(enrollment, clock.now()))
    obstacle = explain_credit_obstacle(enrollment, by)
    return ActPage(
        title=gettext("Credit earlier training"),
        button=gettext("Sign and credit"),
        listing=build_listing(enrollment, obstacle),
        form=form,
        run=lambda data: run_credit(enrollment, data, by),
        template="enrollment_acts/credit.html",
    )


def build_listing(enrollment: Enrollment, obstacle: str) -> Listing:
    name = describe(enrollment)
    return Listing([], [(name, obstacle)]) if obstacle else Listing([name])


def run_credit(enrollment: Enrollment, data: dict[str, Any], by: User) -> str:
    chosen = CreditInput([uuid.UUID(id) for id in data["items"]], data["reason"], data["document"])
    given = give_credits(enrollment_id=enrollment.pk, credit=chosen, password=data["password"], by=by)
    text = gettext("Credited %(count)s to %(enrollment)s.")
    return text % {"count": len(given), "enrollment": describe(enrollment)}


def get_credit(enrollment_id: uuid.UUID, credit_id: uuid.UUID, by: User) -> Credit:
    """Raises NotFound for a credit the manager does not see, and for one of another enrollment."""
    rows = Credit.objects.visible_to(by).select_related("enrollment__user", "enrollment__training")
    credit: Credit = get_one_or_404(rows, pk=credit_id, enrollment=enrollment_id)
    return credit


def build_revocation_page(request: Any, credit: Credit, by: User) -> ActPage:
    item = read_item_names([credit]).get(credit.item_id) or gettext("A deleted item")
    name = f"{item}, {describe(credit.enrollment)}"
    return ActPage(
        title=gettext("Revoke a credit"),
        button=gettext("Revoke"),
        listing=Listing([name]) if credit.is_live else Listing([], [(name, gettext("It is revoked."))]),
        form=ReasonForm(by, get_form_data(request)),
        run=lambda data: run_revocation(credit, data, by),
    )


def run_revocation(credit: Credit, data: dict[str, Any], by: User) -> str:
    revoke_credit(credit_id=credit.pk, reason=data["reason"], by=by)
    return gettext("The credit is revoked.")
