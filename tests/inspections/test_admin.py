"""Managers open, watch, renew and end the access of inspectors in the admin."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from inspections.models import InspectorAccess
from records.models import Event
from tests.inspections.conftest import Scene
from tests.inspections.visit import Visit
from tests.office.browser import Browser, open_browser

LIST = "/admin/inspections/inspectoraccess/"


@pytest.fixture
def browser(scene: Scene) -> Browser:
    return open_browser(scene.world.maria)


def build_form(scene: Scene, **changes: Any) -> dict[str, Any]:
    return {
        "inspector_name": "Pat Inspector",
        "authority": "CAA",
        "email": "pat@caa.example",
        "inspected_trainings": [str(scene.ppl.pk)],
        "records_from": "2024-01-01",
        "records_until": "2026-03-18",
        "opens_on": "2026-03-18",
        "closes_on": "2026-03-20",
    } | changes


def test_the_form_offers_the_schools_trainings_and_sensible_days(scene: Scene, browser: Browser) -> None:
    response = browser.get(f"{LIST}add/")
    html = response.content.decode()

    assert ("PPL(A)" in html, "Foreign training" in html) == (True, False)
    initial = response.context["adminform"].form.initial
    days = [initial[name] for name in ("records_from", "records_until", "opens_on", "closes_on")]
    assert days == [date(2023, 3, 18), date(2026, 3, 18), date(2026, 3, 18), date(2026, 3, 24)]


def test_link_and_code_are_shown_once_and_let_the_inspector_in(scene: Scene, browser: Browser) -> None:
    html = browser.post(f"{LIST}add/", build_form(scene)).content.decode()
    link, code = re.search(r"http\S+/inspection/enter/\w+/", html), re.search(r"<li>(\w{4}-\w{4}-\w{4})</li>", html)
    assert link
    assert code
    assert "<svg" in html

    inspector = Client()
    assert inspector.post(link[0].removeprefix("http://testserver"), {"code": code[1]}).status_code == 302
    access = InspectorAccess.objects.get()
    for address in (LIST, f"{LIST}{access.pk}/change/"):
        later = browser.get(address).content.decode()
        assert code[1] not in later
        assert link[0] not in later


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("inspected_trainings", {"inspected_trainings": []}),
        ("inspected_trainings", {"inspected_trainings": ["x"]}),
        ("inspector_name", {"inspector_name": ""}),
        ("email", {"email": "nobody"}),
        ("closes_on", {"closes_on": "2026-03-17"}),
        ("records_until", {"records_until": "2023-12-31"}),
    ],
)
def test_what_is_wrong_is_said_and_nothing_opened(
    scene: Scene, browser: Browser, field: str, changes: dict[str, Any]
) -> None:
    response = browser.post(f"{LIST}add/", build_form(scene, **changes))

    assert response.status_code == 200
    assert field in response.context["adminform"].form.errors
    assert not InspectorAccess.objects.exists()


def test_another_schools_training_is_no_choice(scene: Scene, browser: Browser) -> None:
    browser.post(f"{LIST}add/", build_form(scene, inspected_trainings=[str(scene.foreign.pk)]))

    assert not InspectorAccess.objects.exists()


def test_the_page_of_an_access_lists_its_looks_and_changes_nothing(
    scene: Scene, browser: Browser, inside: Visit
) -> None:
    inside.get(f"records/{scene.sam.pk}/")
    address = f"{LIST}{inside.access.pk}/change/"
    html = " ".join(browser.get(address).content.decode().split())

    assert "Pat Inspector (CAA), inspector looked at the student record of" in html
    assert "Pat Inspector (CAA), inspector entered the records." in html
    browser.post(address, build_form(scene, inspector_name="Somebody Else"))
    assert inside.access.inspector_name == "Pat Inspector"


def test_an_access_is_ended_by_a_button(scene: Scene, browser: Browser, inside: Visit) -> None:
    address = f"{LIST}{inside.access.pk}/revoke/"
    assert browser.get(address).status_code == 200
    assert inside.get().status_code == 200  # looking at the page ends nothing

    browser.post(address, {"asked": "1"})
    assert inside.get().status_code == 403
    event = Event.objects.get(action="inspection.revoked")
    assert (event.actor, event.actor_kind) == (scene.world.maria, "admin")


def test_new_secrets_are_shown_once(browser: Browser, inside: Visit) -> None:
    html = browser.post(f"{LIST}{inside.access.pk}/renew/", {"asked": "1"}).content.decode()

    assert re.search(r"<li>(\w{4}-\w{4}-\w{4})</li>", html)
    assert inside.get().status_code == 403


@pytest.mark.parametrize("who", ["charles", "ines", "sam", "otto"])
@pytest.mark.parametrize("page", ["change", "revoke", "renew"])
def test_others_have_no_such_page(scene: Scene, visit: Visit, who: str, page: str) -> None:
    browser = open_browser(getattr(scene.world, who))
    for send in (browser.get, browser.post):
        response = send(f"{LIST}{visit.access.pk}/{page}/", {"asked": "1"} if send == browser.post else None)
        assert response.status_code in {302, 404}
        assert b"Pat Inspector" not in response.content
    assert visit.access.revoked_at is None


def test_the_list_costs_the_same_for_one_access_and_thirty(scene: Scene, browser: Browser, queries_of: Any) -> None:
    Visit(scene.world.maria, scene.ppl)
    browser.get(LIST)
    few = queries_of(lambda: browser.get(LIST))
    for number in range(29):
        Visit(scene.world.maria, scene.ppl, scene.secret, inspector_name=f"Inspector {number}")
    many = queries_of(lambda: browser.get(LIST))

    assert len(few) == len(many), many
