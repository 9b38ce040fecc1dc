"""The page on which a manager deletes records that are due: chosen one by one, and confirmed with the password."""

import uuid
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from accounts.models import User
from core import clock
from core.dates.writing import format_day
from office.enrollment_acts.acts import describe
from office.enrollment_acts.forms import ActForm
from office.enrollment_acts.frame import ActPage, Listing, get_form_data
from office.forms.binding import set_choices
from office.forms.text_fields import SignerPasswordField
from retention.clock import get_end_day
from retention.deleting.obstacles import explain_hold
from retention.deleting.services import delete_enrollment_records
from retention.querysets import due_for_deletion
from retention.reads import read_holds
from trainings.models import Enrollment

MAX_SHOWN = 200  # records that the page offers at once, the longest due first


class ConfirmationForm(ActForm):
    password = SignerPasswordField(
        label=gettext_lazy("Your password"), help_text=gettext_lazy("What is deleted cannot be brought back.")
    )


class DeletionForm(ConfirmationForm):
    records = forms.MultipleChoiceField(
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
        label=gettext_lazy("Records to delete"),
        error_messages={
            "required": gettext_lazy("Choose at least one record."),
            "invalid_choice": gettext_lazy(
                "A record that you chose is deleted already, or kept by now. The list has those that are due."
            ),
        },
    )
    field_order = ("records", "password")


def build_deletion_page(request: HttpRequest, by: User) -> ActPage:
    rows: list[Any] = list(due_for_deletion(by.company, clock.now())[:MAX_SHOWN])  # with `is_held`
    holds = read_holds(by.company)
    free, held = [row for row in rows if not row.is_held], [row for row in rows if row.is_held]
    form = DeletionForm(by, get_form_data(request))
    set_choices(form, "records", [(str(row.pk), describe_due(row)) for row in free])
    return ActPage(
        title=gettext("Delete records that are due"),
        button=gettext("Delete for ever"),
        listing=Listing([describe(row) for row in free], [(describe(row), describe_hold(row, holds)) for row in held]),
        form=form,
        run=lambda data: run_deletion([uuid.UUID(id) for id in data["records"]], data["password"], by),
        template="due_records/deletion.html",
        back=reverse("admin:retention_legalhold_due"),
    )


def describe_due(row: Enrollment) -> str:
    ended_on = get_end_day(row)
    values = {"enrollment": describe(row), "day": format_day(ended_on) if ended_on else "—"}
    return gettext("%(enrollment)s, ended on %(day)s") % values


def describe_hold(row: Enrollment, holds: Any) -> str:
    hold = holds.find(row)
    return explain_hold(hold) if hold else ""


def run_deletion(ids: list[uuid.UUID], password: str, by: User) -> str:
    outcome = delete_enrollment_records(enrollment_ids=ids, password=password, by=by)
    count = len(outcome.deleted)
    parts = [ngettext("%(count)s record is deleted.", "%(count)s records are deleted.", count) % {"count": count}]
    if outcome.forgotten:
        text = ngettext(
            "Of %(count)s person nothing was left, and the account is emptied.",
            "Of %(count)s people nothing was left, and their accounts are emptied.",
            outcome.forgotten,
        )
        parts.append(text % {"count": outcome.forgotten})
    parts += [gettext("Not deleted: %(reason)s") % {"reason": why} for why in sorted(set(outcome.refused.values()))]
    return " ".join(parts)
