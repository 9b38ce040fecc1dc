"""People in the managers' admin."""

from typing import Any

import pytest

from accounts.models import PilotGroup, Token, User
from records.models import Event
from tests import factories as make
from tests.factories import PASSWORD
from tests.office.browser import Browser
from tests.office.people.conftest import build_form_data, save_person
from tests.office.population import build_address
from tests.world import Client, World, create_client


def test_a_manager_keeps_what_the_school_knows_of_a_person(browser: Browser, world: World) -> None:
    room = make.LocationFactory(company=world.alpine)
    details = {
        "address": "Flugplatz 1", "postcode": "2700", "city": "Wiener Neustadt", "date_of_birth": "2001-02-03",
        "personnel_number": "P-17", "color": "#2f6fb0", "is_pilot": "on", "supervisor": world.ines.pk, "base": room.pk,
    }  # fmt: skip

    assert save_person(browser, world.sam, **details).status_code == 302

    shown = create_client(world.sam).get("/users/view.json").json()
    detail = {name: shown["UserDetail"][name] for name in ("address", "pc", "city", "dob", "companyid", "color")}
    assert detail == {
        "address": "Flugplatz 1", "pc": "2700", "city": "Wiener Neustadt", "dob": "2001-02-03", "companyid": "P-17",
        "color": "#2f6fb0",
    }  # fmt: skip
    assert (shown["User"]["pilot"], shown["User"]["supervisor_id"], shown["User"]["base_id"]) == (
        True, str(world.ines.pk), str(room.pk),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("color", "blue"), ("color", "#12345g"), ("date_of_birth", "2026-03-19"), ("date_of_birth", "1899-12-31"),
        ("supervisor", "sue"), ("supervisor", "otto"), ("base", "foreign"), ("personnel_number", "x" * 51),
    ],
)  # fmt: skip
def test_what_cannot_be_of_a_person_is_refused_by_its_field(
    browser: Browser, world: World, field: str, value: str
) -> None:
    known = {"sue": world.sue.pk, "otto": world.otto.pk, "foreign": make.LocationFactory(company=world.baltic).pk}

    response = save_person(browser, world.sam, **{field: known.get(value, value)})

    assert response.status_code == 200
    assert response.context["adminform"].errors[field]


def test_a_new_person_logs_in_with_the_password_that_the_manager_set(browser: Browser, world: World) -> None:
    new = {**build_form_data(world.sam), "email": "New@Alpine.Example", "new_password": "cumulus-humilis-7"}
    assert browser.post(build_address(User, "add"), new).status_code == 302

    login = {"email": "new@alpine.example", "password": "cumulus-humilis-7"}
    assert Client().post("/users/login.json", login).status_code == 200


def test_a_new_person_without_password_cannot_log_in(browser: Browser, world: World) -> None:
    browser.post(build_address(User, "add"), {**build_form_data(world.sam), "email": "new@alpine.example"})

    assert not User.objects.get(email="new@alpine.example").has_usable_password()


def test_a_new_password_ends_the_sessions_of_the_old_one(browser: Browser, world: World) -> None:
    phone = create_client(world.sam)
    assert phone.get("/users/view.json").status_code == 200

    save_person(browser, world.sam, new_password="cumulus-humilis-7")

    assert phone.get("/users/view.json").status_code == 401
    assert Event.objects.filter(action="password.changed", object_id=str(world.sam.pk)).count() == 1


def test_saving_a_person_without_a_new_password_keeps_the_present_one(browser: Browser, world: World) -> None:
    world.sam.set_password(PASSWORD)
    world.sam.save()
    assert save_person(browser, world.sam, surname="Renamed").status_code == 302

    world.sam.refresh_from_db()
    assert world.sam.surname == "Renamed"
    assert world.sam.check_password(PASSWORD)


@pytest.mark.parametrize("password", ["short", "password123", "1234567890123", "sam@alpine.example", "x" * 1025])
def test_a_weak_password_is_refused(browser: Browser, world: World, password: str) -> None:
    response = save_person(browser, world.sam, new_password=password)

    assert response.status_code == 200
    assert response.context["adminform"].errors["new_password"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "OLGA@baltic.example"), ("email", "SUE@alpine.example"), ("email", "x"), ("email", ""), ("name", ""),
        ("name", "a\x00"), ("country_id", "XX"), ("timezone_id", "Mars/Base"), ("expires_on", "soon"),
        ("phone", "1" * 41),
    ],
)  # fmt: skip
def test_a_person_with_a_bad_field_is_not_saved(browser: Browser, world: World, field: str, value: str) -> None:
    response = save_person(browser, world.sam, **{field: value})

    assert response.status_code == 200
    assert field in response.context["adminform"].errors


def test_nobody_is_deleted(browser: Browser, world: World) -> None:
    assert browser.post(build_address(User, "delete", world.sam.pk), {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=world.sam.pk).exists()


def test_a_password_hash_is_on_no_page(browser: Browser, world: World) -> None:
    world.sam.set_password(PASSWORD)
    world.sam.save()

    for address in (
        build_address(User),
        build_address(User, "change", world.sam.pk),
        build_address(User, "history", world.sam.pk),
    ):
        assert world.sam.password not in browser.get(address).content.decode()


@pytest.mark.parametrize("model", [PilotGroup, Token])
def test_a_form_that_names_people_does_not_carry_all_the_people_of_the_school(
    browser: Browser, world: World, model: Any
) -> None:
    shown = browser.get(build_address(model, "add")).content.decode()

    assert "Sam Student" not in shown


def test_people_are_found_for_a_pilot_group_while_one_types(browser: Browser, world: World) -> None:
    query = {"app_label": "accounts", "model_name": "pilotgroup", "field_name": "members", "term": "student"}

    results = browser.get("/admin/autocomplete/", query).json()["results"]

    assert [result["text"] for result in results] == ["Sam Student", "Sue Student"]


def test_an_address_that_was_changed_is_on_record_and_a_password_is_not(browser: Browser, world: World) -> None:
    before = world.sam.email
    save_person(browser, world.sam, email="sam.new@alpine.example", new_password="Another-password-9")

    payload = Event.objects.get(action="admin.changed").payload
    assert before in payload
    assert "sam.new@alpine.example" in payload
    assert "Another-password-9" not in "".join(Event.objects.values_list("payload", flat=True))
