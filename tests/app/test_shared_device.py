"""A device that several people use: the next one never comes into the session of the last."""

import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.app.windows import LONGEST_WAIT, log_in, wait_until_settled
from tests.browser.chromium import run_browser

TOKEN = "() => JSON.parse(sessionStorage.getItem('downwind.session')).token"
HOW_IT_CAME = "() => performance.getEntriesByType('navigation')[0].type"


def log_in_on_shared_device(page: Page, person: str) -> str:
    """The login of a person who does not stay logged in; returns the token."""
    page.goto("/app/")
    page.get_by_role("checkbox", name="Keep me logged in").uncheck()
    log_in(page, person)
    token: str = page.evaluate(TOKEN)
    return token


def find_tab(context: BrowserContext, address: str) -> Page:
    """The tab of the app that the browser has brought back."""
    deadline = time.monotonic() + LONGEST_WAIT / 1000
    while not (tabs := [page for page in context.pages if page.url.startswith(address)]):
        assert time.monotonic() < deadline, "The browser has brought back no tab."
        context.pages[0].wait_for_timeout(100)
    return tabs[0]


def test_a_tab_that_the_browser_brings_back_shows_nobody(chromium: Browser, address: str, tmp_path: Path) -> None:
    with run_browser(chromium, tmp_path, address) as context:
        page = context.new_page()
        token = log_in_on_shared_device(page, "student")
        page.reload()
        expect(page.locator("nav.places")).to_be_visible()

    with run_browser(chromium, tmp_path, address, "--restore-last-session") as context:
        page = find_tab(context, address)
        expect(page.locator("input[autocomplete=username]")).to_be_visible()
        wait_until_settled(page)
        assert page.evaluate(HOW_IT_CAME) == "back_forward"
        assert page.evaluate("() => Object.keys(sessionStorage)") == []
        assert read_account(context, token).status == 401


def read_account(context: BrowserContext, token: str) -> Any:
    return context.request.get("/users/view.json", headers={"Authorization": f"Bearer {token}"})
