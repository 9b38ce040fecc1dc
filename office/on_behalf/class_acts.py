"""The pages that ask before a class is signed, or its signature is taken back."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from core.dates.writing import format_duration
from core.exceptions import DomainError
from office.enrollment_acts.forms import ActForm, ReasonForm
from office.enrollment_acts.frame import ActPage, Listing, get_form_data
from office.forms.text_fields import SignerPasswordField
from office.on_behalf.class_sheet import ClassSheet
from office.on_behalf.standing import describe_standing, read_standing
from office.on_behalf.versioned_forms import VersionField
from onsite.classes.rights import find_signing_obstacle, find_unsigning_obstacle
from onsite.classes.signing import MEANING, sign_class, unsign_class
from onsite.models import Attendance
from records.versions import format_version

TEMPLATE = "on_behalf/act.html"


class SigningForm(ActForm):
    version = VersionField()
    password = SignerPasswordField(
        label=gettext_lazy("Your password"), help_text=gettext_lazy("With it you sign as the teacher of the class.")
    )


def build_signing_page(request: HttpRequest, sheet: ClassSheet, by: User) -> ActPage:
    """The manager signs what the page shows as the teacher of the class, or is told that only the teacher may."""
    form = SigningForm(by, get_form_data(request))
    form.initial["version"] = format_version(sheet.version)
    meaning = _("You sign: “%(meaning)s”") % {"meaning": MEANING}
    return build_page(
        sheet,
        title=_("Sign the class"),
        button=_("Sign"),
        obstacle=find_signing_obstacle(sheet.access),
        form=form,
        run=lambda data: run_signing(sheet, data, by),
        notes=[meaning, *map(describe_attendance, sheet.roster), *describe_absences(sheet)],
    )


def describe_attendance(row: Attendance) -> str:
    """`Sam Student: present, 45 min`."""
    presence = {None: _("not recorded"), True: _("present"), False: _("absent")}[row.is_present]
    parts = [presence, *([format_duration(row.seconds)] if row.seconds else [])]
    if row.is_passed is not None:
        parts.append(_("passed") if row.is_passed else _("failed"))
    return f"{row.enrollment.user}: {', '.join(parts)}"


def describe_absences(sheet: ClassSheet) -> list[str]:
    count = sheet.unrecorded_count
    text = ngettext(
        "%(count)s student without recorded attendance is stored as absent.",
        "%(count)s students without recorded attendance are stored as absent.",
        count,
    )
    return [text % {"count": count}] if count else []


def run_signing(sheet: ClassSheet, data: dict[str, Any], by: User) -> str:
    sign_class(session=sheet.session, password=data["password"], version=data["version"], by=by)
    return _("The class is signed.")


def build_unsigning_page(request: HttpRequest, sheet: ClassSheet, by: User) -> ActPage:
    keeps = _("Taking the signature back changes nothing that is recorded; the class can be corrected afterwards.")
    return build_page(
        sheet,
        title=_("Take the signature of the class back"),
        button=_("Take it back"),
        obstacle=find_unsigning_obstacle(sheet.access),
        form=ReasonForm(by, get_form_data(request)),
        run=lambda data: run_unsigning(sheet, data, by),
        notes=[keeps, *describe_standing(read_standing(sheet.enrollment_ids))],
    )


def run_unsigning(sheet: ClassSheet, data: dict[str, Any], by: User) -> str:
    unsign_class(session=sheet.session, reason=data["reason"], by=by)
    return _("The signature is taken back. The teacher, %(teacher)s, can sign the class again.") % {
        "teacher": sheet.session.teacher
    }


def build_page(
    sheet: ClassSheet, *, obstacle: DomainError | None, form: forms.Form, notes: list[str], **parts: Any
) -> ActPage:
    name = str(sheet.session)
    listing = Listing([], [(name, obstacle.message)]) if obstacle else Listing([name])
    return ActPage(listing=listing, form=form, template=TEMPLATE, context={"notes": [] if obstacle else notes}, **parts)
