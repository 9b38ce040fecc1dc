"""What holds for every path of the API, present and future (docs/api.md, section 1)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import get_resolver, resolve

from tests.api.addresses import PAGES, UNKNOWN_ID, Address, build_route, is_api_address, list_addresses, walk_patterns
from tests.office.browser import open_browser
from tests.world import Client, World, create_client

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
FILES = (".csv", ".ics", ".pdf", ".xlsx", ".zip")
# Public pages, each with a test of its own that it reveals nothing.
PUBLIC_PAGES = ("^certificates/", "account/", "inspection/")
HOME = ""
MEANINGLESS_BODIES = ("", "null", '{"id": [], "students": {"a": 1}}', "[[]]")


@pytest.fixture(scope="module")
def guarded_addresses() -> list[Address]:
    return [address for address in list_addresses() if not address.is_open]


def collect_complaints(rows: list[Address], check: Callable[[Address], str]) -> dict[str, str]:
    """What is wrong, by route; empty when all is well."""
    complaints = {address.route: check(address) for address in rows}
    return {route: complaint for route, complaint in complaints.items() if complaint}


def describe_difference(response: Any, status: int) -> str:
    """How the response differs from an error with this status in the shared JSON shape; empty when it does not."""
    if response.status_code != status or response["Content-Type"] != "application/json":
        return f"{response.status_code} {response['Content-Type']} {response.content[:200]!r}"
    body = response.json()
    return "" if body.get("message") and set(body) <= {"message", "errors"} else str(body)


def test_the_walk_finds_the_api() -> None:
    assert {"/users/login.json", "/trainings.json", f"/trainings/trainings/view/{UNKNOWN_ID}.json"} <= {
        address.path for address in list_addresses()
    }


def test_whatever_is_not_an_endpoint_is_a_known_page() -> None:
    strays = [build_route(found) for found in walk_patterns(get_resolver().url_patterns) if not is_api_address(found)]

    assert [route for route in strays if route != HOME and not route.startswith((*PAGES, *PUBLIC_PAGES))] == []


def test_every_example_leads_to_its_own_address() -> None:
    assert (
        collect_complaints(list_addresses(), lambda one: "" if resolve(one.path).route == one.route else one.path) == {}
    )


def test_every_path_ends_in_json_or_names_the_kind_of_file() -> None:
    assert (
        collect_complaints(list_addresses(), lambda one: "" if one.path.endswith((".json", *FILES)) else one.path) == {}
    )


def test_every_address_takes_get_or_post_and_nothing_else() -> None:
    assert (
        collect_complaints(list_addresses(), lambda one: "" if {"GET", "POST"} >= one.methods > set() else str(one))
        == {}
    )


def test_nobody_gets_in_without_a_token(db: None, guarded_addresses: list[Address]) -> None:
    client = Client()

    def check(address: Address) -> str:
        responses = {method: client.generic(method, address.path) for method in METHODS}
        head = responses.pop("HEAD")
        challenged = all(response["WWW-Authenticate"] == "Bearer" for response in (head, *responses.values()))
        wrong = "".join(describe_difference(response, 401) for response in responses.values())
        return wrong if challenged and head.status_code == 401 else f"no challenge; {wrong}"

    assert collect_complaints(guarded_addresses, check) == {}


def test_the_admins_cookie_opens_nothing(world: World, guarded_addresses: list[Address]) -> None:
    browser = open_browser(world.maria)
    assert browser.get("/admin/").status_code == 200

    def check(address: Address) -> str:
        return "".join(describe_difference(browser.generic(method, address.path), 401) for method in address.methods)

    assert collect_complaints(guarded_addresses, check) == {}


def test_a_method_that_is_not_there_is_a_405_that_tells_those_that_are(
    world: World, guarded_addresses: list[Address]
) -> None:
    client = create_client(world.maria)

    def check(address: Address) -> str:
        responses = [client.generic(method, address.path) for method in set(METHODS) - {"HEAD"} - address.methods]
        wrong = "".join(describe_difference(response, 405) for response in responses)
        return wrong or "".join(
            response["Allow"]
            for response in responses
            if set(response["Allow"].split(", ")) - {"HEAD"} != address.methods
        )

    assert collect_complaints(guarded_addresses, check) == {}


@pytest.mark.parametrize("who", ["maria", "ines", "sam"])
def test_unknown_ids_and_senseless_bodies_are_refused_in_json(
    world: World, guarded_addresses: list[Address], who: str
) -> None:
    client = create_client(getattr(world, who))

    def check(address: Address) -> str:
        responses = [
            client.generic(method, address.path, body, content_type="application/json")
            for method in sorted(address.methods - {"GET"} or {"GET"})
            for body in MEANINGLESS_BODIES
        ]
        if "GET" in address.methods:
            responses.append(client.get(address.path))
        return "".join(describe_nonsense(address, response) for response in responses)

    guarded_addresses = [address for address in guarded_addresses if address.route != "users/logout.json"]
    assert collect_complaints(guarded_addresses, check) == {}


def describe_nonsense(address: Address, response: Any) -> str:
    if response.status_code < 400 and UNKNOWN_ID not in address.path:
        return ""
    return describe_difference(response, response.status_code if response.status_code in (400, 403, 404, 409) else 404)


@pytest.mark.parametrize("who", ["charles", "ines", "sam"])
def test_everything_under_manager_is_for_managers_alone(
    world: World, guarded_addresses: list[Address], who: str
) -> None:
    client = create_client(getattr(world, who))

    def check(address: Address) -> str:
        return "".join(describe_difference(client.generic(method, address.path), 403) for method in address.methods)

    # The syllabus of a subject is open to its teacher and the chief instructor (docs/api.md, section 3), the list of
    # teachers to the chief instructor (section 13).
    managed = [one for one in guarded_addresses if one.path.startswith("/manager/") and "/subjects/" not in one.path]
    assert managed
    assert collect_complaints(managed, check) == {}
