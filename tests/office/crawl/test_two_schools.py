"""A manager sees, chooses and changes only rows of their own school, whatever the model."""

from typing import Any

import pytest

from accounts.models import Company, Token, User
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address, list_registered, populate
from tests.world import World
from trainings.models import Training


@pytest.fixture
def browser(world: World) -> Browser:
    """Maria's browser, with rows of everything in both schools."""
    populate(world.alpine, "Alpine")
    populate(world.baltic, "Baltic")
    return open_browser(world.maria)


def list_models() -> list[type[Any]]:
    return [model for model, _ in list_registered()]


def list_rows(model: type[Any], company: Company) -> list[Any]:
    """The rows of a model in a school, found by the fields of the rows and not by `visible_to`, which is under test."""
    return [row for row in model._default_manager.all() if get_company(row) == company]


def get_company(row: Any) -> Company:
    if isinstance(row, Company):
        return row
    for name in (
        *("company", "training", "subject", "lesson", "enrollment", "class_session", "user", "question"),
        "subscription",
    ):
        parent = getattr(row, name, None)
        if parent is not None:
            return parent if isinstance(parent, Company) else get_company(parent)
    raise AssertionError(f"{row!r} belongs to no school")


def list_expected_ids(model: type[Any], company: Company) -> set[Any]:
    """The ids that the list of a school's manager must show: all, but of tokens only the API keys."""
    return {row.pk for row in list_rows(model, company) if model is not Token or row.kind == Token.Kind.API_KEY}


def read_text(response: Any) -> str:
    assert response.status_code == 200, (response.request["PATH_INFO"], response.status_code, response.headers)
    return str(response.content.decode())


def test_the_tests_have_rows_of_every_model_of_the_admin(browser: Browser, world: World) -> None:
    assert [model._meta.label for model in list_models() if not list_expected_ids(model, world.alpine)] == []


def test_a_list_shows_the_own_school_alone(browser: Browser, world: World) -> None:
    managers = [(browser, world.alpine, "Baltic"), (open_browser(world.otto), world.baltic, "Alpine")]
    for model in list_models():
        for manager, own, other in managers:
            # The list of trainings has the current revisions of courses, unless asked for all.
            response = manager.get(build_address(model), {"shown": "all"} if model is Training else {})

            assert other not in read_text(response), model
            assert {row.pk for row in response.context["cl"].queryset} == list_expected_ids(model, own), model


def test_no_search_reaches_the_other_school(browser: Browser) -> None:
    for model, model_admin in list_registered():
        if model_admin.search_fields:
            assert browser.get(build_address(model), {"q": "Alpine"}).status_code == 200, model
            assert not browser.get(build_address(model), {"q": "Baltic"}).context["cl"].result_list, model


def test_no_form_offers_anything_of_the_other_school(browser: Browser, world: World) -> None:
    for model in list_models():
        for pk in sorted(list_expected_ids(model, world.alpine))[-2:]:
            assert "Baltic" not in read_text(browser.get(build_address(model, "change", pk))), model
            assert "Baltic" not in read_text(browser.get(build_address(model, "history", pk))), model
        adding = browser.get(build_address(model, "add"))
        assert adding.status_code == 403 or "Baltic" not in read_text(adding), model


def test_a_row_of_the_other_school_has_no_page(browser: Browser, world: World) -> None:
    for model in list_models():
        row = list_rows(model, world.baltic)[0]
        for kind in ("change", "delete", "history"):
            for response in (
                browser.get(build_address(model, kind, row.pk)),
                browser.post(build_address(model, kind, row.pk), {"a": 1}),
            ):
                assert response.status_code in (302, 403, 404), (model, kind, response.status_code)
                assert "Baltic" not in response.content.decode()


def test_no_action_reaches_a_row_of_the_other_school(browser: Browser, world: World) -> None:
    for model, model_admin in list_registered():
        before = list(model._default_manager.order_by("pk").values_list())
        foreign = [str(row.pk) for row in list_rows(model, world.baltic)]

        for action in ["delete_selected", *model_admin.get_actions(build_request(browser))]:
            response = browser.post(
                build_address(model), {"action": action, "_selected_action": foreign, "post": "yes"}
            )
            assert response.status_code in (200, 302, 403, 404), (model, action)
            assert "Baltic" not in response.content.decode()
        assert list(model._default_manager.order_by("pk").values_list()) == before, model


def build_request(browser: Browser) -> Any:
    return browser.get("/admin/").wsgi_request


def test_no_drop_down_that_searches_while_typing_finds_the_other_school(browser: Browser) -> None:
    for model, model_admin in list_registered():
        for name in model_admin.autocomplete_fields:
            query = {"app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": name}
            response = browser.get("/admin/autocomplete/", {**query, "term": ""})

            labels = [row["text"] for row in response.json()["results"]]
            assert labels, (model, name)
            assert not [label for label in labels if "Baltic" in label]


def test_no_form_takes_a_row_of_the_other_school(browser: Browser, world: World) -> None:
    for model, model_admin in list_registered():
        request = build_request(browser)
        if not model_admin.has_add_permission(request):
            continue
        form = model_admin.get_form(request)()
        for name, field in form.fields.items():
            if not hasattr(field, "queryset"):
                continue
            for row in list_rows(field.queryset.model, world.baltic):
                assert not field.queryset.filter(pk=row.pk).exists(), (model, name)


def test_the_front_page_names_nobody_of_the_other_school(browser: Browser, world: World) -> None:
    assert "Baltic" not in read_text(browser.get("/admin/"))


def test_what_a_manager_adds_belongs_to_the_own_school(browser: Browser, world: World) -> None:
    room = {"name": "Hangar 2", "type": "OTHER", "country_id": "AT", "timezone_id": "Europe/Vienna"}
    person = {"email": "New@Alpine.example", "name": "New", "surname": "Person", "group": "190", "language": "en"}

    assert browser.post("/admin/locations/location/add/", {**room, "company": world.baltic.pk}).status_code == 302
    assert browser.post("/admin/accounts/user/add/", {**person, "company": world.baltic.pk}).status_code == 302
    assert browser.post("/admin/accounts/pilotgroup/add/", {"name": "Intake"}).status_code == 302

    assert world.alpine.locations.filter(name="Hangar 2").exists()
    assert User.objects.get(email="new@alpine.example").company == world.alpine
    assert world.alpine.pilot_groups.filter(name="Intake").exists()
