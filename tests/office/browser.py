"""A browser in front of the managers' admin."""

from typing import Any

from django.test import Client

from accounts.models import User
from tests.factories import PASSWORD


class Browser(Client):
    """A client that behaves like a browser: an exception in a view is a response with status 500."""

    def __init__(self, **defaults: Any) -> None:
        super().__init__(raise_request_exception=False, **defaults)

    def enter(self, user: User, password: str = PASSWORD) -> Any:
        """Fills in the login page of the admin and follows to where it leads."""
        return self.post("/admin/login/?next=/admin/", {"username": user.email, "password": password}, follow=True)


def open_browser(user: User) -> Browser:
    """A browser in which the user, who gets a password for it, has filled in the login page."""
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    browser = Browser()
    browser.enter(user)
    return browser
