"""What is true of every screen: it fits, it is accessible, and fingers find its buttons."""

import json
from functools import cache
from typing import Any

from playwright.sync_api import Page

from tests.browser.serving import ROOT

AXE = ROOT / "clients" / "web" / "node_modules" / "axe-core" / "axe.min.js"
OPTIONS: dict[str, Any] = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "rules": {"target-size": {"enabled": True}},  # which axe leaves out unless it is asked for
    "resultTypes": ["violations"],
}
SMALLEST_TARGET = 44

# Elements that stick out to the right or left, unless a box around them scrolls or cuts them off.
FIND_WIDE = """(width) => {
  const isContained = (element) => {
    for (let box = element.parentElement; box && box !== document.body; box = box.parentElement)
      if (getComputedStyle(box).overflowX !== "visible") return true;
    return false;
  };
  const sticksOut = ({ left, right, width: own }) => own > 1 && right > 0 && (right > width + 1 || left < -1);
  const wide = [...document.body.querySelectorAll("*")]
    .filter((element) => sticksOut(element.getBoundingClientRect()) && !isContained(element))
    .map((element) => `${element.tagName} .${element.className} ends at ${element.getBoundingClientRect().right} px`);
  const scrolled = document.scrollingElement.scrollWidth;
  return [...(scrolled > width ? [`the page is ${scrolled} px wide`] : []), ...wide];
}"""

# Links within a sentence are exempt (WCAG 2.5.8), and so is what nobody sees. A field's label is part of its target.
FIND_SMALL = """(smallest) => {
  const TARGETS = "a[href], button, input, select, textarea, summary, [role=button], [role=tab]";
  const isVisible = (element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    element.offsetWidth > 1 && element.offsetHeight > 1;
  const isInText = (element) =>
    element.matches("p a, li a, td a, dd a") && getComputedStyle(element).display === "inline";
  const measure = (element) => (element.closest("label") ?? element).getBoundingClientRect();
  return [...document.querySelectorAll(TARGETS)]
    .filter((element) => isVisible(element) && !isInText(element))
    .map((element) => ({ element, box: measure(element) }))
    .filter(({ box }) => box.width < smallest - 0.5 || box.height < smallest - 0.5)
    .map(({ element, box }) => `${element.outerHTML.slice(0, 120)} is ${box.width} × ${box.height} px`);
}"""


def assert_fits(page: Page) -> None:
    """Nothing is wider than the screen, and nobody has to scroll sideways."""
    assert page.viewport_size is not None
    page.wait_for_load_state("domcontentloaded")  # a page that is just being opened has no body yet
    refuse(page, page.evaluate(FIND_WIDE, page.viewport_size["width"]))


def check_targets(page: Page) -> None:
    """Everything to be tapped is at least 44 px high and wide."""
    refuse(page, page.evaluate(FIND_SMALL, SMALLEST_TARGET))


def check_accessibility(page: Page) -> None:
    """axe finds nothing against WCAG 2.2, level AA."""
    if not page.evaluate("() => 'axe' in window"):
        run_unrestricted(page, read_axe())
    result: dict[str, Any] = page.evaluate(f"() => axe.run(document, {json.dumps(OPTIONS)})")
    refuse(page, [describe(violation) for violation in result["violations"]])


def check_screen(page: Page) -> None:
    """All of these."""
    assert_fits(page)
    check_targets(page)
    check_accessibility(page)


def refuse(page: Page, faults: list[str]) -> None:
    assert not faults, "\n".join([page.url, *faults])


@cache
def read_axe() -> str:
    return AXE.read_text(encoding="utf-8")


def run_unrestricted(page: Page, script: str) -> None:
    """By the protocol of the developer tools: the page's policy allows no foreign script, and no `eval`.

    The session ends with the page: if it ended before, a page without a network would be told that it is online.
    """
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": script})


def describe(violation: dict[str, Any]) -> str:
    where = "; ".join(f"{node['html'][:160]} — {node['failureSummary']}" for node in violation["nodes"][:3])
    return f"{violation['id']} ({len(violation['nodes'])}): {where}"
