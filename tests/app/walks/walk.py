"""A walk: what a person does at random with the app on their phone, by a seed that repeats it."""

import json
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from random import Random

from playwright.sync_api import ElementHandle, Error, expect

from demo.scenarios.people import PASSWORD
from tests.app.disturbances import kill_page
from tests.app.walks import screens
from tests.app.walks.marks import LIST_WAITING, Marks, read_stored
from tests.app.windows import LONGEST_WAIT, PHONE, Windows, log_in
from tests.browser.serving import TestInstallation

WORDS = [
    "",
    "Good",
    "Übt noch: Anflug – 3×",
    '<b>bold</b> & "quotes"',
    "x" * 120,
    "👩‍✈️ 東京",
    "  spaces  ",
    "No.\nSecond line",
]
NUMBERS = ["", "0", "12", "45", "60", "999", "-3", "1.5", "abc"]
OF_TYPE = {
    "password": [PASSWORD], "email": ["new@demo.example", "nonsense"], "date": ["2026-01-31", ""],
    "time": ["10:30"], "datetime-local": ["2026-11-20T10:30"], "number": ["0", "1", "45", "-3"],
}  # fmt: skip
KEYS = ["ArrowRight", "ArrowRight", "ArrowLeft", "Escape", "1", "2", "Tab", "Enter", "PageDown"]
LINKS = "() => [...document.querySelectorAll('main a[href^=\"/app/\"]:not([target])')].map((link) => link.pathname)"
LOGIN = ".entrance input[autocomplete=current-password]"
# Where the app asks what counts, or what may be thrown away.
GIVES_UP = "(element) => Boolean(element.closest('.conflicts, .exam-sheet .notice, :has(> .leftovers)'))"
CHOICES = "() => [...document.querySelectorAll('.exam-choice')]"
MARKS = ".presence, .rating, .exam-result"
BEGIN = ".button:not(.secondary, .quiet)"
# How many times out of about sixty somebody does what this screen is made for.
FIND_CHANCES = f"""() => {{
  const isThere = (selector) => [...document.querySelectorAll(selector)].some((one) => one.checkVisibility());
  const isAsked = isThere("dialog[open]");
  const weigh = (weight, selector) => (!isAsked && isThere(selector) ? weight : 0);
  return {{
    login: isThere("{LOGIN}"),
    choices: weigh(40, ".exam-choice"),
    marks: weigh(40, ".presence button, .rating button:enabled"),
    buttons: weigh(10, "main .button:enabled:not(.secondary, .quiet)"),
    fields: ({screens.FIND_FIELDS})().length && 14,
    slides: weigh(20, ".show-position"),
  }};
}}"""
SENT_WITHIN = 25  # seconds; classes try again after 15


