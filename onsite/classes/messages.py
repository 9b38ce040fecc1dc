"""Messages to people about their classes."""

from collections.abc import Collection

from accounts.models import User
from accounts.notifications import notify
from onsite.models import ClassSession


def notify_users(session: ClassSession, user_ids: Collection[int], headline: str, *, by: User) -> None:
    """Sends each user a message whose subject is the headline, the class and its start in school time."""
    recipients = sorted(user_ids)
    notify(
        company=by.company,
        recipients=recipients,
        urls=[f"/trainings/onsite/class/{session.pk}.json"] * len(recipients),
        subject=f"{headline}: {session.subject}, {by.company.local_text(session.starts_at)}"[
            :200
        ],  # the length of the column
        sender=by,
    )


def list_roster_user_ids(session: ClassSession) -> set[int]:
    """The ids of the users on the roster."""
    return set(session.attendances.values_list("enrollment__user_id", flat=True))
