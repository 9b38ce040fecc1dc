"""Requests of the API pass Django's sessions by; pages for people, and the checks in front of them, lose nothing."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import get_resolver

from accounts.api_keys import create_api_key
from api.middleware.pages import Messages, Sessions, SessionUsers, is_document
from tests.api.addresses import build_route, is_api_address, list_addresses, walk_patterns
from tests.office.browser import Browser, open_browser
from tests.world import World

# Pages without a folder of their own; none ends like a document.
ALONE = ("", r"^certificates/(?P<code>[A-Za-z0-9_-]{24})\Z", "openapi.json", "docs/")


def list_page_folders() -> set[str]:
    routes = [build_route(found) for found in walk_patterns(get_resolver().url_patterns) if not is_api_address(found)]
    return {route.partition("/")[0] for route in routes if route not in ALONE}


def visit(path: str, middleware: Any) -> set[str]:
    """The names of what the middleware has added to a request for this path."""
    request: Any = RequestFactory().get(path)
    if middleware is not Sessions:
        request.session = {}
    before = set(request.__dict__)
    middleware(lambda request: HttpResponse())(request)
    return set(request.__dict__) - before


def test_every_endpoint_of_the_api_is_a_document() -> None:
    assert [address.path for address in list_addresses() if not is_document(address.path)] == []


def test_no_page_for_people_is_a_document_however_its_path_ends() -> None:
    folders = list_page_folders()

    assert {"admin", "account", "app", "inspection", "media", "sso"} <= folders
    endings = ("", "x", "x.json", "x.csv", "a/b.pdf", "a\n.json")
    assert [path for folder in folders for end in endings if is_document(path := f"/{folder}/{end}")] == []
    assert not any(map(is_document, ["/", f"/certificates/{'x' * 24}"]))


@pytest.mark.parametrize("middleware", [Sessions, SessionUsers, Messages])
def test_a_document_gets_no_session_and_a_page_does(middleware: Any) -> None:
    assert visit("/users/view.json", middleware) == set()
    assert visit("/admin/x.json", middleware) & {"session", "user", "_messages"}


def test_the_api_neither_reads_nor_ends_the_session_of_a_manager(world: World, django_assert_num_queries: Any) -> None:
    browser, secret = open_browser(world.maria), create_api_key(user=world.sam, name="office").secret
    headers: Any = {"authorization": f"Bearer {secret}"}
    browser.get("/users/company.json", headers=headers)

    with django_assert_num_queries(1):  # the token
        response = browser.get("/users/company.json", headers=headers)

    assert response.status_code == 200
    assert not response.cookies
    assert browser.get("/admin/").status_code == 200


@pytest.mark.parametrize("path", ["/admin/login/", "/account/recover/", "/admin/logout/"])
@pytest.mark.parametrize("prefix", ["", "/v1"])
def test_a_form_without_its_secret_is_rejected_with_a_token_too(world: World, path: str, prefix: str) -> None:
    secret = create_api_key(user=world.maria, name="office").secret
    browser = Browser(enforce_csrf_checks=True, headers={"authorization": f"Bearer {secret}"})

    response = browser.post(prefix + path, {"email": world.sam.email})

    assert response.status_code == (404 if prefix else 403)


@pytest.mark.parametrize("path", ["/admin/accounts/user/x.json", "/admin/x.json", "/admin/x.csv"])
def test_no_ending_opens_the_admin_to_strangers(world: World, path: str) -> None:
    response = Browser().get(path)

    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")
