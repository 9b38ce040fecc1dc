"""`/account/confirm/{user_id}/{code}/`: the link to a new address."""

from datetime import timedelta
from typing import Any

from accounts.models import User
from accounts.one_time_codes import LIFETIMES, Purpose
from tests.accounts.pages.conftest import create_link, read_text, submit
from tests.office.browser import Browser
from tests.world import World

ADDRESS = "sam@new.example"


def create_confirmation(user: User) -> str:
    return create_link(user, Purpose.CONFIRMATION, ADDRESS)


def get_address(user: User) -> str:
    return str(User.objects.get(pk=user.pk).email)


def test_opening_the_link_asks_and_changes_nothing(browser: Browser, world: World) -> None:
    address = create_confirmation(world.sam)
    page = read_text(browser.get(address))
    browser.head(address)

    for text in (ADDRESS, "Sam Student", "Alpine Flight School", "Confirm this address"):
        assert text in page
    assert get_address(world.sam) == "sam@alpine.example"


def test_the_button_confirms(browser: Browser, world: World) -> None:
    address = create_confirmation(world.sam)
    response = submit(browser, address)

    assert (response.status_code, response["Location"]) == (302, address)
    assert get_address(world.sam) == ADDRESS
    assert "Your e-mail address is confirmed" in read_text(browser.get(address))


def test_the_button_may_be_pressed_twice(browser: Browser, world: World) -> None:
    address = create_confirmation(world.sam)
    submit(browser, address)

    assert submit(browser, address).status_code == 302
    assert get_address(world.sam) == ADDRESS


def test_a_link_of_an_address_that_was_changed_again_no_longer_works(browser: Browser, world: World) -> None:
    address = create_confirmation(world.sam)
    submit(browser, address)
    User.objects.filter(pk=world.sam.pk).update(email="sam@third.example")

    assert browser.get(address).status_code == submit(browser, address).status_code == 404
    assert get_address(world.sam) == "sam@third.example"


def test_an_expired_link_no_longer_works(browser: Browser, world: World, frozen_clock: Any) -> None:
    address = create_confirmation(world.sam)
    frozen_clock.shift(LIFETIMES[Purpose.CONFIRMATION] + timedelta(seconds=1))

    assert browser.get(address).status_code == submit(browser, address).status_code == 404
    assert get_address(world.sam) == "sam@alpine.example"


def test_an_address_that_somebody_else_has_taken_meanwhile_is_not_confirmed(browser: Browser, world: World) -> None:
    address = create_confirmation(world.sam)
    User.objects.filter(pk=world.olga.pk).update(email=ADDRESS)

    assert submit(browser, address).status_code in {404, 409}
    assert get_address(world.sam) == "sam@alpine.example"


def test_a_link_to_set_a_password_confirms_no_address(browser: Browser, world: World) -> None:
    code = create_link(world.sam).split("/")[4]

    assert submit(browser, f"/account/confirm/{world.sam.pk}/{code}/").status_code == 404
