"""Managers set new random passwords for many users; the list of them is shown only once."""

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from accounts.models import User
from accounts.people.services import renew_passwords
from accounts.roles import Role
from core.exceptions import Forbidden, NotFound
from office.people.passwords_page import MAX_PEOPLE
from records.models import Event
from tests.factories import UserFactory
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address
from tests.world import Client, World, create_client


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


def request_passwords(browser: Browser, *people: User, **more: str) -> Any:
    selection = {"action": "new_passwords", "_selected_action": [user.pk for user in people]}
    return browser.post(build_address(User), {**selection, **more})


def read_list(response: Any) -> list[list[Any]]:
    worksheet: Any = load_workbook(io.BytesIO(response.content)).active
    return [list(row) for row in worksheet.iter_rows(values_only=True)]


def test_imported_people_log_in_with_the_passwords_of_the_list(browser: Browser, world: World) -> None:
    imported = [UserFactory(company=world.alpine, surname=surname, password="!") for surname in ("Zauner", "Auer")]

    heading, *rows = read_list(request_passwords(browser, *imported, confirmed="yes"))

    assert heading == ["Surname", "Name", "Email", "Password"]
    assert [row[0] for row in rows] == ["Auer", "Zauner"]
    for _, _, email, password in rows:
        assert Client().post("/users/login.json", {"email": email, "password": password}).status_code == 200


def test_nothing_changes_before_it_is_confirmed(browser: Browser, world: World) -> None:
    response = request_passwords(browser, world.sam)

    assert "Sam Student" in response.content.decode()
    assert User.objects.get(pk=world.sam.pk).password == world.sam.password


def test_who_was_logged_in_is_logged_out_and_the_ledger_tells_it(browser: Browser, world: World) -> None:
    sam = create_client(world.sam)

    response = request_passwords(browser, world.sam, confirmed="yes")

    assert "no-store" in response["Cache-Control"]
    assert sam.get("/trainings.json").status_code == 401
    event = Event.objects.get(action="password.changed", object_id=str(world.sam.pk))
    assert event.actor == world.maria
    assert read_list(response)[1][3] not in event.payload


@pytest.mark.parametrize("who", ["charles", "maria", "olga"])
def test_people_above_oneself_and_of_another_school_are_left_alone(browser: Browser, world: World, who: str) -> None:
    User.objects.filter(pk=world.charles.pk).update(group=Role.ADMINISTRATOR)
    person = User.objects.get(pk=getattr(world, who).pk)

    rows = read_list(request_passwords(browser, person, world.sam, confirmed="yes"))

    assert [row[1] for row in rows[1:]] == ["Sam"]
    assert User.objects.get(pk=person.pk).password == person.password


@pytest.mark.parametrize("who", ["charles", "maria", "olga"])
def test_the_service_refuses_them_all_for_one_out_of_reach(world: World, who: str) -> None:
    User.objects.filter(pk=world.charles.pk).update(group=Role.ADMINISTRATOR)

    with pytest.raises((Forbidden, NotFound)):
        renew_passwords(people=[world.sam, getattr(world, who)], by=world.maria)

    assert User.objects.get(pk=world.sam.pk).password == world.sam.password


def test_more_people_than_the_server_hashes_in_one_request_are_refused(browser: Browser, world: World) -> None:
    people = UserFactory.create_batch(MAX_PEOPLE + 1, company=world.alpine)

    assert request_passwords(browser, *people, confirmed="yes").status_code == 302
    assert not Event.objects.filter(action="password.changed").exists()
