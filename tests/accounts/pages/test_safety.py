"""What no account page gives away: to other sites, to caches, to logs, to forged forms."""

import logging
from typing import Any

import pytest

from accounts.one_time_codes import Purpose
from tests.accounts.pages.conftest import create_link, read_text, submit
from tests.office.browser import Browser
from tests.world import World

NEW = "cumulus over the ridge 7"


def list_pages(world: World) -> list[str]:
    links = [create_link(world.sam), create_link(world.sam, Purpose.CONFIRMATION, "sam@new.example")]
    return ["/account/recover/", "/account/recover/sent/", "/account/password/set/", "/account/nothing/", *links]


def test_every_page_has_a_strict_policy_and_is_kept_nowhere(browser: Browser, world: World) -> None:
    for address in list_pages(world):
        response = browser.get(address)
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy, address
        assert "unsafe" not in policy, address
        assert "script-src" not in policy, address
        assert "frame-ancestors 'none'" in policy, address
        assert response["Cache-Control"] == "no-store", address
        assert response["Referrer-Policy"] == "strict-origin", address
        assert response["X-Robots-Tag"] == "noindex", address
        assert "Accept-Language" in response["Vary"], address


def test_no_page_has_a_script_a_style_in_its_text_or_anything_of_another_server(browser: Browser, world: World) -> None:
    for address in list_pages(world):
        page = read_text(browser.get(address))
        assert not {
            mark for mark in ("<script", "<style", " style=", "http://", "https://", "javascript:") if mark in page
        }


@pytest.mark.parametrize("page", ["recover", "password", "confirm"])
def test_a_forged_form_changes_nothing_and_gets_a_page_in_this_design(
    browser: Browser, world: World, page: str
) -> None:
    address = {
        "recover": "/account/recover/",
        "password": create_link(world.sam),
        "confirm": create_link(world.sam, Purpose.CONFIRMATION, "sam@new.example"),
    }[page]

    response = browser.post(address, {"email": world.sam.email, "password": NEW, "repetition": NEW})

    assert response.status_code == 403
    assert "Please try again" in read_text(response)
    assert f'href="{address}"' in read_text(response)
    assert response["Cache-Control"] == "no-store"
    world.sam.refresh_from_db()
    assert world.sam.email == "sam@alpine.example"
    assert not world.sam.check_password(NEW)


def test_the_check_of_forms_elsewhere_answers_as_before(browser: Browser) -> None:
    assert "This page has expired" in read_text(browser.post("/admin/login/", {"username": "a", "password": "b"}))


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_a_page_takes_get_and_post_alone(browser: Browser, world: World, method: str) -> None:
    assert getattr(Browser(), method)(create_link(world.sam)).status_code == 405


def test_no_secret_reaches_a_log(
    browser: Browser, world: World, caplog: Any, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    caplog.set_level(logging.INFO, logger="downwind.requests")
    pages = list_pages(world)
    codes = [address.split("/")[4] for address in pages[-2:]]
    for address in (*pages, f"/users/new_password/{world.sam.pk}/{codes[0]}.json",
                    f"/v1/users/confirmation/{world.sam.pk}/{codes[1]}/email.json"):  # fmt: skip
        browser.get(address)
        browser.get(address.rstrip("/"))
        submit(browser, address)

    lines = [
        str(record.__dict__ | {"request": None}) for record in caplog.records if record.name == "downwind.requests"
    ]
    assert len(lines) > 20
    assert not [line for line in lines if any(code in line for code in codes)]


def test_a_defect_is_logged_without_the_secret(browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from operations.logs import SecretPaths

    lines: list[str] = []

    class Lines(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    handler = Lines()
    handler.addFilter(SecretPaths())
    logging.getLogger("django.request").addHandler(handler)
    monkeypatch.setattr("accounts.pages.views.find_recipient", lambda **arguments: 1 / 0)
    address = create_link(world.sam)
    try:
        response = browser.get(address)
    finally:
        logging.getLogger("django.request").removeHandler(handler)

    assert response.status_code == 500
    assert "Something went wrong" in read_text(response)
    assert lines == ["Internal Server Error: account/password/<user_id:user_id>/<str:code>/"]
