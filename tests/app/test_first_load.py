"""What a phone loads, and how long it takes with a slow processor and a slow network (`pytest -s` prints the times)."""

import time
from typing import Any

from playwright.sync_api import Page, expect

from tests.app.disturbances import slow_down
from tests.app.windows import Windows, log_in, wait_until_settled
from tests.webapp.test_first_load import MOST_BYTES

LIST_LOADED = """() => performance.getEntriesByType("resource")
  .filter(({ name }) => /[.](js|css)$/.test(name))
  .map(({ name, encodedBodySize }) => [name, encodedBodySize])"""
SCRIPT = """performance.getEntriesByType("resource")
  .find(({ name }) => name.includes(part) && name.endsWith(".js"))"""
IS_LOADED = f"(part) => {SCRIPT} !== undefined"
STARTED = f"(part) => {SCRIPT}.startTime"
ENDED = f"(part) => {SCRIPT}.responseEnd"
WORKER_IS_READY = "() => navigator.serviceWorker.ready.then(() => true)"
SLOW_WAIT = 120_000


def test_the_scripts_and_styles_of_a_students_home_are_small(open_app: Any) -> None:
    """As the server sends them, without what the service worker fetches for later."""
    loaded = dict(open_app("student").evaluate(LIST_LOADED))

    assert len(loaded) > 3
    assert sum(loaded.values()) <= MOST_BYTES, loaded


def test_a_slow_phone_gets_there(windows: Windows) -> None:
    page = windows.open()
    page.set_default_timeout(SLOW_WAIT)
    slow_down(page)

    report("the login, first load", measure(page, lambda: page.goto("/app/"), "input[autocomplete=username]"))
    log_in(page, "student")
    page.evaluate(WORKER_IS_READY)
    report("the home of a student, loaded again", measure(page, page.reload, "main h1"))
    wait_until_settled(page)


def test_what_the_first_screens_need_is_loaded_at_once(windows: Windows) -> None:
    """The texts with the first script, and the home of the person while they log in."""
    page = windows.open(language="de")
    page.set_default_timeout(SLOW_WAIT)
    slow_down(page)
    page.goto("/app/")

    page.wait_for_function(IS_LOADED, arg="/home-")
    expect(page.get_by_role("button", name="Anmelden", exact=True)).to_be_visible()
    assert page.evaluate(STARTED, "/de-") < page.evaluate(ENDED, "/index-")


def measure(page: Page, load: Any, selector: str) -> float:
    """The seconds until an element is there."""
    started = time.perf_counter()
    load()
    expect(page.locator(selector).first).to_be_visible(timeout=SLOW_WAIT)
    return time.perf_counter() - started


def report(what: str, seconds: float) -> None:
    print(f"\n{what}: {seconds:.1f} s")  # noqa: T201
