"""Who sees which people, groups and messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, TypedDict, cast

from django.contrib.auth.models import BaseUserManager
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django_stubs_ext import WithAnnotations

from core.text.cleaning import clean_email

if TYPE_CHECKING:
    from accounts.models import Notification, PilotGroup, Token, User


class ApiFlag(TypedDict):
    """What `with_api_flag` adds to a user."""

    has_api_key: bool


if TYPE_CHECKING:
    UserWithApiFlag: TypeAlias = WithAnnotations[User, ApiFlag]


class UserQuerySet(QuerySet["User"]):
    def visible_to(self, user: User) -> UserQuerySet:
        """The people of the user's school."""
        return self.filter(company_id=user.company_id)

    def in_reach_of(self, manager: User) -> UserQuerySet:
        """The users whose account, password, role and keys the manager may change (accounts/roles.py)."""
        return self.visible_to(manager).filter(group__gte=manager.group)

    def staff(self) -> UserQuerySet:
        """Users who may teach and supervise."""
        from accounts.roles import STAFF_UP_TO

        return self.filter(group__lte=STAFF_UP_TO)

    def with_api_flag(self) -> QuerySet[UserWithApiFlag]:
        """Adds `has_api_key`: whether the user has a live API key."""
        from accounts.models import Token

        keys = Token.objects.live().filter(user=OuterRef("pk"), kind=Token.Kind.API_KEY)
        return cast("QuerySet[UserWithApiFlag]", self.annotate(has_api_key=Exists(keys)))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]  # the base class is a call
    """Finds users by their e-mail address; `accounts.people.create_users` creates them."""

    def get_by_natural_key(self, email: str | None) -> User:
        user: User = self.get(email=clean_email(email or ""))
        return user


class PilotGroupQuerySet(QuerySet["PilotGroup"]):
    def visible_to(self, user: User) -> PilotGroupQuerySet:
        return self.filter(company_id=user.company_id)


class TokenQuerySet(QuerySet["Token"]):
    def visible_to(self, user: User) -> TokenQuerySet:
        """The tokens of the user's school; only managers have a page that lists them."""
        return self.filter(user__company_id=user.company_id)

    def live(self) -> TokenQuerySet:
        """Tokens that are neither revoked nor expired."""
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now()), revoked_at__isnull=True)


class NotificationQuerySet(QuerySet["Notification"]):
    def visible_to(self, user: User) -> NotificationQuerySet:
        """Only the user's own messages; not even managers read those of others."""
        return self.filter(recipient=user)

    def unread(self) -> NotificationQuerySet:
        """Unread messages, newest first."""
        return self.filter(read_at__isnull=True).order_by("-created_at", "-id")
