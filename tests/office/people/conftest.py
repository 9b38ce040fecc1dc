"""The browser of a manager, and the form of a person."""

from typing import Any

import pytest

from accounts.models import User
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address
from tests.world import World


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


def build_form_data(user: User, **changes: Any) -> dict[str, Any]:
    """The data that the form of a person sends if only `changes` are filled in anew."""
    fields = {"email": user.email, "name": user.name, "surname": user.surname, "group": int(user.group)}
    return {**fields, "language": "en", "is_active": "on", **changes}


def save_person(browser: Browser, user: User, **changes: Any) -> Any:
    return browser.post(build_address(User, "change", user.pk), build_form_data(user, **changes))
