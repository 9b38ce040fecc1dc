"""The kinds of mail, and the topics by which people choose what they get (docs/api.md, section 12)."""

from django.db.models import TextChoices


class Topic(TextChoices):
    """What a mail is about. Mails about the account always go; the others only to people who want them."""

    ACCOUNT = "account", "The account"
    ALERTS = "alerts", "Classes, deadlines and validity"
    MESSAGES = "message_alerts", "Messages"
    NEWSLETTER = "newsletter", "Weekly digest"


class MailKind(TextChoices):
    """What happened. `mail/contents/registry.py` says which function writes the mail."""

    INVITATION = "invitation", "Invitation"
    CONFIRMATION = "confirmation", "Confirmation of an address"
    ADDRESS_CHANGE = "address_change", "The address is about to change"
    RECOVERY = "recovery", "Recovery of the password"
    LOGIN_CODE = "login_code", "Code for a login"
    ACCOUNT_CHANGED = "account_changed", "The account was changed"
    CLASS_SCHEDULED = "class_scheduled", "Class scheduled"
    CLASS_CHANGED = "class_changed", "Class changed"
    CLASS_CANCELLED = "class_cancelled", "Class cancelled"
    DEADLINE = "deadline", "Deadline approaching"
    TRAINING_FINISHED = "training_finished", "Training finished"
    VALIDITY = "validity", "Validity running out"
    DEBRIEFING = "debriefing", "Debriefing waits for a signature"
    MESSAGE = "message", "Message"
    DIGEST = "digest", "Weekly digest"


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
    MailKind.DEBRIEFING: Topic.ALERTS,
    MailKind.MESSAGE: Topic.MESSAGES,
    MailKind.DIGEST: Topic.NEWSLETTER,
}
