"""Who sees which people, groups and messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import BaseUserManager
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from core.text.cleaning import clean_email

if TYPE_CHECKING:
    from accounts.models import Notification, PilotGroup, Token, User


class UserQuerySet(QuerySet["User"]):
    def visible_to(self, user: User) -> UserQuerySet:
        """The people of the caller's school."""
        return self.filter(company_id=user.company_id)

    def in_reach_of(self, manager: User) -> UserQuerySet:
        """The people whose account, password, role and keys the manager may change (accounts/roles.py)."""
        return self.visible_to(manager).filter(group__gte=manager.group)

    def staff(self) -> UserQuerySet:
        """Those who may teach and supervise."""
        from accounts.roles import STAFF_UP_TO

        return self.filter(group__lte=STAFF_UP_TO)

    def with_api_flag(self) -> UserQuerySet:
        """Adds `has_api_key`: the person holds a live API key."""
        from accounts.models import Token

        keys = Token.objects.live().filter(user=OuterRef("pk"), kind=Token.Kind.API_KEY)
        return self.annotate(has_api_key=Exists(keys))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email=clean_email(email or ""))  # type: ignore[no-any-return]

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A stored user; the address is kept in lower case, the password hashed (None: cannot log in)."""
        user: User = self.model(email=clean_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class PilotGroupQuerySet(QuerySet["PilotGroup"]):
    def visible_to(self, user: User) -> PilotGroupQuerySet:
        return self.filter(company_id=user.company_id)


class TokenQuerySet(QuerySet["Token"]):
    def visible_to(self, user: User) -> TokenQuerySet:
        """The tokens of the caller's school, for its managers."""
        return self.filter(user__company_id=user.company_id)

    def live(self) -> TokenQuerySet:
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now()), revoked_at__isnull=True)


class NotificationQuerySet(QuerySet["Notification"]):
    def visible_to(self, user: User) -> NotificationQuerySet:
        """A message is its recipient's alone."""
        return self.filter(recipient=user)

    def unread(self) -> NotificationQuerySet:
        return self.filter(read_at__isnull=True).order_by("-created_at", "-id")
