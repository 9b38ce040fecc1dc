"""What the endpoints of messages read."""

from collections.abc import Iterable

from accounts.models import Notification, User
from accounts.querysets import NotificationQuerySet

UNREAD_LIMIT = 100


def list_unread_messages(user: User) -> Iterable[Notification]:
    """The newest unread messages of the user, with their senders."""
    return Notification.objects.visible_to(user).unread().select_related("sender")[:UNREAD_LIMIT]


def list_messages(user: User) -> NotificationQuerySet:
    """All messages of the user, newest first, with their senders."""
    return Notification.objects.visible_to(user).newest_first().select_related("sender")
