"""The Content-Security-Policy of the managers' admin."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.office.browser import Browser, open_browser
from tests.office.population import build_address, list_registered, populate
from tests.world import World

INLINE = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"(?:application/json|text/template)\")[^>]*>", re.IGNORECASE)
HANDLER = re.compile(r"<[a-z][^>]*\s(?:on[a-z]+)=\"", re.IGNORECASE)

pytestmark = pytest.mark.any_database


@pytest.fixture
def browser(world: World) -> Browser:
    populate(world.alpine, "Alpine")
    return open_browser(world.maria)


def parse_policy(response: Any) -> dict[str, str]:
    header: str = response["Content-Security-Policy"]
    return dict(part.split(" ", 1) for part in header.split("; "))


def test_every_page_runs_scripts_of_this_server_alone(browser: Browser, world: World) -> None:
    addresses = ["/admin/", "/admin/login/", "/admin/nowhere/", "/admin/password_change/", "/admin/logout/"]
    addresses += [build_address(model) for model, _ in list_registered()]
    for address in addresses:
        policy = parse_policy(browser.get(address))
        assert policy["script-src"] == "'self' 'unsafe-eval'", address
        assert policy["default-src"] == policy["base-uri"] == "'none'", address
        assert policy["form-action"] == "'self'", address
        assert policy["frame-ancestors"] == "'none'", address


def test_no_page_needs_a_script_in_its_text(browser: Browser) -> None:
    for model, model_admin in list_registered():
        row = model_admin.get_queryset(browser.get("/admin/").wsgi_request).first()
        for address in (
            build_address(model),
            build_address(model, "add"),
            build_address(model, "change", row.pk),
            build_address(model, "history", row.pk),
        ):
            html = browser.get(address).content.decode()
            assert INLINE.findall(html) == [], address
            assert HANDLER.findall(html) == [], address


def test_a_dialog_may_stand_in_our_own_frame(browser: Browser) -> None:
    response = browser.get("/admin/exams/question/add/", {"_popup": "1"})

    assert parse_policy(response)["frame-ancestors"] == "'self'"


def test_no_browser_guesses_what_a_page_is_or_tells_others_where_it_was(browser: Browser) -> None:
    for address in ("/admin/", "/admin/login/", "/users/login.json", "/media/x"):
        response = browser.get(address)
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Referrer-Policy"] == "same-origin"


def test_the_policy_of_the_admin_is_not_that_of_other_pages(browser: Browser) -> None:
    assert "Content-Security-Policy" not in browser.get("/users/login.json")


def test_no_template_of_ours_has_a_script_in_its_text() -> None:
    root = Path(__file__).resolve().parents[3]
    for template in root.glob("*/templates/**/*.html"):
        assert INLINE.findall(template.read_text("utf-8")) == [], template
