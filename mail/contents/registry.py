"""Which function writes which kind of mail."""

from collections.abc import Callable

from mail.contents import account, classes, messages, qualifications, trainings
from mail.contents.content import Content, Details
from mail.kinds import MailKind

WRITERS: dict[MailKind, Callable[[Details], Content]] = {
    MailKind.INVITATION: account.write_invitation,
    MailKind.CONFIRMATION: account.write_confirmation,
    MailKind.ADDRESS_CHANGE: account.write_address_change,
    MailKind.RECOVERY: account.write_recovery,
    MailKind.LOGIN_CODE: account.write_login_code,
    MailKind.ACCOUNT_CHANGED: account.write_account_changed,
    MailKind.CLASS_SCHEDULED: classes.write_class_scheduled,
    MailKind.CLASS_CHANGED: classes.write_class_changed,
    MailKind.CLASS_CANCELLED: classes.write_class_cancelled,
    MailKind.DEADLINE: trainings.write_deadline,
    MailKind.TRAINING_FINISHED: trainings.write_training_finished,
    MailKind.VALIDITY: trainings.write_validity,
    MailKind.QUALIFICATION: qualifications.write_qualification,
    MailKind.DEBRIEFING: trainings.write_debriefing,
    MailKind.MESSAGE: messages.write_message,
    MailKind.DIGEST: messages.write_digest,
}
