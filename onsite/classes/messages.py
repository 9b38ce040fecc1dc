"""Messages to people about their classes."""

from collections.abc import Collection

from accounts.models import User
from accounts.notifications import notify
from onsite.models import ClassSession


def notify_users(session: ClassSession, user_ids: Collection[int], what: str, *, by: User) -> None:
    """Sends each user a message: `what` happened to which class, and when it is, in the school's time zone."""
    recipients = sorted(user_ids)
    notify(
        company=by.company,
        recipients=recipients,
        urls=[f"/trainings/onsite/class/{session.pk}.json"] * len(recipients),
        subject=f"{what}: {session.subject}, {by.company.local_text(session.starts_at)}"[:200],  # the column's length
        sender=by,
    )


def list_roster_users(session: ClassSession) -> set[int]:
    """The ids of the users on the roster."""
    return set(session.attendances.values_list("enrollment__user_id", flat=True))
