"""Mails about the account. The links and codes come from accounts/mails.py."""

from django.utils.translation import gettext as _

from mail.contents.content import Content, Details, Link, Row
from mail.languages import format_moment


def write_invitation(details: Details) -> Content:
    values = {"school": details.school, "by": details.get_text("by")}
    if values["by"]:
        invitation = _("%(by)s has created an account for you in the training system of %(school)s.") % values
    else:
        invitation = _("An account has been created for you in the training system of %(school)s.") % values
    return Content(
        subject=_("Your account at %(school)s") % values,
        paragraphs=(invitation, _("Set your password to begin.")),
        rows=(Row(_("You log in with"), details.mail.address),),
        link=Link(_("Set your password"), details.get_text("link")),
        notes=(
            describe_expiry(details),
            _("If you do not expect an account there, ignore this mail."),
        ),
    )


def write_recovery(details: Details) -> Content:
    return Content(
        subject=_("Set a new password"),
        paragraphs=(
            _("Somebody has asked for a new password for your account at %(school)s.") % {"school": details.school},
            _("If it was you, set it here:"),
        ),
        link=Link(_("Set a new password"), details.get_text("link")),
        notes=(describe_expiry(details), _("If it was not you, ignore this mail: your password stays as it is.")),
    )


def write_confirmation(details: Details) -> Content:
    return Content(
        subject=_("Confirm your e-mail address"),
        paragraphs=(
            _("Please confirm that this is the address of your account at %(school)s.") % {"school": details.school},
            _("From then on, you log in with it."),
        ),
        rows=(Row(_("New address"), details.mail.address),),
        link=Link(_("Confirm the address"), details.get_text("link")),
        notes=(describe_expiry(details), _("If you have not asked for this, ignore this mail.")),
    )


def write_address_change(details: Details) -> Content:
    return Content(
        subject=_("Your e-mail address is about to change"),
        paragraphs=(
            _("Somebody has asked to change the address of your account at %(school)s.") % {"school": details.school},
            _("The new address counts as soon as it is confirmed. Until then, you log in with the present one."),
        ),
        rows=(Row(_("New address"), details.get_text("new")),),
        notes=(_("If it was not you, change your password now and inform your school."),),
    )


def write_login_code(details: Details) -> Content:
    return Content(
        subject=_("Your login code"),
        paragraphs=(_("Enter this code to log in at %(school)s:") % {"school": details.school},),
        code=details.get_text("digits"),
        notes=(
            _("The code works once, until %(until)s.") % {"until": details.get_moment("expires_at")},
            _("If you are not logging in right now, somebody else knows your password: change it."),
        ),
    )


def write_account_changed(details: Details) -> Content:
    moment = format_moment(details.mail.created_at, details.mail.company.zone)
    return Content(
        subject=describe_change(details.get_text("change")),
        paragraphs=(
            describe_change(details.get_text("change")) + ".",
            _("This concerns your account at %(school)s.") % {"school": details.school},
        ),
        rows=(Row(_("When"), moment),),
        notes=(_("If it was not you, inform your school at once."),),
    )


def describe_change(change: str) -> str:
    changes = {
        "password": _("Your password has been changed"),
        "two_factor_on": _("Logging in now requires a second factor"),
        "two_factor_off": _("Logging in no longer requires a second factor"),
        "two_factor_reset": _("Your second factor has been reset"),
        "address": _("Your e-mail address has been changed"),
    }
    return changes.get(change) or _("Your account has been changed")


def describe_expiry(details: Details) -> str:
    return _("The link works once, until %(until)s.") % {"until": details.get_moment("expires_at")}
