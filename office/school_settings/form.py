"""The form of a school's settings. What is allowed, `edit_school` decides (accounts/school/settings.py)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Company

GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("School"), ("name", "timezone_id", "identity")),
    (_("Appearance and language"), ("logo", "accent_color", "language")),
    (_("Classes"), ("class_opens_hours_before", "class_closes_days_after")),
    (_("Rules"), ("rule_set", "retention_years", "hours_policy", "refuses_expired_signers")),
    (_("People"), ("people_edit_names", "two_factor_required_from")),
    (_("Mails"), ("mail_sender_name", "mail_reply_to")),
)
NOT_YOURS = _("Name and time zone are changed by the managers with the highest role of the school.")
FIELD_NAMES = {
    "timezone_id": _("time zone"),
    "language": _("language of the school"),
    "accent_color": _("accent colour"),
    "class_opens_hours_before": _("opens, hours before"),
    "class_closes_days_after": _("closes, days after"),
    "two_factor_required_from": _("second factor required from"),
    "people_edit_names": _("people edit their names"),
    "rule_set": _("rule set"),
    "retention_years": _("years of retention"),
    "hours_policy": _("required hours"),
    "refuses_expired_signers": _("expired instructors do not sign"),
    "mail_sender_name": _("name of the sender"),
    "mail_reply_to": _("replies go to"),
}
FIELD_HELP = {
    "language": _("Of new people, and of mails to people whose own language has no texts."),
    "accent_color": _(
        "Of buttons and links in the admin and in mails. Empty: blue. White text must be readable on it."
    ),
    "class_opens_hours_before": _("How many hours before its start a class can be recorded and signed."),
    "class_closes_days_after": _(
        "For how many days after its start the teacher may record and correct a class; managers may later too. After "
        "the same time, a certificate that a finish has issued counts as given out."
    ),
    "rule_set": _("The regulation under which the school trains. Pages name its paragraphs."),
    "retention_years": _(
        "How many years after the end of a training its records are kept before they may be deleted. Empty: as long as "
        "the rule set asks for, 3 years for EASA and 1 year for the FAA."
    ),
    "hours_policy": _("What a certificate does about hours that a training requires and the student does not have."),
    "refuses_expired_signers": _(
        "Whether an instructor with an expired rating, medical or permission may no longer sign classes and flights."
    ),
    "mail_sender_name": _("The name that mails come from. Empty: the name of the school."),
    "mail_reply_to": _(
        "The e-mail address that replies go to. Empty: the address of this server, from which mails are always sent."
    ),
}


class SchoolForm(forms.ModelForm[Company]):
    """What every manager decides for the school."""

    class Meta:
        model = Company
        fields = (
            "logo",
            "accent_color",
            "language",
            "class_opens_hours_before",
            "class_closes_days_after",
            "people_edit_names",
            "two_factor_required_from",
            "rule_set",
            "retention_years",
            "hours_policy",
            "refuses_expired_signers",
            "mail_sender_name",
            "mail_reply_to",
        )
        # In place of the text of the model, which knows of mails alone.
        help_texts = {"logo": _("Shown at the top of mails and above the menu of these pages.")}
