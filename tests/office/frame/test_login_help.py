"""The login page of the admin helps whoever does not get in, and tells nothing to who does not know the password."""

import re
from typing import Any

import pytest

from accounts.models import User
from tests.factories import PASSWORD
from tests.office.browser import Browser
from tests.world import World

WRONG = "The e-mail address or password is incorrect."


@pytest.fixture
def people(world: World) -> World:
    for person in (world.maria, world.ines, world.sam):
        person.set_password(PASSWORD)
        person.save()
    return world


def read_error(response: Any) -> str:
    """The text of the box with the error, with its links."""
    boxes = re.findall(r'<div class="errornote[^>]*>(.*?)</div>', response.content.decode(), re.DOTALL)
    assert len(boxes) == 1
    return " ".join(boxes[0].split())


def test_a_forgotten_password_is_one_click_away(db: None) -> None:
    page = Browser().get("/admin/login/").content.decode()

    assert re.search(r'<a href="/account/recover/">\s*Forgot your password\?', page)


@pytest.mark.parametrize("who", ["ines", "sam"])
def test_who_is_no_manager_is_told_where_to_go(people: World, settings: Any, who: str) -> None:
    settings.CLIENT_URL = "https://app.alpine.example"
    browser = Browser()

    error = read_error(browser.enter(getattr(people, who)))

    assert "Only training managers log in here." in error
    assert 'href="https://app.alpine.example"' in error
    assert 'href="/account/recover/"' in error
    assert "_auth_user_id" not in browser.session


def test_without_another_client_it_is_the_app_of_this_server(people: World) -> None:
    assert 'href="/app/"' in read_error(Browser().enter(people.sam))


def test_the_login_page_leads_to_the_app(db: None) -> None:
    assert '<a href="/app/">Open the app</a>' in Browser().get("/admin/login/").content.decode()


@pytest.mark.parametrize("who", ["ines", "sam", "maria"])
def test_a_wrong_password_tells_nothing_about_the_account(people: World, who: str) -> None:
    nobody = User(email="nobody@alpine.example")

    assert read_error(Browser().enter(getattr(people, who), "wrong")) == WRONG
    assert read_error(Browser().enter(nobody, "wrong")) == WRONG


@pytest.mark.parametrize("change", [{"is_active": False}, {"expires_on": "2026-03-17"}])
def test_a_closed_account_is_told_nothing_even_with_the_right_password(people: World, change: Any) -> None:
    User.objects.filter(pk=people.sam.pk).update(**change)

    assert read_error(Browser().enter(people.sam)) == WRONG


@pytest.mark.parametrize("password", [PASSWORD, "wrong"])
@pytest.mark.parametrize("who", ["maria", "sam", "nobody"])
def test_a_locked_account_says_for_how_long_whatever_the_password(people: World, who: str, password: str) -> None:
    person = getattr(people, who, User(email="nobody@alpine.example"))
    for _ in range(5):
        Browser().enter(person, "wrong")

    error = read_error(Browser().enter(person, password))
    assert error == "Too many failed login attempts. Please wait 15 minutes and try again."


@pytest.mark.parametrize("password", [PASSWORD, "wrong"])
def test_a_locked_network_says_so_too(people: World, settings: Any, frozen_clock: Any, password: str) -> None:
    settings.GUESSES_PER_ADDRESS = 3
    for number in range(3):
        Browser().enter(User(email=f"nobody{number}@alpine.example"), "wrong")
    frozen_clock.shift(14 * 60 + 1)

    error = read_error(Browser().enter(people.maria, password))
    assert error == "Too many failed login attempts. Please wait a minute and try again."
