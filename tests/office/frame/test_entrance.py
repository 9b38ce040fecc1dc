"""The managers' admin is open to managers alone (docs/api.md, section 1, Roles)."""

from datetime import date
from typing import Any

import pytest

from accounts.api_keys import create_api_key
from accounts.models import User
from accounts.roles import Role
from tests.factories import PASSWORD
from tests.office.browser import Browser, open_browser
from tests.world import World

LOGIN = "/admin/login/?next=/admin/"


def is_inside(browser: Browser) -> bool:
    response = browser.get("/admin/")
    assert response.status_code == 200 or response["Location"] == LOGIN
    return bool(response.status_code == 200)


@pytest.mark.parametrize("group", Role)
def test_the_login_page_lets_in_managers_and_nobody_else(world: World, group: Role) -> None:
    User.objects.filter(pk=world.sam.pk).update(group=group)
    world.sam.refresh_from_db()

    assert is_inside(open_browser(world.sam)) is (group <= 135)


@pytest.mark.parametrize("who", ["charles", "ines", "sam"])
def test_no_page_of_the_admin_opens_for_anybody_else(world: World, who: str) -> None:
    browser = open_browser(getattr(world, who))

    for path in ("", "accounts/user/", "accounts/user/add/", f"accounts/user/{world.sam.pk}/change/", "jsi18n/",
                 "autocomplete/", "password_change/", "r/1/1/", "nothing/"):  # fmt: skip
        response = browser.get(f"/admin/{path}")
        assert response.status_code in (302, 403, 404), path
        assert "Charles" not in response.content.decode()


@pytest.mark.parametrize("password", ["wrong", "", PASSWORD + " ", "x" * 1025, "\x00"])
def test_a_wrong_password_stays_outside(world: World, password: str) -> None:
    open_browser(world.maria)
    browser = Browser()

    response = browser.enter(world.maria, password)

    assert response.status_code == 200
    assert not is_inside(browser)


@pytest.mark.parametrize("fields", [{"is_active": False}, {"expires_on": date(2026, 3, 17)}, {"group": 150}])
def test_a_manager_who_stops_being_one_is_outside_at_once(world: World, fields: Any) -> None:
    browser = open_browser(world.maria)
    assert is_inside(browser)

    User.objects.filter(pk=world.maria.pk).update(**fields)
    assert not is_inside(browser)


def test_logging_out_ends_the_visit(world: World) -> None:
    browser = open_browser(world.maria)
    browser.post("/admin/logout/")

    assert not is_inside(browser)


def test_a_new_password_ends_the_other_visits(world: World) -> None:
    browser = open_browser(world.maria)
    world.maria.set_password("another-password-9")
    world.maria.save()

    assert not is_inside(browser)


def test_a_bearer_token_opens_no_page_of_the_admin(world: World) -> None:
    secret = create_api_key(user=world.maria, name="office").secret

    assert Browser().get("/admin/", headers={"authorization": f"Bearer {secret}"}).status_code == 302


def test_a_form_without_its_csrf_token_changes_nothing(world: World) -> None:
    browser = Browser(enforce_csrf_checks=True)
    open_browser(world.maria)
    browser.force_login(world.maria)

    response = browser.post("/admin/accounts/pilotgroup/add/", {"name": "Forged"})

    assert response.status_code == 403
    assert not world.alpine.pilot_groups.exists()
