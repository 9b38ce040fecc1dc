"""What people are told about their classes."""

from collections.abc import Collection

from accounts.models import User
from accounts.notifications import notify
from onsite.models import ClassSession


def notify_users(session: ClassSession, user_ids: Collection[int], what: str, *, by: User) -> None:
    """An in-app message to each of the users: `what`, of which class and when, by the school's clock."""
    people = sorted(user_ids)
    notify(
        company=by.company,
        recipients=people,
        urls=[f"/trainings/onsite/class/{session.pk}.json"] * len(people),
        subject=f"{what}: {session.subject}, {by.company.local_text(session.starts_at)}"[:200],
        sender=by,
    )


def list_roster_users(session: ClassSession) -> set[int]:
    """The users on the roster."""
    return set(session.attendances.values_list("enrollment__user_id", flat=True))
