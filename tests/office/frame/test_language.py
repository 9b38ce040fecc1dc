"""The language of the admin: that of the manager, of the browser before the login, and English in all that is stored.

Texts that Django itself translates tell the languages apart: `Save`, names of months, `username`.
"""

import json
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.utils.translation import get_language, gettext, gettext_lazy

from accounts.admin.people import UserAdmin
from accounts.models import User
from locations.models import Location
from office.background import running
from office.background.starting import start_job
from office.base.registration import MenuGroup, MenuItem
from office.models import BackgroundJob
from records.models import Event
from tests import factories as make
from tests.accounts.second_factor.steps import use_app
from tests.factories import PASSWORD
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address
from tests.world import World

ENGLISH = {"accept-language": "en"}
GERMAN = {"accept-language": "de"}


def speak(user: User, language: str) -> User:
    user.language = language
    user.save()
    return user


def read(response: Any) -> str:
    return str(response.content.decode())


@pytest.mark.parametrize(
    ("language", "shown", "save"),
    [("de", "de", "Speichern"), ("es-MX", "es", "Guardar"), ("fr", "fr", "Enregistrer"), ("pl", "en-001", "Save")],
)
def test_pages_are_in_the_language_of_the_manager(world: World, language: str, shown: str, save: str) -> None:
    browser = open_browser(speak(world.maria, language))
    page = read(browser.get(build_address(Location, "add"), headers=ENGLISH))

    assert f'<html lang="{shown}"' in page
    assert f">{save}<" in page.replace("\n", "").replace(" ", "")


def test_the_calendar_has_the_months_and_formats_of_the_language(world: World) -> None:
    script = read(open_browser(speak(world.maria, "de")).get("/admin/jsi18n/"))

    assert json.dumps("März") in script
    assert '"%d.%m.%Y"' in script


def test_the_menu_changes_its_language_with_the_reader(world: World, monkeypatch: Any) -> None:
    item = MenuItem(MenuGroup.PEOPLE, gettext_lazy("username"), "group", order=1)
    monkeypatch.setattr(UserAdmin, "menu", (item,))
    colleague = make.UserFactory(company=world.alpine, group=world.maria.group)
    german, english = open_browser(speak(world.maria, "de")), open_browser(colleague)

    for _round in range(2):
        assert "Benutzername" in read(german.get("/admin/"))
        assert "Benutzername" not in read(english.get("/admin/"))


@pytest.mark.parametrize("path", ["/admin/login/", "/admin/nothing/", "/sso/nothing/", "/sso/"])
def test_pages_before_the_login_are_in_the_language_of_the_browser(db: None, path: str) -> None:
    assert '<html lang="de"' in read(Browser().get(path, headers=GERMAN, follow=True))
    assert '<html lang="en"' in read(Browser().get(path, follow=True))


def test_the_page_of_the_code_is_in_the_language_of_the_person_known_by_the_password(world: World) -> None:
    world.maria.set_password(PASSWORD)
    use_app(speak(world.maria, "de"))
    browser = Browser()
    browser.post("/admin/login/", {"username": world.maria.email, "password": PASSWORD}, headers=ENGLISH)

    assert '<html lang="de"' in read(browser.get("/admin/login/code/", headers=ENGLISH))
    assert get_language() == "en"


@pytest.mark.parametrize("path", ["/admin/nothing/", "/admin/locations/location/0/change/"])
def test_an_error_page_is_in_the_language_of_the_manager(world: World, path: str) -> None:
    response = open_browser(speak(world.maria, "de")).get(path, headers=ENGLISH, follow=True)

    assert '<html lang="de"' in read(response)


def test_what_is_stored_is_in_english(world: World, monkeypatch: Any) -> None:
    monkeypatch.setattr(Location._meta.get_field("name"), "verbose_name", gettext_lazy("username"))
    monkeypatch.setattr(Location, "__str__", lambda row: gettext("username"))
    row = make.LocationFactory(company=world.alpine, timezone_id="Europe/Berlin")
    browser, address = open_browser(speak(world.maria, "de")), build_address(Location, "change", row.pk)
    assert "Benutzername" in read(browser.get(address))

    values = {"name": "Tower", "type": row.type, "timezone_id": row.timezone_id, "country_id": "DE"}
    assert browser.post(address, values).status_code == 302

    event, entry = Event.objects.get(action="admin.changed"), LogEntry.objects.get()
    payload = json.loads(event.payload)
    assert payload["name"] == "username"
    assert payload["change"][0] == {"changed": {"fields": ["Username", "Country"]}}
    assert entry.object_repr == "username"
    assert json.loads(entry.change_message)[0] == {"changed": {"fields": ["Username", "Country"]}}


def test_a_background_job_speaks_the_language_of_the_manager(world: World, monkeypatch: Any) -> None:
    spoken: list[str | None] = []
    monkeypatch.setitem(running.RUNNERS, BackgroundJob.Kind.EXPORT, lambda job, user: spoken.append(get_language()))
    kind = BackgroundJob.Kind.EXPORT
    job = start_job(user=speak(world.maria, "fr"), model=User, kind=kind, title="users.csv", format="csv")

    running.run_job(job)

    assert (spoken, get_language()) == (["fr"], "en")
