"""Every screen that links lead to fits, is accessible in both schemes, breaks nothing and has its texts."""

import re
from collections import deque
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.app.checks import assert_fits, check_accessibility
from tests.app.guard import Guard
from tests.app.windows import DESK, PHONE, Language, Scheme, Size, Windows, follow
from tests.browser.serving import ROOT

ROUTES = re.findall(r'path: "([^"]+)"', (ROOT / "clients/web/src/routes.ts").read_text(encoding="utf-8"))
# Screens of the account and of messages lead to each other; these alone need an address to begin with.
STARTS = ["/", "/trainings", "/messages", "/users/view", "/trainings/trainings/calendar", "/trainings/lessons/kept"]
STAFF_STARTS = [*STARTS, "/trainings/students/list", "/trainings/subjects/mine"]
# A link in a mail leads to this; it is asked for nothing before a button is pressed.
CONFIRMATION = "/users/confirmation/1/code/email"
PEOPLE = {"student": [*STARTS, "/trainings/missions/unsigned", CONFIRMATION], "instructor": STAFF_STARTS}
# What a person must have reached, or links have been lost on the way.
REACHED = {
    "student": {
        "/trainings/trainings/view/:id", "/trainings/subjects/view/:enrollment/:subject",
        "/trainings/lessons/view/:lesson/:enrollment", "/trainings/exams/start/:enrollment/:exam",
        "/trainings/exams/view/:attempt", "/trainings/onsite/class/:id", "/messages/messages/view/:id", "/users/edit",
        "/users/password", "/users/email", "/users/second_factor", "/users/logins",
        "/trainings/missions/flight/:id", "/users/confirmation/:user/:code/email",
    },
    "instructor": {
        "/trainings/onsite/class/:id", "/trainings/onsite/class/:id/evaluate/:user",
        "/trainings/onsite/class/:id/sign", "/trainings/students/view/:enrollment",
        "/trainings/subjects/material/:training/:subject", "/trainings/lessons/slides/:lesson",
    },
}  # fmt: skip
# Each language once on each screen, and each size once in each scheme: the longest words on the phone.
LOOKS: dict[Language, tuple[Size, Scheme]] = {
    "en": (DESK, "light"), "de": (PHONE, "light"), "es": (DESK, "dark"), "fr": (PHONE, "dark"),
}  # fmt: skip
LINKS = """() => [...document.querySelectorAll('main a[href^="/app"]')].map((link) => link.getAttribute("href"))"""
RAW_KEY = re.compile(r"\b[a-z]+:[a-z]+(?:_[a-z]+)*\b")


@pytest.mark.parametrize("language", LOOKS)
@pytest.mark.parametrize("person", PEOPLE)
def test_every_screen_fits_is_accessible_and_has_its_texts(
    windows: Windows, guard: Guard, person: str, language: Language
) -> None:
    size, scheme = LOOKS[language]
    page = windows.open_app(person, size, language, scheme)
    reached = set()
    for route in walk(page, PEOPLE[person]):
        reached.add(route)
        assert_fits(page)
        check_accessibility(page)
        expect(page.locator("html")).to_have_attribute("lang", language)
        keys = RAW_KEY.findall(page.locator("body").inner_text())
        assert keys == [], f"{route}: {keys}"

    assert REACHED[person] <= reached
    assert guard.refusals == []


def walk(page: Page, starts: list[str]) -> Iterator[str]:
    """Opens one screen of each route that links lead to from these paths, and yields the route."""
    waiting = deque(starts)
    seen = set[str]()
    while waiting:
        path = waiting.popleft()
        route = find_route(path)
        if route in seen:
            continue
        seen.add(route)
        follow(page, f"/app{path}")
        yield route
        waiting.extend(link.removeprefix("/app") for link in page.evaluate(LINKS))


def find_route(path: str) -> str:
    """The route of a path. A link to what is no screen of the app fails the test."""
    pattern_of = {route: re.sub(r":\w+", "[^/]+", route) for route in ROUTES}
    address = urlsplit(path).path or "/"
    found: list[str] = [route for route, pattern in pattern_of.items() if re.fullmatch(pattern, address)]
    assert found, f"{path} is no screen of the app"
    return found[0]
