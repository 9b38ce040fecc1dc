"""A real browser in front of the real server. Run with `make browser`; needs Chromium."""

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
# Without these Chromium looks for its maker's servers at every start.
QUIET = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
PICTURES = ROOT / "var" / "browser"


@pytest.fixture(autouse=True)
def frozen_clock() -> None:
    """Browser and server live in the present."""


@pytest.fixture(autouse=True)
def quick_settings() -> None:
    """The server is another process, with settings of its own."""


@pytest.fixture(scope="session")
def installation(tmp_path_factory: Any) -> TestInstallation:
    """A server with the demo school, and a new school that has nothing but its manager and the shipped templates."""
    here = TestInstallation(tmp_path_factory.mktemp("server"))
    here.manage("migrate", "--verbosity", "0")
    here.manage("seed_demo")
    here.manage("load_templates")
    here.manage("create_company", SCHOOL, "--timezone", "Europe/Vienna")
    here.manage(
        "create_user", MANAGER, "--company", SCHOOL, "--name", "Mona", "--surname", "Manager", "--role", "manager",
        "--password-stdin", entered=f"{PASSWORD}\n",
    )  # fmt: skip
    return here


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


class Watched:
    """A page that notes what goes wrong behind it: errors of scripts, broken addresses, calls to other servers."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address, self.faults = page, address, list[str]()
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error.stack or error}"))
        page.on("response", lambda response: self.note(response.status, response.url))
        page.on("request", lambda request: self.note_address(request.url))

    def note(self, status: int, url: str) -> None:
        if status >= 400:
            self.faults.append(f"{self.page.url}: {url} answered {status}")

    def note_address(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:", "about:")):
            self.faults.append(f"{self.page.url}: asked {url}")


@pytest.fixture(params=["desktop", "phone"])
def screen(request: Any) -> str:
    return str(request.param)


SIZES: dict[str, ViewportSize] = {
    "desktop": {"width": 1400, "height": 1000},
    "phone": {"width": 390, "height": 844},
}


@pytest.fixture
def page(chromium: Browser, address: str, screen: str, request: Any) -> Iterator[Page]:
    """A fresh browser window on the server. The test fails when anything went wrong behind the page."""
    context = chromium.new_context(
        base_url=address, viewport=SIZES[screen], has_touch=screen == "phone", locale="en-GB"
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    watched = Watched(page, address)
    yield page
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{Path(request.node.name).name}.png")
    context.close()
    assert watched.faults == []
