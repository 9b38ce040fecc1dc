"""What the endpoints of accounts read."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from accounts.models import Login, User

if TYPE_CHECKING:
    from accounts.querysets import UserWithApiFlag

LOGINS_SHOWN = 50


def read_own_account(user_id: int) -> "UserWithApiFlag":
    """The user with the company and `has_api_key`, in one query."""
    user: UserWithApiFlag = User.objects.select_related("company").with_api_flag().get(pk=user_id)
    return user


def list_logins(viewer: User, user: User) -> Iterable[Login]:
    """The last logins of a person whom the viewer sees, or of the viewer, the newest first."""
    return Login.objects.visible_to(viewer).filter(user=user).order_by("-at", "-id")[:LOGINS_SHOWN]
