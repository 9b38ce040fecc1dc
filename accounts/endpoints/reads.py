"""What the endpoints of accounts read."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Login, User
from core.database.statements import Statement

if TYPE_CHECKING:
    from accounts.querysets import UserWithApiFlag

LOGINS_SHOWN = 50


def read_own_account(user_id: int) -> "UserWithApiFlag":
    """The user with the company and `has_api_key`, in one query."""
    (user,) = query_account.fetch(user_id=user_id, now=timezone.now())
    return user


def select_account(*, user_id: int, now: datetime) -> "QuerySet[UserWithApiFlag]":
    rows: QuerySet[UserWithApiFlag] = User.objects.select_related("company").with_api_flag(now).filter(pk=user_id)
    return rows


query_account = Statement(select_account)


def list_logins(viewer: User, user: User) -> Iterable[Login]:
    """The last logins of a person whom the viewer sees, or of the viewer, the newest first."""
    return Login.objects.visible_to(viewer).filter(user=user).order_by("-at", "-id")[:LOGINS_SHOWN]
