"""Requests every address of the managers' admin as three roles: no errors, and nothing of another school.

`THOROUGH=1` requests every address with every malformed value, which takes minutes.
"""

from typing import Any

import pytest

from accounts.models import Company, User
from accounts.roles import Role
from records.models import Event
from tests.office.browser import Browser, open_browser
from tests.office.crawl.crawling import (
    DATES,
    IDS,
    LOGOUT,
    THOROUGH,
    VALUES,
    iterate_addresses,
    iterate_odd_queries,
    iterate_routes,
)
from tests.office.population import build_address, list_registered, populate
from tests.world import World


@pytest.fixture
def ids(world: World) -> dict[str, list[Any]]:
    """Ids of rows of both schools, by `app/model`."""
    populate(world.alpine, "Alpine")
    populate(world.baltic, "Baltic")
    ids_by_model = {}
    for model, _ in list_registered():
        rows = model._default_manager.all()
        path = {find_company_path(model): world.baltic} if find_company_path(model) else {}
        foreign = rows.filter(**path).first() if path else None
        own = rows.exclude(**path).first() if path else rows.first()
        ids_by_model[f"{model._meta.app_label}/{model._meta.model_name}"] = [row.pk for row in (own, foreign) if row]
    return ids_by_model


def find_company_path(model: Any) -> str:
    """The lookup from a row of the model to its school."""
    for path in (
        "company", "user__company", "subject__training__company", "training__company",
        "lesson__subject__training__company", "enrollment__training__company", "signature__company",
        "subscription__company",
    ):  # fmt: skip
        if leads_to_company(model, path.split("__")):
            return path
    return ""


def leads_to_company(model: Any, parts: list[str]) -> bool:
    for part in parts:
        fields = {field.name: field for field in model._meta.get_fields() if not field.auto_created}
        if part not in fields or not fields[part].is_relation:
            return False
        model = fields[part].related_model
    return model is Company


def test_the_walk_knows_the_admin(ids: dict[str, list[Any]]) -> None:
    assert {"admin/", "admin/accounts/user/{}/change/", "admin/autocomplete/", "admin/trainings/slide/picture/"} <= set(
        iterate_routes()
    )
    assert all(len(rows) == (1 if key == "accounts/company" else 2) for key, rows in ids.items()), ids


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_manager_meets_no_error_and_no_other_school(world: World, ids: dict[str, list[Any]], method: str) -> None:
    browser = open_browser(world.maria)
    wrong = {}
    for address in iterate_addresses(ids):
        if address == LOGOUT:
            continue
        response = getattr(browser, method)(address)
        if response.status_code >= 500 or b"Baltic" in read_body(response):
            wrong[address] = response.status_code
    assert wrong == {}


def test_no_odd_query_string_breaks_a_page(world: World, ids: dict[str, list[Any]]) -> None:
    browser = open_browser(world.maria)
    wrong = {}
    for address, query in iterate_odd_queries():
        response = browser.get(f"{address}?{query}")
        if response.status_code >= 500 or b"Baltic" in read_body(response):
            wrong[f"{address}?{query}"] = response.status_code
    assert wrong == {}


@pytest.mark.parametrize("who", ["sam", "ines"])
def test_student_and_instructor_come_to_the_login_and_no_further(
    world: World, ids: dict[str, list[Any]], who: str
) -> None:
    browser = Browser()
    browser.force_login(getattr(world, who), "accounts.authentication.PasswordBackend")
    for address in [
        *iterate_addresses(ids),
        *(f"{address}?{query}" for address, query in list(iterate_odd_queries())[::10]),
    ]:
        response = browser.get(address)
        assert response.status_code < 500, address
        led_on = response.status_code == 302 and response["Location"].startswith(("/admin/login/", "/admin/"))
        assert led_on or response.status_code == 404 or address.startswith(("/admin/login/",)), (address, response)


def test_no_odd_selection_breaks_an_action(world: World, ids: dict[str, list[Any]]) -> None:
    browser = open_browser(world.maria)
    request = browser.get("/admin/").wsgi_request
    for turn, (model, model_admin) in enumerate(list_registered()):
        for number, action in enumerate([*model_admin.get_actions(request), "none"]):
            for value in IDS if THOROUGH else (IDS[(turn + number) % len(IDS)], IDS[(turn * 5 + number) % len(IDS)]):
                sent = {"action": action, "post": "yes", "training": value, "_selected_action": [value]}
                for across in ({}, {"select_across": "1", "index": value}):
                    response = browser.post(build_address(model), {**sent, **across})
                    assert response.status_code < 500, (model, action, value)


@pytest.mark.parametrize("value", VALUES)
def test_no_odd_question_breaks_autocomplete(world: World, ids: dict[str, list[Any]], value: Any) -> None:
    browser = open_browser(world.maria)
    query = {"app_label": "accounts", "model_name": "pilotgroup", "field_name": "members", "term": "a"}
    for name in (*query, "page"):
        response = browser.get("/admin/autocomplete/", {**query, name: value})
        assert response.status_code < 500, (name, value)


@pytest.mark.parametrize("value", ["0", "99999", "-1", "13", "x", "9" * 30, "2026"])
def test_no_date_breaks_a_hierarchy(world: World, value: str) -> None:
    browser = open_browser(world.maria)

    for part in DATES:
        assert browser.get(build_address(Event), {"at__year": "2026", f"at__{part}": value}).status_code < 500, part


def test_the_page_of_somebody_more_powerful_can_be_read(world: World) -> None:
    chief = world.create_person("Anna", "Administrator", Role.ADMINISTRATOR)
    browser = open_browser(world.maria)

    response = browser.get(build_address(User, "change", chief.pk))

    assert response.status_code == 200
    assert "Anna" in response.content.decode()
    assert "new_password" not in response.content.decode()


def read_body(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content
