"""The kinds of mail, and the topics by which people choose what they get (docs/api.md, section 12)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Topic(TextChoices):
    """What a mail is about. Mails about the account always go; the others only to people who want them."""

    ACCOUNT = "account", _("The account")
    ALERTS = "alerts", _("Classes, deadlines and validity")
    MESSAGES = "message_alerts", _("Messages")
    NEWSLETTER = "newsletter", _("Weekly digest")


class MailKind(TextChoices):
    """What happened. `mail/contents/registry.py` says which function writes the mail."""

    INVITATION = "invitation", _("Invitation")
    CONFIRMATION = "confirmation", _("Confirmation of an address")
    ADDRESS_CHANGE = "address_change", _("The address is about to change")
    RECOVERY = "recovery", _("Recovery of the password")
    LOGIN_CODE = "login_code", _("Code for a login")
    ACCOUNT_CHANGED = "account_changed", _("The account was changed")
    CLASS_SCHEDULED = "class_scheduled", _("Class scheduled")
    CLASS_CHANGED = "class_changed", _("Class changed")
    CLASS_CANCELLED = "class_cancelled", _("Class cancelled")
    DEADLINE = "deadline", _("Deadline approaching")
    TRAINING_FINISHED = "training_finished", _("Training finished")
    VALIDITY = "validity", _("Validity running out")
    QUALIFICATION = "qualification", _("Qualification running out")
    DEBRIEFING = "debriefing", _("Debriefing waits for a signature")
    MESSAGE = "message", _("Message")
    DIGEST = "digest", _("Weekly digest")


TOPICS: dict[MailKind, Topic] = {
    MailKind.INVITATION: Topic.ACCOUNT,
    MailKind.CONFIRMATION: Topic.ACCOUNT,
    MailKind.ADDRESS_CHANGE: Topic.ACCOUNT,
    MailKind.RECOVERY: Topic.ACCOUNT,
    MailKind.LOGIN_CODE: Topic.ACCOUNT,
    MailKind.ACCOUNT_CHANGED: Topic.ACCOUNT,
    MailKind.CLASS_SCHEDULED: Topic.ALERTS,
    MailKind.CLASS_CHANGED: Topic.ALERTS,
    MailKind.CLASS_CANCELLED: Topic.ALERTS,
    MailKind.DEADLINE: Topic.ALERTS,
    MailKind.TRAINING_FINISHED: Topic.ALERTS,
    MailKind.VALIDITY: Topic.ALERTS,
    MailKind.QUALIFICATION: Topic.ALERTS,
    MailKind.DEBRIEFING: Topic.ALERTS,
    MailKind.MESSAGE: Topic.MESSAGES,
    MailKind.DIGEST: Topic.NEWSLETTER,
}
