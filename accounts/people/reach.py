"""Locking people, and whose accounts a manager may change (accounts/roles.py).

Every service that changes somebody else's account begins with `lock_people` or `lock_person`, every one that changes
the own account with `lock_account`.
"""

from collections.abc import Collection

from django.utils.translation import gettext_lazy

from accounts.models import User
from core.exceptions import Forbidden, NotFound

OUT_OF_REACH = gettext_lazy("You cannot change people with a higher role than your own.")
ABOVE_OWN_ROLE = gettext_lazy("You cannot grant or remove a role higher than your own.")


def lock_account(id: int) -> User:
    """Locks a person's own row and returns it with the school; raises NotFound for one who was removed meanwhile.

    For what people do to their own account. Whatever opens a session or ends one takes this lock: of two at once, the
    second sees the first.
    """
    rows = User.objects.select_for_update(of=("self",), no_key=True).select_related("company")
    user: User | None = rows.filter(pk=id).first()
    if user is None:
        raise NotFound
    return user


def lock_people(ids: Collection[int], by: User | None) -> list[User]:
    """Locks people, in the order of their ids, and returns them with their school; `by` None is the operator.

    Raises NotFound when the manager does not see one of them, and Forbidden when one has a higher role. In one order,
    so that two managers with overlapping lists cannot deadlock; `no_key`, because rows that only refer to a user
    (sessions, events) may be inserted meanwhile. Roles cannot change until the commit.
    """
    rows = User.objects.visible_to(by) if by else User.objects.filter(deleted_at__isnull=True)
    rows = rows.select_for_update(of=("self",), no_key=True).select_related("company")
    people = list(rows.filter(pk__in=ids).order_by("pk"))
    if len(people) < len(set(ids)):
        raise NotFound
    if by is not None and not all(user.is_in_reach_of(by) for user in people):
        raise Forbidden(OUT_OF_REACH)
    return people


def lock_person(id: int, by: User | None) -> User:
    """Locks one person as `lock_people` does."""
    return lock_people([id], by)[0]


def check_role_grant(group: int, by: User | None) -> None:
    """Raises Forbidden for a role higher than the actor's own (accounts/roles.py); the operator may grant all."""
    if by is not None and group < by.group:
        raise Forbidden(ABOVE_OWN_ROLE, errors={"group": [ABOVE_OWN_ROLE]})
