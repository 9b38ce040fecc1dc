"""The manager who uses the admin, and the language that its pages are in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import activate, override

from accounts.models import User
from api.handlers import handle_database_outage
from core.dates.locales import choose_locale


def get_manager(request: HttpRequest) -> User:
    """The logged-in manager; the site admits nobody else (`ManagersSite.has_permission`)."""
    assert isinstance(request.user, User)  # noqa: S101
    return request.user


@contextmanager
def activate_locale(person: User) -> Iterator[None]:
    """Within it, texts are in the person's language, and days and times as that language writes them, in the school's
    time zone. Reads `company`: select it with the user."""
    school = person.company
    locale = choose_locale(person.language, school.timezone_id)
    with timezone.override(school.zone), override(locale):  # noqa: TID251
        yield


def use_language_of(person: User) -> None:
    """From here on, the rest of this request is in the person's language; LanguageMiddleware restores the former one.
    Reads `company`."""
    activate(choose_locale(person.language, person.company.timezone_id))


class ManagerLocale:
    """Middleware: whoever is logged in gets the admin in the own language, and error pages with it.

    Pages before the login are in the language of the browser (api/middleware/languages.py).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    @handle_database_outage  # it is the first to read the session
    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not (request.path.startswith("/admin/") and isinstance(request.user, User)):
            return self.get_response(request)
        with activate_locale(request.user):
            return self.get_response(request)
