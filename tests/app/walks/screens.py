"""What is true of every screen, whatever somebody did to come to it, and what can be pressed and filled in there."""

from random import Random

from playwright.sync_api import ElementHandle, Error, Page
from playwright.sync_api import TimeoutError as PatienceLost

from tests.app.checks import assert_fits
from tests.app.test_every_screen import RAW_KEY

LONGEST_WAIT = 15_000

# In an open dialog nothing but the dialog can be used.
PLACE = """
  const place = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
  const isSeen = (element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && element.offsetWidth > 1;
"""
# What a screen lacks: nothing once it is complete. A heading without text tells nobody where they are.
FIND_FAULTS = f"""() => {{
  {PLACE}
  const faults = [];
  const headings = [...document.querySelectorAll("h1")].filter(isSeen);
  if (headings.length === 0) faults.push("has no main heading");
  else if (headings.some((heading) => !heading.innerText.trim())) faults.push("has an empty heading");
  const waits = [...document.querySelectorAll(".skeleton, [aria-busy=true]")].filter(isSeen);
  if (waits.length > 0) faults.push(`goes on waiting: ${{waits[0].outerHTML.slice(0, 200)}}`);
  const ways = [...place.querySelectorAll("a[href], button:not(:disabled)")].filter(isSeen);
  if (ways.length === 0) faults.push("leads nowhere");
  return faults;
}}"""
IS_COMPLETE = f"() => ({FIND_FAULTS})().length === 0"
# Not what leaves the app or ends the session: leaving is an act of its own (`Walk.log_out`).
FIND_PRESSABLE = f"""(scope) => {{
  {PLACE}
  const PRESSABLE = "a[href^='/app']:not([target], [download]), button:not(:disabled), summary, label.check";
  return [...place.querySelectorAll(PRESSABLE)]
    .filter((element) => isSeen(element) && !element.closest(".account-leave, .entrance-other"))
    .filter((element) => !scope || element.closest(scope));
}}"""
FIND_FIELDS = f"""() => {{
  {PLACE}
  const FIELDS = "input:not([type=radio], [type=checkbox], [type=file], [type=hidden]), textarea, select";
  return [...place.querySelectorAll(FIELDS)].filter((field) => isSeen(field) && !field.disabled && !field.readOnly);
}}"""
DESCRIBE = """(element) => {
  const whose = element.closest(".student")?.querySelector("strong").innerText ?? "";
  const text = `${whose} ${element.getAttribute("aria-label") || element.innerText || element.id}`;
  return `${element.localName} “${text.trim().replace(/\\s+/g, " ").slice(0, 60)}”`;
}"""


def check(page: Page) -> None:
    """Waits until the screen is complete. Its faults, after the longest wait of a patient person, fail the test."""
    try:
        page.wait_for_function(IS_COMPLETE, timeout=LONGEST_WAIT)
    except PatienceLost:
        faults = page.evaluate(FIND_FAULTS)
        assert not faults, f"{page.url} {'; '.join(faults)}\n{page.locator('body').inner_text()[:2000]}"
    keys = RAW_KEY.findall(page.locator("body").inner_text())
    assert keys == [], f"{page.url} shows {keys}"
    assert_fits(page)


def pick(page: Page, script: str, random: Random, argument: str = "") -> ElementHandle | None:
    """One of the elements that a script finds, in the order of the page, so that a seed picks the same one again."""
    count = page.evaluate(f"(argument) => ({script})(argument).length", argument)
    place = random.randrange(count) if count else 0
    return page.evaluate_handle(f"([argument, place]) => ({script})(argument)[place]", [argument, place]).as_element()


def describe(element: ElementHandle) -> str:
    return str(element.evaluate(DESCRIBE))


def press(element: ElementHandle) -> str:
    """Presses, and returns what was done. What vanished before is no fault; what is covered by something else is."""
    failure = ""
    try:
        element.click(timeout=5_000)
    except Error as error:
        failure = error.message
    assert "intercepts pointer events" not in failure, failure
    return "was gone:" if failure else "press"
