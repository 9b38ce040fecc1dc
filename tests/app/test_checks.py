"""The checks of screens notice what they are there for."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.app.checks import assert_fits, check_accessibility, check_targets
from tests.app.guard import Guard
from tests.app.windows import Windows

ADD = "(() => {{ const e = document.createElement('{tag}'); {change}; document.querySelector('main').append(e) }})()"
FAULTS: dict[str, tuple[Callable[[Page], None], str, str]] = {
    "a wide box": (assert_fits, "div", "e.style.cssText = 'width: 500px; height: 10px'"),
    "a box beside the screen": (assert_fits, "div", "e.style.cssText = 'position: fixed; left: 380px; width: 80px'"),
    "a small button": (check_targets, "button", "e.textContent = 'x'; e.style.cssText = 'all: unset; width: 20px'"),
    "a picture without words": (check_accessibility, "img", "e.src = '/static/app/assets/icons/icon-192.png'"),
    "faint text": (
        check_accessibility,
        "p",
        "e.textContent = 'faint'; e.style.cssText = 'color: #eee; background: #fff'",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_noticed(windows: Windows, fault: str) -> None:
    check, tag, change = FAULTS[fault]
    page = windows.open()
    page.goto("/app/")
    page.locator("form").wait_for()
    check(page)

    page.evaluate(ADD.format(tag=tag, change=change))
    with pytest.raises(AssertionError):
        check(page)


def test_what_scrolls_in_its_own_box_is_not_too_wide(windows: Windows, guard: Guard) -> None:
    page = windows.open()
    page.goto("/app/")
    page.locator("form").wait_for()
    table = "e.style.cssText = 'overflow-x: auto; max-width: 100px'; e.append(document.createElement('pre'))"
    page.evaluate(ADD.format(tag="div", change=f"{table}; e.firstChild.style.cssText = 'width: 900px; height: 9px'"))

    assert_fits(page)
