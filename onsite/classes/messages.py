"""Messages to people about their classes."""

from collections.abc import Collection

from accounts.models import User
from accounts.notifications import notify
from mail.message_texts import MessageText
from onsite.models import ClassSession


def notify_users(
    session: ClassSession,
    user_ids: Collection[int],
    text_key: str,
    *,
    by: User,
    has_own_mail: bool = True,
) -> None:
    """Sends each user a message with the class and its start in school time; `text_key` is one of
    `mail.message_texts.TEXTS`.

    `has_own_mail`: the act sends mails of its own kind (onsite/classes/mails.py), so there is none about the message.
    """
    recipients = sorted(user_ids)
    values = {"subject": str(session.subject), "starts_at": session.starts_at.isoformat()}
    notify(
        company=by.company,
        recipients=recipients,
        urls=[f"/trainings/onsite/class/{session.pk}.json"] * len(recipients),
        text=MessageText(text_key, values),
        sender=by,
        has_own_mail=has_own_mail,
    )


def list_roster_user_ids(session: ClassSession) -> set[int]:
    """The ids of the users on the roster."""
    return set(session.attendances.values_list("enrollment__user_id", flat=True))
