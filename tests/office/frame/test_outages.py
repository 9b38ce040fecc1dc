"""A page that cannot reach the database in time says so, with 503, in the language of its reader."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection

from accounts.models import User
from tests import factories as make
from tests.inspections.visit import Visit
from tests.office.browser import open_browser
from tests.world import World

HANGAR = {"name": "Hangar 7", "type": "OTHER", "country_id": "AT", "timezone_id": "Europe/Vienna"}


@contextmanager
def lock_table(name: str) -> Iterator[None]:
    """Within it, each query of the table ends as one does whose rows somebody else keeps locked."""

    def refuse(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if f'"{name}"' in sql:
            raise OperationalError("canceling statement due to lock timeout")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


def read_heading(response: Any) -> str:
    return str(response.content.decode()).split("<h1>", 1)[1].split("</h1>")[0]


def test_a_page_behind_a_lock_says_that_the_server_is_busy(world: World) -> None:
    browser = open_browser(world.maria)

    with lock_table("trainings_training"):
        response = browser.get("/admin/trainings/training/")

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert read_heading(response) == "The server is busy"
    assert browser.get("/admin/trainings/training/").status_code == 200


def test_a_form_that_was_not_saved_says_so_and_stores_nothing(world: World) -> None:
    browser = open_browser(world.maria)

    with lock_table("records_event"):
        response = browser.post("/admin/locations/location/add/", HANGAR)

    assert response.status_code == 503
    assert "look whether it was saved before you send it again" in response.content.decode()
    assert "Hangar 7" not in browser.get("/admin/locations/location/").content.decode()


def test_who_cannot_be_recognised_is_not_sent_to_the_login_page(world: World) -> None:
    browser = open_browser(world.maria)

    with lock_table("accounts_user"):
        response = browser.get("/admin/")

    assert (response.status_code, read_heading(response)) == (503, "The server is busy")


def test_the_page_is_in_the_language_of_its_reader(world: World) -> None:
    User.objects.filter(pk=world.maria.pk).update(language="de")
    browser = open_browser(world.maria)

    with lock_table("trainings_training"):
        response = browser.get("/admin/trainings/training/")

    assert read_heading(response) == "Der Server ist ausgelastet"


def test_the_page_of_an_inspector_says_it_too(world: World) -> None:
    visit = Visit(world.maria, make.TrainingFactory(company=world.alpine))
    visit.enter()

    with lock_table("trainings_training"):
        response = visit.browser.get("/inspection/")

    assert (response.status_code, read_heading(response)) == (503, "The server is busy")
