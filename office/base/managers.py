"""The manager who uses the admin."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import override

from accounts.models import User
from core.dates.locales import choose_date_locale


def get_manager(request: HttpRequest) -> User:
    """The logged-in manager; the site admits nobody else (`ManagersSite.has_permission`)."""
    assert isinstance(request.user, User)  # noqa: S101
    return request.user


@contextmanager
def activate_dates(manager: User) -> Iterator[None]:
    """Within it, Django's widgets, lists and date hierarchies use the school's time zone and the formats of the
    manager's language; texts stay English. Reads `company`: select it with the user."""
    school = manager.company
    locale = choose_date_locale(manager.language, school.timezone_id)
    with timezone.override(school.zone), override(locale):  # noqa: TID251
        yield
