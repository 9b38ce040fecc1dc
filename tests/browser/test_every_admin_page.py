"""Every page of the managers' admin is accessible, fits a phone and breaks nothing, with the demo school's rows."""

import json
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize

from tests.app.checks import FIND_SMALL, FIND_WIDE, OPTIONS, describe, read_axe, run_unrestricted
from tests.app.guard import Guard
from tests.browser.admin_pages import Walk, find_route
from tests.browser.manager import Manager
from tests.office.population import build_address, list_registered

DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
SMALLEST_TARGET = 24
# WCAG 2.2 AA, and what axe calls best practice: landmarks, headings in order, names that differ.
ALL_RULES = {**OPTIONS, "runOnly": {"type": "tag", "values": [*OPTIONS["runOnly"]["values"], "best-practice"]}}
# What may differ on a phone in the dark; the names and roles are those of the desk.
RULES_OF_LOOKS = {
    **OPTIONS,
    "runOnly": {"type": "rule", "values": ["color-contrast", "target-size", "scrollable-region-focusable"]},
}
# The first rows of a list and the first options of a choice are like the others, and axe is slow.
SHORTEN = """() => document
  .querySelectorAll("#result_list tbody:nth-of-type(n + 6), .printed-list tr:nth-child(n + 6), option:nth-child(n + 6)")
  .forEach((row) => row.remove())"""
HEADINGS = """() => [...document.querySelectorAll("h1")].filter((heading) => heading.checkVisibility())
  .map((heading) => heading.innerText)"""
MUST_BE_REACHED = {
    "admin/", "admin/login/", "admin/messages/", "admin/second_factor/", "admin/password_change/",
    "_print", "_delete", "_history",
    "admin/trainings/training/{}/hours/",
    "admin/trainings/training/{}/course/", "admin/trainings/training/{}/copy/", "admin/trainings/training/templates/",
    "admin/accounts/user/import/", "admin/trainings/enrollment/import/", "admin/exams/question/import/",
    "admin/trainings/enrollment/enroll/", "admin/trainings/enrollment/{}/withdraw/",
    "admin/trainings/enrollment/{}/credit/", "admin/onsite/classsession/{}/plan/", "admin/trainings/slide/{}/preview/",
    "admin/timetable/", "admin/timetable/repeat/", "admin/onsite/classsession/{}/record/",
    "admin/trainings/enrollment/{}/file/", "admin/accounts/user/{}/file/", "admin/records/event/readiness/",
}  # fmt: skip


def test_every_page_is_accessible_and_fits_a_phone(chromium: Browser, address: str) -> None:
    guard = Guard(address)
    context = chromium.new_context(base_url=address, viewport=DESK, locale="en-GB")
    guard.watch(context)
    page = context.new_page()
    Manager(page).enters("manager@demo.example", "demo-flight-1")
    walk = Walk(page)
    titles = dict[str, str]()
    faults = list[str]()

    for route in walk.iterate_pages():
        faults += [
            f"{walk.reached[route]}: {fault}" for fault in [*find_faults(page), *find_same_title(page, route, titles)]
        ]
    context.close()

    assert faults == [], "\n" + "\n".join(faults)
    assert guard.faults == []
    assert set(walk.reached) >= MUST_BE_REACHED
    assert {find_route(build_address(model)) for model, _ in list_registered()} <= set(walk.reached)


def find_faults(page: Page) -> list[str]:
    """On a desk in light colours, then on a phone in dark ones."""
    page.evaluate(SHORTEN)
    run_unrestricted(page, read_axe())
    faults = run_axe(page, ALL_RULES)
    headings = page.evaluate(HEADINGS)
    faults += [] if len(headings) == 1 else [f"has the headings {headings}"]
    page.set_viewport_size(PHONE)
    page.evaluate("() => { document.documentElement.className = 'dark'; }")
    faults += [f"is too wide: {fault}" for fault in page.evaluate(FIND_WIDE, PHONE["width"])]
    faults += run_axe(page, RULES_OF_LOOKS) + page.evaluate(FIND_SMALL, SMALLEST_TARGET) + find_faults_of_filters(page)
    page.set_viewport_size(DESK)
    return faults


def find_faults_of_filters(page: Page) -> list[str]:
    """Of the panel of filters, which a phone opens over the list."""
    switch = page.locator("main").get_by_role("button", name="Filters")
    if not switch.count():
        return []
    switch.click()
    page.locator("#changelist-filter").get_by_role("button", name="Close").wait_for()
    faults = run_axe(page, ALL_RULES, "#changelist-filter") + page.evaluate(FIND_SMALL, SMALLEST_TARGET)
    return [f"the filters: {fault}" for fault in faults]


def run_axe(page: Page, options: dict[str, Any], part: str = "") -> list[str]:
    """What axe finds in a part of the page; the menu is the same on all pages, and is checked on the overview."""
    is_overview = page.url.endswith("/admin/")
    where: Any = part or {"include": [["html"]], "exclude": [] if is_overview else [["#nav-sidebar"]]}
    result: dict[str, Any] = page.evaluate(f"() => axe.run({json.dumps(where)}, {json.dumps(options)})")
    return [describe(violation) for violation in result["violations"]]


def find_same_title(page: Page, route: str, titles: dict[str, str]) -> list[str]:
    """A fault if an earlier page had the same title, or if this one has none."""
    title = page.title().strip()
    earlier = titles.setdefault(title, route)
    return [f"has the title {title!r} of {earlier}"] if earlier != route else [] if title else ["has no title"]
