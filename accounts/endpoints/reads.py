"""What the endpoints of accounts read."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

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


def complete_account(user: User) -> "UserWithApiFlag":
    """A user who was read with the company a moment ago, as the caller was, with `has_api_key`. One query."""
    completed = cast("UserWithApiFlag", user)
    (row,) = query_api_flag.fetch(user_id=user.pk, now=timezone.now())
    completed.has_api_key = row["has_api_key"]
    return completed


def select_api_flag(*, user_id: int, now: datetime) -> QuerySet[Any]:
    rows: QuerySet[Any] = User.objects.with_api_flag(now).filter(pk=user_id).values("has_api_key")
    return rows


query_account = Statement(select_account)
query_api_flag = Statement(select_api_flag)


def list_logins(viewer: User, user: User) -> Iterable[Login]:
    """The last logins of a person whom the viewer sees, or of the viewer, the newest first."""
    return Login.objects.visible_to(viewer).filter(user=user).order_by("-at", "-id")[:LOGINS_SHOWN]
