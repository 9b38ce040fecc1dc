"""The manager who uses the admin."""

from django.http import HttpRequest

from accounts.models import User


def get_manager(request: HttpRequest) -> User:
    """The logged-in manager; the site admits nobody else (`ManagersSite.has_permission`)."""
    assert isinstance(request.user, User)  # noqa: S101
    return request.user
