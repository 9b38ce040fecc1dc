"""What the endpoints of accounts read."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from accounts.models import Notification, User

if TYPE_CHECKING:
    from accounts.querysets import UserWithApiFlag

UNREAD_LIMIT = 100


def read_own_account(user_id: int) -> "UserWithApiFlag":
    """The user with the company and `has_api_key`, in one query."""
    user: UserWithApiFlag = User.objects.select_related("company").with_api_flag().get(pk=user_id)
    return user


def list_unread_messages(user: User) -> Iterable[Notification]:
    """The newest unread messages of the user, with their senders."""
    return Notification.objects.visible_to(user).unread().select_related("sender")[:UNREAD_LIMIT]
