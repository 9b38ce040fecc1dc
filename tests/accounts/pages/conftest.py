"""Fixtures of the tests of the account pages."""

from typing import Any

import pytest

from accounts.models import OneTimeCode, User
from accounts.one_time_codes import Purpose, derive_link_code, issue_code
from tests.office.browser import Browser


@pytest.fixture(autouse=True)
def mail_server(settings: Any) -> None:
    settings.MAIL_ENABLED = True


@pytest.fixture
def browser(db: None) -> Browser:
    """A browser of somebody who is not logged in, with Django's check against forged forms."""
    return Browser(enforce_csrf_checks=True, headers={"accept-language": "en"})


def build_link(user: User, code: OneTimeCode) -> str:
    page = "confirm" if code.purpose == Purpose.CONFIRMATION else "password"
    return f"/account/{page}/{user.pk}/{derive_link_code(code)}/"


def create_link(user: User, purpose: Purpose = Purpose.RECOVERY, email: str = "") -> str:
    """The address in a mail of this purpose to the user."""
    return build_link(user, issue_code(user, purpose, email=email))


def submit(browser: Browser, address: str, **fields: str) -> Any:
    """Opens the page and sends its form, as a browser does with the cookie and the token in the form."""
    if "csrftoken" not in browser.cookies:
        browser.get("/account/recover/")
    browser.get(address)
    token = browser.cookies["csrftoken"].value if "csrftoken" in browser.cookies else ""
    return browser.post(address, {"csrfmiddlewaretoken": token, **fields})


def read_text(response: Any) -> str:
    return str(response.content.decode())
