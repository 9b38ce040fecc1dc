"""A real browser against the real server. Run with `make browser`; needs Chromium."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.chromium import frozen_clock, quick_settings  # noqa: F401  override those of all tests
from tests.browser.serving import ROOT, TestInstallation

PASSWORD = "a-password-for-the-browser-1"
MANAGER = "mona@glider.example"
SCHOOL = "Glider Academy"
PICTURES = ROOT / "var" / "browser"


@pytest.fixture(scope="session")
def installation(tmp_path_factory: Any) -> TestInstallation:
    """A server with the demo school, and a new school that has only its manager and the shipped templates."""
    server = TestInstallation(tmp_path_factory.mktemp("server"))
    server.manage("migrate", "--verbosity", "0")
    server.manage("seed_demo")
    server.manage("load_templates")
    server.manage("create_company", SCHOOL, "--timezone", "Europe/Vienna")
    server.manage(
        "create_user", MANAGER, "--company", SCHOOL, "--name", "Mona", "--surname", "Manager", "--role", "manager",
        "--password-stdin", stdin=f"{PASSWORD}\n",
    )  # fmt: skip
    return server


@pytest.fixture(scope="session")
def address(installation: TestInstallation) -> Iterator[str]:
    with installation.run_server() as address:
        yield address


class MonitoredPage:
    """A page whose `faults` list errors of scripts, errors in the console, failed requests and foreign addresses."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address, self.faults = page, address, list[str]()
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error.stack or error}"))
        page.on("console", lambda message: self.check_console(message.type, message.text))
        page.on("response", lambda response: self.check_status(response.status, response.url))
        page.on("request", lambda request: self.check_address(request.url))

    def check_console(self, kind: str, text: str) -> None:
        if kind == "error":
            self.faults.append(f"{self.page.url}: {text}")

    def check_status(self, status: int, url: str) -> None:
        if status >= 400:
            self.faults.append(f"{self.page.url}: {url} returned {status}")

    def check_address(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:", "about:")):
            self.faults.append(f"{self.page.url}: requested {url}")


@pytest.fixture(params=["desktop", "phone"])
def screen(request: Any) -> str:
    return str(request.param)


SIZES: dict[str, ViewportSize] = {
    "desktop": {"width": 1400, "height": 1000},
    "phone": {"width": 390, "height": 844},
}


@contextmanager
def open_window(chromium: Browser, address: str, screen: str, picture: str, **options: Any) -> Iterator[Page]:
    """A new browser window on a screen of SIZES; what its last page looked like is stored as `picture`.

    The block fails at its end if a script, a request or an address on its pages failed.
    """
    context = chromium.new_context(
        base_url=address, viewport=SIZES[screen], has_touch=screen == "phone", locale="en-GB", **options
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    monitored = MonitoredPage(page, address)
    try:
        yield page
    finally:
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURES / f"{picture}.png")
        context.close()
    assert monitored.faults == []


@pytest.fixture
def page(chromium: Browser, address: str, screen: str, request: Any) -> Iterator[Page]:
    """A new browser window. The test fails if a script, a request or an address on its pages failed."""
    with open_window(chromium, address, screen, Path(request.node.name).name) as page:
        yield page
