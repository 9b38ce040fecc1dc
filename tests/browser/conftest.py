"""A real browser against the real server. Run with `make browser`; needs Chromium."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.browser.serving import ROOT, TestInstallation

PASSWORD = "a-password-for-the-browser-1"
MANAGER = "mona@glider.example"
SCHOOL = "Glider Academy"
# Without these Chromium contacts Google's servers at every start.
QUIET = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
PICTURES = ROOT / "var" / "browser"


@pytest.fixture(autouse=True)
def frozen_clock() -> None:
    """Overrides the frozen clock of the other tests: browser and server use the real time."""


@pytest.fixture(autouse=True)
def quick_settings() -> None:
    """Overrides the settings of the other tests: the server is another process with its own settings."""


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


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "Chromium is not installed; CHROMIUM names it where it has another name."
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*QUIET, *sandbox])
        yield browser
        browser.close()


class MonitoredPage:
    """A page whose `faults` list script errors, failed requests, and requests to other servers."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address, self.faults = page, address, list[str]()
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error.stack or error}"))
        page.on("response", lambda response: self.check_status(response.status, response.url))
        page.on("request", lambda request: self.check_address(request.url))

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


@pytest.fixture
def page(chromium: Browser, address: str, screen: str, request: Any) -> Iterator[Page]:
    """A new browser window. The test fails if a script, a request or an address on its pages failed."""
    context = chromium.new_context(
        base_url=address, viewport=SIZES[screen], has_touch=screen == "phone", locale="en-GB"
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    monitored = MonitoredPage(page, address)
    yield page
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{Path(request.node.name).name}.png")
    context.close()
    assert monitored.faults == []
