"""A walk through every address of the managers' admin, as three roles: nothing breaks, and nothing crosses schools.

`THOROUGH=1` asks every address with every odd value, which takes minutes.
"""

from typing import Any

import pytest

from accounts.models import Company, User
from accounts.roles import Role
from records.models import Event
from tests.office.browser import Browser, browser_of
from tests.office.crawl.crawling import DATES, IDS, LOGOUT, THOROUGH, VALUES, addresses, odd_queries, routes
from tests.office.population import page, populate, registered
from tests.world import World


@pytest.fixture
def ids(world: World) -> dict[str, list[Any]]:
    """Rows of both schools, by the place of their pages."""
    populate(world.alpine, "Alpine")
    populate(world.baltic, "Baltic")
    found = {}
    for model, _ in registered():
        rows = model._default_manager.all()
        path = {company_path(model): world.baltic} if company_path(model) else {}
        foreign = rows.filter(**path).first() if path else None
        own = rows.exclude(**path).first() if path else rows.first()
        found[f"{model._meta.app_label}/{model._meta.model_name}"] = [row.pk for row in (own, foreign) if row]
    return found


def company_path(model: Any) -> str:
    """How a row of the model comes to its school."""
    for path in (
        "company", "user__company", "training__company", "subject__training__company",
        "lesson__subject__training__company", "enrollment__training__company", "signature__company",
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
        routes()
    )
    assert all(len(rows) == 2 for rows in ids.values()), ids


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_manager_meets_no_error_and_no_other_school(world: World, ids: dict[str, list[Any]], method: str) -> None:
    browser = browser_of(world.maria)
    wrong = {}
    for address in addresses(ids):
        if address == LOGOUT:
            continue
        answer = getattr(browser, method)(address)
        if answer.status_code >= 500 or b"Baltic" in body_of(answer):
            wrong[address] = answer.status_code
    assert wrong == {}


def test_no_odd_query_string_breaks_a_page(world: World, ids: dict[str, list[Any]]) -> None:
    browser = browser_of(world.maria)
    wrong = {}
    for address, query in odd_queries():
        answer = browser.get(f"{address}?{query}")
        if answer.status_code >= 500 or b"Baltic" in body_of(answer):
            wrong[f"{address}?{query}"] = answer.status_code
    assert wrong == {}


@pytest.mark.parametrize("who", ["sam", "ines"])
def test_student_and_instructor_come_to_the_login_and_no_further(
    world: World, ids: dict[str, list[Any]], who: str
) -> None:
    browser = Browser()
    browser.force_login(getattr(world, who), "accounts.authentication.PasswordBackend")
    for address in [*addresses(ids), *(f"{address}?{query}" for address, query in list(odd_queries())[::10])]:
        answer = browser.get(address)
        assert answer.status_code < 500, address
        led_on = answer.status_code == 302 and answer["Location"].startswith(("/admin/login/", "/admin/"))
        assert led_on or answer.status_code == 404 or address.startswith(("/admin/login/",)), (address, answer)


def test_no_odd_selection_breaks_an_action(world: World, ids: dict[str, list[Any]]) -> None:
    browser = browser_of(world.maria)
    request = browser.get("/admin/").wsgi_request
    for turn, (model, model_admin) in enumerate(registered()):
        for number, action in enumerate([*model_admin.get_actions(request), "none"]):
            for value in IDS if THOROUGH else (IDS[(turn + number) % len(IDS)], IDS[(turn * 5 + number) % len(IDS)]):
                sent = {"action": action, "post": "yes", "training": value, "_selected_action": [value]}
                for across in ({}, {"select_across": "1", "index": value}):
                    answer = browser.post(page(model), {**sent, **across})
                    assert answer.status_code < 500, (model, action, value)


@pytest.mark.parametrize("value", VALUES)
def test_no_odd_question_breaks_autocomplete(world: World, ids: dict[str, list[Any]], value: Any) -> None:
    browser = browser_of(world.maria)
    asked = {"app_label": "accounts", "model_name": "pilotgroup", "field_name": "members", "term": "a"}
    for name in (*asked, "page"):
        answer = browser.get("/admin/autocomplete/", {**asked, name: value})
        assert answer.status_code < 500, (name, value)


@pytest.mark.parametrize("value", ["0", "99999", "-1", "13", "x", "9" * 30, "2026"])
def test_no_date_breaks_a_hierarchy(world: World, value: str) -> None:
    browser = browser_of(world.maria)

    for part in DATES:
        assert browser.get(page(Event), {"at__year": "2026", f"at__{part}": value}).status_code < 500, part


def test_the_page_of_somebody_more_powerful_can_be_read(world: World) -> None:
    chief = world.person("Anna", "Administrator", Role.ADMINISTRATOR)
    browser = browser_of(world.maria)

    answer = browser.get(page(User, "change", chief.pk))

    assert answer.status_code == 200
    assert "Anna" in answer.content.decode()
    assert "new_password" not in answer.content.decode()


def body_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content