class Walk:
    """One window of one person. `journal` tells what was done, `figures` how often."""

    def __init__(self, windows: Windows, school: TestInstallation, person: str, seed: str, starts: list[str]) -> None:
        self.windows, self.school, self.person = windows, school, person
        self.random = Random(seed)
        self.marks = Marks()
        self.work = [f"/app{path}" for path in starts]
        self.known = dict.fromkeys(self.work)
        self.journal: list[str] = []
        self.figures = Counter[str]()
        self.is_offline = False
        self.page = windows.open_app(person, PHONE)
        self.page.evaluate("() => navigator.serviceWorker.ready")
        self.look("log in")

    def go(self, acts: int) -> None:
        """Does this many random acts, then goes online and sees that nothing was lost."""
        self.look(self.open())
        for _ in range(acts - 1):
            chances = self.list_acts()
            [act] = self.random.choices(list(chances), list(chances.values()))
            self.look(act())
        self.figures["acts"] += acts
        self.finish()

    def list_acts(self) -> dict[Callable[[], str], int]:
        """What can be done on this screen, and how likely it is."""
        there = self.page.evaluate(FIND_CHANCES)
        if there["login"]:
            return {self.switch_network if self.is_offline else self.enter: 1}
        slides = there["slides"]
        return {
            self.answer: there["choices"], self.mark: there["marks"], self.begin: there["buttons"],
            self.type: there["fields"], self.swipe: slides, self.press_key: 4 + slides,
            self.press: 10, self.press_in_main: 15, self.open: 8, self.go_back: 4, self.go_forward: 2,
            self.reload: 3, self.reopen: 3, self.kill: 1,
            self.switch_network: 14 if self.is_offline else 8, self.log_out: 0 if self.is_offline else 1,
        }  # fmt: skip

    def look(self, done: str) -> None:
        """Checks the screen after an act."""
        self.journal.append(f"{len(self.journal):3} {'offline' if self.is_offline else 'online '} {done}")
        screens.check(self.page)
        self.journal[-1] += f" → {self.page.url.removeprefix(self.windows.address)}"
        assert self.windows.guard.faults == []
        self.marks.read(self.page)
        self.known |= dict.fromkeys(self.page.evaluate(LINKS))
        path = self.page.url.removeprefix(self.windows.address)
        self.work += [path] if "/exams/do/" in path and path not in self.work else []

    # Each act returns what was done.

    def enter(self) -> str:
        log_in(self.page, self.person)
        return "log in"

    def press(self) -> str:
        return self.press_one(screens.FIND_PRESSABLE)

    def press_in_main(self) -> str:
        return self.press_one(screens.FIND_PRESSABLE, "main, dialog")

    def answer(self) -> str:
        return self.press_one(CHOICES)

    def mark(self) -> str:
        return self.press_one(screens.FIND_PRESSABLE, MARKS)

    def begin(self) -> str:
        """Presses what the screen is for."""
        return self.press_one(screens.FIND_PRESSABLE, BEGIN)

    def press_one(self, script: str, scope: str = "") -> str:
        element = screens.pick(self.page, script, self.random, scope)
        if not element:
            return self.press_key()
        text = screens.describe(element)
        if element.evaluate(GIVES_UP):
            self.marks.forget_place(self.page.url)
        return f"{screens.press(element)} {text}"

    def type(self) -> str:
        field = screens.pick(self.page, screens.FIND_FIELDS, self.random)
        if not field:
            return self.press_key()
        if field.evaluate("(field) => field.localName") == "select":
            options = field.evaluate("(field) => [...field.options].map(({ value }) => value)")
            chosen = self.random.choice(options)
            field.select_option(chosen)
            return f"choose {chosen} in {screens.describe(field)}"
        text = self.random.choice(self.pick_texts(field))
        field.fill(text)
        self.figures["typed"] += 1
        return f"type {text[:30]!r} into {screens.describe(field)}"

    def pick_texts(self, field: ElementHandle) -> list[str]:
        kind, mode = field.evaluate("(field) => [field.type, field.inputMode]")
        return OF_TYPE.get(kind) or (NUMBERS if mode in ("numeric", "decimal") else WORDS)

    def open(self) -> str:
        """Opens an address, as a link in a mail does; rather one where something can be done."""
        path = self.random.choice(self.work if self.random.random() < 0.8 else list(self.known))
        self.load(lambda: self.page.goto(path))
        return f"open {path}"

    def press_key(self) -> str:
        key = self.random.choice(KEYS)
        self.page.keyboard.press(key)
        return f"press the key {key}"

    def swipe(self) -> str:
        """Across the middle of a slide; elsewhere a swipe is the browser's."""
        start, end = self.random.choice([(320, 60), (60, 320)])
        session = self.page.context.new_cdp_session(self.page)
        touches: dict[str, list[int]] = {"touchStart": [start], "touchMove": [end], "touchEnd": []}
        for kind, places in touches.items():
            points = [{"x": x, "y": 420} for x in places]
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        return f"swipe from {start} to {end}"

    def go_back(self) -> str:
        return self.move("Back", "back")

    def go_forward(self) -> str:
        return self.move("Forward", "forward")

    def move(self, direction: str, method: str) -> str:
        if not self.page.evaluate(f"() => navigation.canGo{direction}"):
            return f"cannot go {method}"
        self.load(lambda: self.page.evaluate(f"() => history.{method}()"))
        self.page.wait_for_timeout(100)  # a move in the history is announced later
        return f"go {method}"

    def reload(self) -> str:
        self.figures["reloads"] += 1
        self.load(self.page.reload)
        return "reload"

    def reopen(self) -> str:
        """Closes the page, and opens it again where it was or at the start."""
        context, path = self.page.context, self.random.choice([self.page.url, "/app/"])
        self.page.close()
        self.page = context.new_page()
        self.page.set_default_timeout(LONGEST_WAIT)
        self.load(lambda: self.page.goto(path))
        self.figures["reopened"] += 1
        return "close and open again"

    def kill(self) -> str:
        self.page = kill_page(self.page)
        self.page.set_default_timeout(LONGEST_WAIT)
        self.figures["killed"] += 1
        return "kill the app and open it again"

    def switch_network(self) -> str:
        self.is_offline = not self.is_offline
        self.page.context.set_offline(self.is_offline)
        self.figures["offline" if self.is_offline else "online"] += 1
        return "lose the connection" if self.is_offline else "get the connection back"

    def log_out(self) -> str:
        """Online, in half of the cases; what the app says would be lost is given up."""
        if self.is_offline or self.random.random() < 0.5:
            return self.press()
        self.load(lambda: self.page.goto("/app/users/view"))
        self.page.locator(".account-leave > button").click()
        self.page.locator(".account-leave dialog button").last.click()
        self.page.locator(LOGIN).wait_for()
        self.marks.forget_unsent(read_stored(self.school))
        self.figures["logouts"] += 1
        return "log out"

    def load(self, navigate: Callable[[], object]) -> None:
        """A navigation that another one overtakes is none that failed."""
        with suppress(Error):
            navigate()

    def finish(self) -> None:
        """Goes online, stays on the screen, and waits until everything is sent: the server has what was shown."""
        if self.is_offline:
            self.look(self.switch_network())
        if self.page.locator(LOGIN).is_visible():
            self.look(self.enter())
        for entry in self.wait_until_sent():
            self.expect_conflict(entry)
        self.marks.read(self.page)
        lost = self.marks.list_lost(read_stored(self.school))
        assert lost == [], "\n".join(lost)

    def wait_until_sent(self) -> list[str]:
        """What is not sent after the longest wait, as JSON."""
        waiting: list[str] = []
        for _ in range(SENT_WITHIN * 4):
            waiting = self.page.evaluate(LIST_WAITING)
            if not waiting:
                break
            self.page.wait_for_timeout(250)
        return waiting

    def expect_conflict(self, entry: str) -> None:
        """Marks may wait for the person to choose, such as ratings that were given without knowing those before."""
        class_id = json.loads(entry).get("classId")
        assert class_id, f"Not sent although there is a connection: {entry}"
        self.page.goto(f"/app/trainings/onsite/class/{class_id}")
        expect(self.page.locator(".conflicts"), f"Nothing asks about {entry}").to_be_visible()
        self.marks.read(self.page)
        self.figures["conflicts"] += 1
