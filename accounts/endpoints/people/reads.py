"""People as managers read them (docs/api.md, section 13)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.endpoints.people.filters import PeopleFilter
from accounts.models import PilotGroup, User
from accounts.querysets import UserQuerySet
from api.filters import apply_filters
from api.views import get_one_or_404
from core.exceptions import InvalidInput

if TYPE_CHECKING:
    from accounts.querysets import UserWithApiFlag

COLUMNS = (
    "id", "is_active", "email_confirmed_at", "invited_at", "is_pilot", "two_factor", "email", "group", "expires_on",
    "name", "surname", "photo",
)  # fmt: skip


def list_people(manager: User, values: dict[str, str]) -> UserQuerySet:
    """The people whom the manager sees and the filters match, by name."""
    rows: UserQuerySet = User.objects.visible_to(manager)
    return apply_filters(PeopleFilter, rows, values).by_name()


def read_people(rows: UserQuerySet) -> Iterable["UserWithApiFlag"]:
    """With the columns of a list. One query."""
    return rows.only(*COLUMNS).with_api_flag()


def read_page(page: Iterable[User]) -> list["UserWithApiFlag"]:
    """The people of a page of the list, in its order. One query.

    Apart from the query of the page: in one, the database would look for the API keys of everybody before the page too.
    """
    by_id = {user.pk: user for user in read_people(User.objects.filter(pk__in=[user.pk for user in page]))}
    return [by_id[user.pk] for user in page]


def read_names(manager: User) -> dict[str, dict[str, str]]:
    """The names of the active people by id, in the order of names."""
    rows = User.objects.visible_to(manager).active().by_name().values_list("pk", "name", "surname")
    return {str(id): {"name": f"{name} {surname}"} for id, name, surname in rows}


def read_person(manager: User, id: int) -> "UserWithApiFlag":
    """A person with the school. Raises NotFound for one whom the manager does not see."""
    rows = User.objects.visible_to(manager).select_related("company").with_api_flag()
    user: UserWithApiFlag = get_one_or_404(rows, pk=id)
    return user


def get_named_person(manager: User, id: int, *, field: str) -> User:
    """A person whom a body names. Raises InvalidInput, naming the field, for one whom the manager does not see."""
    user: User | None = User.objects.visible_to(manager).select_related("company").filter(pk=id).first()
    if user is None:
        raise InvalidInput.for_field(field, _("There is nobody with this id."))
    return user


def list_groups(manager: User, user: User) -> Iterable[PilotGroup]:
    """The pilot groups of a person, by name."""
    return PilotGroup.objects.visible_to(manager).filter(members=user).order_by("name")
