"""Users are found and can log in in whatever Unicode form their names, addresses and passwords are typed."""

import importlib
import unicodedata
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.core.management import call_command

from accounts.models import PilotGroup, User
from accounts.people.services import create_user
from accounts.roles import Role
from accounts.sign_in.clients import ClientInfo
from accounts.sign_in.sessions import log_in
from core.exceptions import Unauthenticated
from office.imports.people import PEOPLE, import_people
from records.signing import confirm_signer_password
from tests.office.browser import open_browser
from tests.office.population import build_address
from tests.world import World

PASSWORD = "pässwörd of Zoë 9"


def decompose(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def log_in_person(email: str, password: str) -> User:
    return log_in(email=email, password=password, client=ClientInfo("192.0.2.1")).token.user


@pytest.mark.parametrize(
    "typed",
    ["anna@müller.example", decompose("anna@müller.example"), "ANNA@MÜLLER.EXAMPLE", "anna@xn--mller-kva.example",
     " anna@müller.example\u200b"],
)  # fmt: skip
@pytest.mark.parametrize("stored", ["anna@müller.example", "anna@xn--mller-kva.example"])
def test_whoever_is_made_under_one_spelling_of_an_address_logs_in_under_every(
    world: World, typed: str, stored: str
) -> None:
    anna = create_user(company=world.alpine, email=stored, name="A", surname="M", group=Role.STUDENT, password=PASSWORD)

    assert log_in_person(typed, PASSWORD) == anna


def test_an_import_keeps_addresses_and_names_that_can_be_typed(world: World) -> None:
    rows = ["email,name,surname", f"zw.space@demo.example\u200b,Zoe\u0308,{decompose('Müller')}"]
    rows.append(f"{decompose('anna@müller.example')},A\u00adnna,\u202eevil")

    import_people(rows=PEOPLE.read("\n".join(rows).encode()), company=world.alpine, by=world.maria)

    zoe, anna = User.objects.filter(email__in=["zw.space@demo.example", "anna@müller.example"]).order_by("-email")
    assert (zoe.name, zoe.surname) == ("Zoë", "Müller")
    assert (anna.name, anna.surname) == ("Anna", "evil")


def test_two_spellings_of_one_address_in_a_table_are_twins(world: World) -> None:
    rows = "email,name,surname\na@müller.example,A,B\na@xn--mller-kva.example,A,B\n"

    outcomes = import_people(rows=PEOPLE.read(rows.encode()), company=world.alpine, by=world.maria)

    assert [list(outcome.errors) for outcome in outcomes] == [[], ["email"]]


@pytest.mark.parametrize("set_as", [PASSWORD, decompose(PASSWORD)])
@pytest.mark.parametrize("typed", [PASSWORD, decompose(PASSWORD)])
def test_a_password_is_the_same_on_every_keyboard(world: World, set_as: str, typed: str) -> None:
    world.sam.set_password(set_as)
    world.sam.save()

    assert log_in_person(world.sam.email, typed) == world.sam
    assert world.sam.check_password(typed)
    confirm_signer_password(user=world.sam, password=typed)


@pytest.mark.parametrize("hashed", [PASSWORD, decompose(PASSWORD)])
@pytest.mark.parametrize("typed", [PASSWORD, decompose(PASSWORD)])
def test_a_password_hashed_as_it_came_goes_on_working(world: World, hashed: str, typed: str) -> None:
    User.objects.filter(pk=world.sam.pk).update(password=make_password(hashed))

    assert log_in_person(world.sam.email, typed) == world.sam


def test_another_password_is_still_wrong(world: World) -> None:
    world.sam.set_password(PASSWORD)
    world.sam.save()

    with pytest.raises(Unauthenticated):
        log_in_person(world.sam.email, PASSWORD.replace("ä", "a"))


def test_the_admin_keeps_a_person_in_one_spelling_and_finds_it_by_any(world: World) -> None:
    browser = open_browser(world.maria)
    fields = {
        "email": f"Zoe@{decompose('müller')}.example\u200b",
        "name": decompose("Zoë"), "surname": "Van\u00a0Be\u00adrg",
        "group": "190", "is_active": "on", "language": "en",
    }  # fmt: skip

    response = browser.post(f"{build_address(User)}add/", fields)

    assert response.status_code == 302, response.context["errors"]
    zoe = User.objects.get(email="zoe@müller.example")
    assert (zoe.name, zoe.surname) == ("Zoë", "Van Berg")
    for term in (decompose("Zoë"), "Zoë", "Van\u200b Berg", decompose("müller.example")):
        users = browser.get(build_address(User), {"q": term}).context["cl"].queryset
        assert list(users) == [zoe], term
        assert "Zoë Van Berg" in browser.get("/admin/search/", {"s": term}).content.decode(), term


def test_commands_take_every_spelling(world: World) -> None:
    call_command("create_user", decompose("zoe@müller.example"), company=str(world.alpine.pk),
                 name=decompose("Zoë"), surname="M\u200büller", role=Role.STUDENT, no_password=True)  # fmt: skip

    assert str(User.objects.get(email="zoe@müller.example")) == "Zoë Müller"
    call_command("create_api_key", "zoe@xn--mller-kva.example", "--name=sync")
    assert User.objects.get(email="zoe@müller.example").tokens.get().name == "sync"


def run_migration(app: str, migration: str) -> Any:
    importlib.import_module(f"{app}.migrations.{migration}").mend(apps, None)


def test_what_is_stored_already_is_mended_and_twins_are_told(world: World, capsys: Any) -> None:
    stored = User.objects.filter(pk=world.sam.pk)
    stored.update(email=decompose("sam@müller.example"), name="Sa\u200bm", surname=decompose("Müller"))
    User.objects.filter(pk=world.sue.pk).update(email="su\u00ade@alpine.example", name="\u200b")
    User.objects.filter(pk=world.ines.pk).update(email="sue@alpine.example")
    group = PilotGroup.objects.create(company=world.alpine, name=decompose("Frühling"))
    twin = PilotGroup.objects.create(company=world.alpine, name="Frühling")

    run_migration("accounts", "0005_text_in_one_spelling")

    sam, sue = stored.get(), User.objects.get(pk=world.sue.pk)
    assert (sam.email, str(sam)) == ("sam@müller.example", "Sam Müller")
    assert (sue.email, sue.name) == ("su\u00ade@alpine.example", "\u200b")
    group.refresh_from_db()
    assert (group.name, twin.name) == (decompose("Frühling"), "Frühling")
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        f"accounts.User {sue.pk} keeps email 'su\\xade@alpine.example': another has 'sue@alpine.example'.",
        f"accounts.PilotGroup {group.pk} keeps name 'Fru\\u0308hling': another has 'Frühling'.",
    ]
