"""The app starts: its page, its login, its first screen, its service worker."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.app.checks import assert_fits, check_screen
from tests.app.disturbances import cut_network, kill_page
from tests.app.guard import Guard
from tests.app.pictures import take_pictures
from tests.app.test_every_screen import ROUTES
from tests.app.walks.screens import check
from tests.app.windows import (
    DESK,
    LOCALES,
    PHONE,
    Language,
    Scheme,
    Size,
    Windows,
    log_in,
    send_login,
    wait_until_settled,
)

NOBODYS_ID = "00000000-0000-7000-8000-000000000000"
IS_CONTROLLED = "() => navigator.serviceWorker.ready.then(() => !!navigator.serviceWorker.controller)"


@pytest.mark.parametrize("size", [PHONE, DESK], ids=lambda size: size.name)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_login_is_a_page_that_fits(windows: Windows, size: Size, scheme: Scheme) -> None:
    page = windows.open(size=size, scheme=scheme)
    response = page.goto("/app/")

    assert response is not None
    assert "require-trusted-types-for 'script'" in response.headers["content-security-policy"]
    expect(page.locator("input[autocomplete=username]")).to_be_visible()
    check_screen(page)
    take_pictures(page, "login")


@pytest.mark.parametrize("person", ["student", "instructor", "manager"])
def test_a_login_leads_to_the_first_screen(open_app: Any, person: str) -> None:
    page = open_app(person)

    assert_fits(page)
    take_pictures(page, f"start-{person}")


def test_a_wrong_password_is_refused_in_words(windows: Windows, guard: Guard) -> None:
    page = windows.open()
    page.goto("/app/")
    send_login(page, "student", "wrong")

    expect(page.get_by_role("alert")).to_contain_text("incorrect")
    assert guard.refusals == ["POST /users/login.json 401"]


@pytest.mark.parametrize("language", LOCALES)
def test_the_app_speaks_the_language_of_the_browser(open_app: Any, language: Language) -> None:
    page = open_app("fresh", language=language)

    expect(page.locator("html")).to_have_attribute("lang", language)


def test_a_link_from_a_mail_is_opened_after_the_login(open_app: Any) -> None:
    page = open_app("student", path="/app/trainings/trainings/calendar")

    assert page.url.endswith("/app/trainings/trainings/calendar")


def test_an_address_that_cannot_be_decoded_is_no_page(open_app: Any) -> None:
    page = open_app("student", path="/app/messages/messages/view/%E0")

    expect(page.get_by_role("heading", name="Page not found")).to_be_visible()


def test_an_installed_app_starts_without_a_connection(open_app: Any) -> None:
    page = open_app("student")
    page.evaluate(IS_CONTROLLED)
    page.reload()
    assert page.evaluate(IS_CONTROLLED)

    with cut_network(page):
        page.reload()
        expect(page.locator("nav.places")).to_be_visible()


def test_a_screen_that_was_never_seen_says_what_it_is_and_leads_back_without_a_connection(open_app: Any) -> None:
    page = open_app("student")
    page.evaluate(IS_CONTROLLED)

    with cut_network(page):
        for route in [*ROUTES, "/nowhere"]:
            page.goto("/app" + re.sub(r":\w+", NOBODYS_ID, route))
            check(page)


def test_a_logout_without_a_connection_ends_the_session_with_the_next_one(open_app: Any, address: str) -> None:
    page = open_app("instructor", path="/app/users/view")
    page.evaluate(IS_CONTROLLED)
    token = json.loads(page.evaluate("localStorage['downwind.session']"))["token"]

    with cut_network(page):
        page.get_by_role("button", name="Log out").click()
        page.get_by_role("dialog").get_by_role("button", name="Log out").click()
        expect(page.locator("input[autocomplete=username]")).to_be_visible()
        assert token not in page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")

    page.wait_for_function("() => localStorage['downwind.ended'] === undefined")
    headers = {"Authorization": f"Bearer {token}"}
    assert page.context.request.get(f"{address}/users/view.json", headers=headers).status == 401


def test_a_killed_app_is_still_logged_in(open_app: Any) -> None:
    page = kill_page(open_app("student"))

    expect(page.locator("nav.places")).to_be_visible()


def test_two_windows_are_two_devices(open_app: Any, windows: Windows) -> None:
    open_app("student")
    page = windows.open()
    page.goto("/app/")

    log_in(page, "instructor")


def test_the_manifest_is_that_of_an_app_that_can_be_installed(windows: Windows) -> None:
    page = windows.open()
    page.goto("/app/")
    session = page.context.new_cdp_session(page)
    manifest = session.send("Page.getAppManifest")

    assert manifest["errors"] == []
    assert json.loads(manifest["data"])["display"] == "standalone"
    errors = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert {error["errorId"] for error in errors} <= {"in-incognito"}  # as every window of a test is
    wait_until_settled(page)
