"""The page that asks before a qualification is removed."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from core.dates.writing import format_day
from instructors.models import Qualification
from instructors.papers import describe_paper
from instructors.services import remove_qualification
from office.enrollment_acts.forms import ReasonForm
from office.enrollment_acts.frame import ActPage, Listing, get_form_data


def build_removal_page(request: HttpRequest, row: Qualification, by: User, back: str) -> ActPage:
    name = name_exactly(row)
    is_removed = not row.is_live
    return ActPage(
        title=_("Remove a qualification"),
        button=_("Remove"),
        listing=Listing([], [(name, _("It is removed already."))]) if is_removed else Listing([name]),
        form=ReasonForm(by, get_form_data(request)),
        run=lambda data: run_removal(row, data, by),
        back=back,
    )


def name_exactly(row: Qualification) -> str:
    """With number and last valid day: a paper and its renewal have the same name."""
    values = {"paper": describe_paper(row), "person": row.user}
    if row.valid_until_on is None:
        return _("%(paper)s of %(person)s, valid without an end") % values
    return _("%(paper)s of %(person)s, valid until %(day)s") % {**values, "day": format_day(row.valid_until_on)}


def run_removal(row: Qualification, data: dict[str, Any], by: User) -> str:
    remove_qualification(qualification_id=row.pk, reason=data["reason"], by=by)
    return _("The qualification is removed. It stays on record, with your reason.")
