"""Windows of the browser in which people use the app: their sizes, languages and schemes, and the login."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal, NamedTuple

from playwright.sync_api import APIRequestContext, Browser, Page, expect

from demo.scenarios.people import PASSWORD
from tests.app.guard import Guard

Language = Literal["en", "de", "es", "fr"]
Scheme = Literal["light", "dark"]
LOCALES: dict[Language, str] = {"en": "en-GB", "de": "de-AT", "es": "es-ES", "fr": "fr-FR"}
LONGEST_WAIT = 15_000


class Size(NamedTuple):
    name: str
    width: int
    height: int
    is_phone: bool


PHONE = Size("phone", 390, 844, is_phone=True)
DESK = Size("desk", 1440, 900, is_phone=False)


class Windows:
    """Opens windows; each is a device of its own, with its own storage. `guard` watches them all."""

    def __init__(self, browser: Browser, address: str, guard: Guard) -> None:
        self.browser, self.address, self.guard = browser, address, guard
        self.foreign_speakers = set[str]()

    def open(
        self,
        *,
        size: Size = PHONE,
        language: Language = "en",
        scheme: Scheme = "light",
        timezone: str = "Europe/Vienna",
    ) -> Page:
        """An empty page in a new window, whose browser speaks the language."""
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": size.width, "height": size.height},
            device_scale_factor=2 if size.is_phone else 1,
            has_touch=size.is_phone,
            is_mobile=size.is_phone,
            locale=LOCALES[language],
            timezone_id=timezone,
            color_scheme=scheme,
            reduced_motion="reduce",
        )
        self.guard.watch(context)
        page = context.new_page()
        page.set_default_timeout(LONGEST_WAIT)
        return page

    def open_app(
        self,
        person: str,
        size: Size = PHONE,
        language: Language = "en",
        scheme: Scheme = "light",
        *,
        path: str = "/app/",
        timezone: str = "Europe/Vienna",
    ) -> Page:
        """The app at a path, in a new window, after the login of a person: `student`, or `student@other.example`."""
        if language != "en":
            self.foreign_speakers.add(person)
            self.set_language(person, language)
        page = self.open(size=size, language=language, scheme=scheme, timezone=timezone)
        page.goto(path)
        log_in(page, person)
        return page

    def set_language(self, person: str, language: Language) -> None:
        """Stores the language of a person, which the app follows once they are logged in."""
        with self.call_api(person) as api:
            api.post("/users/edit.json", data={"User": {"language": language}})

    def read(self, person: str, path: str) -> Any:
        """What the API answers to a person now, apart from their windows."""
        with self.call_api(person) as api:
            response = api.get(path)
            assert response.ok, f"{path} returned {response.status}"
            return response.json()

    @contextmanager
    def call_api(self, person: str) -> Iterator[APIRequestContext]:
        """Requests to the API as this person, on no device of theirs."""
        credentials = {"email": build_email(person), "password": PASSWORD}
        context = self.browser.new_context(base_url=self.address)
        try:
            login = context.request.post("/users/login.json", data=credentials).json()
            context.set_extra_http_headers({"Authorization": f"Bearer {login['response']['token']}"})
            yield context.request
        finally:
            context.close()

    def close(self) -> None:
        """Closes all windows; everybody speaks English again."""
        for context in self.browser.contexts:
            context.close()
        for person in self.foreign_speakers:
            self.set_language(person, "en")


def build_email(person: str) -> str:
    return person if "@" in person else f"{person}@demo.example"


def log_in(page: Page, person: str, password: str = PASSWORD) -> None:
    """Fills in the login form that the page shows, and waits for the app."""
    send_login(page, person, password)
    expect_inside(page)


def send_login(page: Page, person: str, password: str = PASSWORD) -> None:
    """Fills in the login form that the page shows, whatever the server says to it."""
    page.locator("input[autocomplete=username]").fill(build_email(person))
    page.locator("input[autocomplete=current-password]").fill(password)
    page.locator("form button[type=submit]").click()


def expect_inside(page: Page) -> None:
    """Somebody is logged in, and sees a whole screen."""
    expect(page.locator("nav.places")).to_be_visible()
    wait_until_settled(page)


def wait_until_settled(page: Page) -> None:
    """Until no request is under way and nothing is about to appear."""
    page.wait_for_load_state("networkidle")
    expect(page.locator(".skeleton, [aria-busy=true]")).to_have_count(0)


def follow(page: Page, path: str) -> None:
    """Opens an address of the app, as a link in a mail does."""
    page.goto(path)
    expect(page).to_have_url(re.compile(re.escape(path)))
    wait_until_settled(page)
