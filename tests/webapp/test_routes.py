"""Every path that the server gives people is a screen of the app (clients/web/src/routes.ts)."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROUTES: Path = settings.BASE_DIR / "clients" / "web" / "src" / "routes.ts"
ROUTE = re.compile(r'\bpath: "(/[^"]*)"')
# Paths in mails, messages, the calendar and responses, without `.json` (docs/mails.md); ID and CODE are parameters.
LINKS = [
    "/trainings", "/trainings/trainings/view/ID", "/trainings/subjects/view/ID/ID", "/trainings/lessons/view/ID/ID",
    "/trainings/exams/start/ID/ID", "/trainings/exams/do/ID", "/trainings/exams/view/ID", "/trainings/onsite/class/ID",
    "/trainings/trainings/calendar", "/trainings/trainings/certificate/ID", "/trainings/missions/unsigned",
    "/trainings/students/list", "/trainings/students/view/ID", "/trainings/subjects/mine",
    "/manager/trainings/students/list", "/messages", "/messages/messages/view/ID", "/users/view",
    "/users/new_password/17/CODE", "/users/confirmation/17/CODE/email",
]  # fmt: skip


def list_routes() -> list[str]:
    return ROUTE.findall(ROUTES.read_text(encoding="utf-8"))


def is_screen(path: str) -> bool:
    return any(re.fullmatch(re.sub(r":\w+", "[^/]+", route), path) for route in list_routes())


def test_the_routes_are_found() -> None:
    assert len(list_routes()) >= 20
    assert is_screen("/")
    assert not is_screen("/nothing")
    assert not is_screen("/trainings/trainings/view/ID/more")


@pytest.mark.parametrize("path", LINKS)
def test_a_linked_path_is_a_screen(path: str) -> None:
    assert is_screen(path)


def test_no_route_is_there_twice() -> None:
    routes = [re.sub(r":\w+", ":", route) for route in list_routes()]

    assert sorted(routes) == sorted(set(routes))
