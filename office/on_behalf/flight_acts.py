"""The pages that ask before the signature under a debriefing is taken back, or a flight is deleted."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from missions.corrections import delete_flight, unsign_debriefing
from missions.debriefing import read_flight_content
from missions.ledger_texts import describe_flight
from missions.models import FlightRecord
from office.enrollment_acts.forms import ReasonForm
from office.enrollment_acts.frame import ActPage, Listing, get_form_data
from office.on_behalf.flight_pages import find_obstacle
from office.on_behalf.standing import describe_difference, describe_standing, read_standing
from office.on_behalf.versioned_forms import VersionField
from records.versions import build_version, format_version

TEMPLATE = "on_behalf/act.html"


class DeletionForm(ReasonForm):
    version = VersionField()


def build_unsigning_page(request: HttpRequest, row: FlightRecord, by: User) -> ActPage:
    keeps = _(
        "Taking the signature back changes nothing that is recorded; the flight can be corrected afterwards. The "
        "student is asked to sign again."
    )
    return build_page(
        row,
        title=_("Take the signature of the debriefing back"),
        button=_("Take it back"),
        obstacle="" if row.signed_at else _("The debriefing is not signed."),
        form=ReasonForm(by, get_form_data(request)),
        run=lambda data: run_unsigning(row, data, by),
        notes=[keeps, *describe_standing(read_standing([row.enrollment_id]))],
    )


def run_unsigning(row: FlightRecord, data: dict[str, Any], by: User) -> str:
    unsign_debriefing(record_id=row.pk, reason=data["reason"], by=by)
    return _("The signature is taken back. %(student)s can sign again.") % {"student": row.enrollment.user}


def build_deletion_page(request: HttpRequest, row: FlightRecord, by: User) -> ActPage:
    form = DeletionForm(by, get_form_data(request))
    form.initial["version"] = format_version(build_version(read_flight_content(row)))
    keeps = _("The flight is removed from the student's record. The ledger keeps what it was, and your reason.")
    return build_page(
        row,
        title=_("Delete a flight that was recorded by mistake"),
        button=_("Delete the flight"),
        obstacle=find_obstacle(row),
        form=form,
        run=lambda data: run_deletion(row, data, by),
        notes=[keeps, *describe_standing(read_standing([row.enrollment_id]))],
    )


def run_deletion(row: FlightRecord, data: dict[str, Any], by: User) -> str:
    before = read_standing([row.enrollment_id])
    delete_flight(record_id=row.pk, reason=data["reason"], version=data["version"], by=by)
    difference = describe_difference(before, read_standing([row.enrollment_id]))
    return " ".join([_("The flight is deleted."), difference]).strip()


def build_page(row: FlightRecord, *, obstacle: str, form: forms.Form, notes: list[str], **parts: Any) -> ActPage:
    name = describe_flight(row)
    listing = Listing([], [(name, obstacle)]) if obstacle else Listing([name])
    return ActPage(listing=listing, form=form, template=TEMPLATE, context={"notes": [] if obstacle else notes}, **parts)
