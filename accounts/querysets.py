"""Who sees which people, groups and messages."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict, TypeVar, cast

from django.contrib.auth.models import BaseUserManager
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django_stubs_ext import WithAnnotations

from core.text.cleaning import clean_email

if TYPE_CHECKING:
    from accounts.models import AdminSession, Holiday, IdentityProvider, Login, Notification, PilotGroup, Token, User


R = TypeVar("R", bound="QuerySet[Any]")

MAX_MATCH_LENGTH = 254  # no name and no e-mail address is longer, so a longer text matches nothing


def filter_by_person(rows: R, text: str, *, person: str = "") -> R:
    """The rows whose person has this text in "name surname" or in the e-mail address, taken literally and without
    regard to case and accents. `person` is the lookup from a row to its person, such as `user__`."""
    if len(text) > MAX_MATCH_LENGTH:
        return rows.none()
    full_name = Concat(f"{person}name", Value(" "), f"{person}surname")
    matches = Q(full_name__finds=text) | Q(**{f"{person}email__finds": text})
    return rows.alias(full_name=full_name).filter(matches)


class ApiFlag(TypedDict):
    """What `with_api_flag` adds to a user."""

    has_api_key: bool


if TYPE_CHECKING:
    UserWithApiFlag: TypeAlias = WithAnnotations[User, ApiFlag]
    SizedPilotGroup: TypeAlias = WithAnnotations[PilotGroup, "PilotCount"]


class UserQuerySet(QuerySet["User"]):
    def visible_to(self, user: User) -> UserQuerySet:
        """The people of the user's school, without deleted ones."""
        return self.filter(company_id=user.company_id, deleted_at__isnull=True)

    def of_school(self, user: User) -> UserQuerySet:
        """The people of the user's school, with the deleted ones: for records that name them already."""
        return self.filter(company_id=user.company_id)

    def in_reach_of(self, manager: User) -> UserQuerySet:
        """The users whose account, password, role and keys the manager may change (accounts/roles.py).

        `User.is_in_reach_of` says the same of one row.
        """
        return self.visible_to(manager).filter(group__gte=manager.group)

    def deleted_from(self, user: User) -> UserQuerySet:
        """The deleted people of the user's school, whom only the records name (docs/decisions/0021)."""
        return self.filter(company_id=user.company_id, deleted_at__isnull=False)

    def by_name(self) -> UserQuerySet:
        return self.order_by("surname", "name", "id")

    def active(self) -> UserQuerySet:
        return self.filter(is_active=True)

    def able_to_log_in(self, today: date) -> UserQuerySet:
        """Those for whom `may_log_in` is true on this day of the school."""
        return self.active().filter(Q(expires_on__isnull=True) | Q(expires_on__gte=today))

    def staff(self) -> UserQuerySet:
        """Users who may teach and supervise."""
        from accounts.roles import STAFF_UP_TO

        return self.filter(group__lte=STAFF_UP_TO)

    def managers(self) -> UserQuerySet:
        """Users who use the admin."""
        from accounts.roles import MANAGERS_UP_TO

        return self.filter(group__lte=MANAGERS_UP_TO)

    def with_api_flag(self, now: datetime | None = None) -> QuerySet[UserWithApiFlag]:
        """Adds `has_api_key`: whether the user has a live API key, at present if no moment is named."""
        from accounts.models import Token

        keys = Token.objects.live(now).filter(user=OuterRef("pk"), kind=Token.Kind.API_KEY)
        return cast("QuerySet[UserWithApiFlag]", self.annotate(has_api_key=Exists(keys)))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]  # the base class is a call
    """Finds users by their e-mail address; `accounts.people.services.create_users` creates them."""

    def get_by_natural_key(self, email: str | None) -> User:
        user: User = self.get(email=clean_email(email or ""))
        return user


class PilotCount(TypedDict):
    """What `with_pilot_count` adds to a pilot group."""

    pilot_count: int


class PilotGroupQuerySet(QuerySet["PilotGroup"]):
    def visible_to(self, user: User) -> PilotGroupQuerySet:
        return self.filter(company_id=user.company_id)

    def with_pilot_count(self) -> QuerySet[SizedPilotGroup]:
        """Adds `pilot_count`, the number of members at the school of the group."""
        members = Q(members__company=F("company"), members__deleted_at__isnull=True)
        return cast("QuerySet[SizedPilotGroup]", self.annotate(pilot_count=Count("members", filter=members)))


class TokenQuerySet(QuerySet["Token"]):
    def visible_to(self, user: User) -> TokenQuerySet:
        """The tokens of the user's school; only managers have a page that lists them."""
        return self.filter(user__company_id=user.company_id)

    def live(self, now: datetime | None = None) -> TokenQuerySet:
        """Tokens that are neither revoked nor expired."""
        unexpired = Q(expires_at__isnull=True) | Q(expires_at__gt=now or timezone.now())
        return self.filter(unexpired, revoked_at__isnull=True)


class NotificationQuerySet(QuerySet["Notification"]):
    def visible_to(self, user: User) -> NotificationQuerySet:
        """Only the user's own messages; not even managers read those of others."""
        return self.filter(recipient=user)

    def newest_first(self) -> NotificationQuerySet:
        return self.order_by("-created_at", "-id")

    def unread(self) -> NotificationQuerySet:
        """Unread messages, newest first."""
        return self.filter(read_at__isnull=True).newest_first()


class LoginQuerySet(QuerySet["Login"]):
    def visible_to(self, user: User) -> LoginQuerySet:
        """The user's own logins, and for managers those of their school."""
        return self.filter(user__company_id=user.company_id) if user.is_manager else self.filter(user=user)


class AdminSessionQuerySet(QuerySet["AdminSession"]):
    def visible_to(self, user: User) -> AdminSessionQuerySet:
        """Only the user's own sessions."""
        return self.filter(user=user)

    def live(self) -> AdminSessionQuerySet:
        return self.filter(expire_date__gt=timezone.now())


class IdentityProviderQuerySet(QuerySet["IdentityProvider"]):
    def visible_to(self, user: User) -> IdentityProviderQuerySet:
        return self.filter(company_id=user.company_id)


class HolidayQuerySet(QuerySet["Holiday"]):
    def visible_to(self, user: User) -> HolidayQuerySet:
        """The holidays of the user's school."""
        return self.filter(company_id=user.company_id)

    def between(self, first_day: date, last_day: date) -> HolidayQuerySet:
        """Those with at least one day from `first_day` to `last_day`, both included."""
        return self.filter(first_day__lte=last_day, last_day__gte=first_day)
