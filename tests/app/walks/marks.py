"""What screens called saved or kept, and whether the server has it in the end."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any, NamedTuple
from uuid import UUID

from playwright.sync_api import Page

from tests.browser.serving import TestInstallation

# Rows of [kind, where, whose, field, value, state]; state is `saved` (or kept on the device), `saving`, or `refused`,
# which is also a conflict that the person is asked about.
READ_SHOWN = """() => {
  const where = location.pathname.split("/");
  const rows = [];
  const getState = (line) => {
    if (line?.querySelector(".turning, .exam-turning")) return "saving";
    return line?.matches(".bad") || line?.querySelector(".bad") ? "refused" : "saved";
  };
  for (const sheet of document.querySelectorAll(".exam-sheet")) {
    const state = getState(sheet.querySelector(".exam-state"));
    for (const { name, value } of sheet.querySelectorAll(".exam-options input:checked"))
      rows.push(["answer", where.at(-1), name, "option", value.replaceAll("-", ""), state]);
  }
  const isMissing = [...document.querySelectorAll(".evaluated ~ .notice.warning")].length > 0;
  for (const place of document.querySelectorAll("li.student, .evaluated")) {
    const user = place.dataset.user ?? where.at(-1);
    const presence = place.querySelector(".presence");
    if (!presence) continue;
    const state = getState(place.querySelector(".saving"));
    const add = (field, value) => rows.push(["mark", where[5], user, field, value, state]);
    const pressed = presence.querySelector("[aria-pressed=true]");
    add("present", pressed ? pressed.matches(".present") : null);
    const form = place.matches("li") ? place.querySelector(".student-details") : place.parentElement;
    const [remarks, measures] = form?.querySelectorAll("textarea") ?? [];
    if (remarks) { add("remarks", remarks.value.trim()); add("measures", measures.value.trim()); }
    const [minutes, code] = form?.querySelectorAll(".short-fields input") ?? [];
    if (minutes && !minutes.disabled && minutes.ariaInvalid !== "true") add("minutes", Number(minutes.value));
    if (code && !code.disabled) add("code", code.value.trim());
    const result = [...place.querySelectorAll(".exam-result button")].findIndex((one) => one.ariaPressed === "true");
    if (result >= 0) add("passed", result === 0);
    if (place.matches("li")) continue;
    for (const rating of document.querySelectorAll(".rating")) {
      const chosen = rating.querySelector("[aria-pressed=true]")?.innerText.trim().replace("−", "-") ?? "";
      if (chosen || !isMissing) add(`rating of ${rating.ariaLabel}`, chosen);
      const comment = rating.parentElement.querySelector("input");
      if (comment) add(`comment on ${rating.ariaLabel}`, comment.value.trim());
    }
  }
  return rows;
}"""
# What waits on the device to be sent: entries of the outbox, and classes with marks.
LIST_WAITING = """async () => {
  const ask = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const waiting = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await ask(indexedDB.open(name));
    const stores = database.transaction(["outbox", "facts"]);
    const entries = await ask(stores.objectStore("outbox").getAll());
    const drafts = await ask(stores.objectStore("facts").getAll(IDBKeyRange.bound("class:", "class;")));
    const isRefused = (draft) => Object.keys(draft.marks).every((user) => draft.refusals[user]);
    waiting.push(...entries.filter(({ state }) => state === "waiting"), ...drafts.filter((draft) => !isRefused(draft)));
    database.close();
  }
  return waiting.map((one) => JSON.stringify(one));
}"""
ANSWERS = "SELECT id, attempt_id, chosen_option_id FROM exams_attemptquestion"
MARKS = """
SELECT attendance.class_session_id, enrollment.user_id, attendance.id, is_present, is_passed, seconds, code, remarks,
measures FROM onsite_attendance attendance JOIN trainings_enrollment enrollment ON enrollment.id = enrollment_id
"""
RATINGS = """
SELECT attendance_id, name, rating, '' FROM onsite_objectiverating
JOIN trainings_learningobjective item ON item.id = objective_id UNION ALL
SELECT attendance_id, name, rating, comments FROM onsite_metricrating JOIN trainings_metric item ON item.id = metric_id
"""


class Key(NamedTuple):
    """One thing that is recorded: the answer to a question of an attempt, or a field of a student of a class."""

    kind: str
    where: str
    whose: str
    field: str


class Marks:
    """`shown`: by key the values that the server may have in the end; also the one before while one is being saved."""

    def __init__(self) -> None:
        self.shown: dict[Key, set[Any]] = {}
        self.refused = set[tuple[str, str]]()  # where and whose
        self.acknowledged = 0

    def read(self, page: Page) -> None:
        """Notes what the screen shows now."""
        for *names, value, state in page.evaluate(READ_SHOWN):
            self.note(Key(*names), value, state)

    def note(self, key: Key, value: Any, state: str) -> None:
        if state == "refused":
            self.refused.add((key.where, key.whose))
        elif state == "saving":
            self.shown.setdefault(key, set()).add(value)
        else:
            self.refused.discard((key.where, key.whose))
            self.acknowledged += self.shown.get(key) != {value}
            self.shown[key] = {value}
        if key.field == "present":
            self.forget_dependents(key, is_present=value)

    def forget_dependents(self, key: Key, *, is_present: bool | None) -> None:
        """An absence gives up ratings, minutes and a result (the app says so), a presence brings minutes along."""
        given_up = ("rating", "comment", "minutes", "passed", "code") if is_present is False else ("minutes",)
        for other in list(self.shown):
            if other[:3] == key[:3] and other.field.startswith(given_up):
                del self.shown[other]

    def forget_unsent(self, stored: dict[Key, Any]) -> None:
        """After a logout of which the app has said that it loses what is not sent."""
        self.shown = {key: values for key, values in self.shown.items() if stored.get(key) in values}

    def forget_place(self, url: str) -> None:
        """Once the person decides that something else counts in a class or an attempt."""
        self.shown = {key: values for key, values in self.shown.items() if key.where not in url}

    def list_lost(self, stored: dict[Key, Any]) -> list[str]:
        return [
            f"{key}: shown as {sorted(map(str, values))}, stored as {stored.get(key)!r}"
            for key, values in self.shown.items()
            if (key.where, key.whose) not in self.refused
            and stored.get(key, "" if is_text(key) else None) not in values
        ]


def is_text(key: Key) -> bool:
    return key.field.startswith(("rating", "comment"))


def read_stored(school: TestInstallation) -> dict[Key, Any]:
    """All answers and marks of the school as they are in its database."""
    with closing(sqlite3.connect(find_database(school))) as database:
        return dict([*read_answers(database), *read_marks(database)])


def find_database(school: TestInstallation) -> str:
    return school.env["DATABASE_URL"].removeprefix("sqlite:///")


def read_answers(database: sqlite3.Connection) -> Iterator[tuple[Key, Any]]:
    for question, attempt, option in database.execute(ANSWERS):
        yield Key("answer", str(UUID(attempt)), str(UUID(question)), "option"), option


def read_marks(database: sqlite3.Connection) -> Iterator[tuple[Key, Any]]:
    keys = {}
    for lesson, user, row, present, passed, seconds, code, remarks, measures in database.execute(MARKS):
        keys[row] = ("mark", str(UUID(lesson)), str(user))
        flags = {"present": present, "passed": passed}
        yield from ((Key(*keys[row], field), value if value is None else bool(value)) for field, value in flags.items())
        texts = {"code": code, "remarks": remarks, "measures": measures}
        yield from ((Key(*keys[row], field), (text or "").strip()) for field, text in texts.items())
        yield Key(*keys[row], "minutes"), round(seconds / 60)
    for row, item, rating, comment in database.execute(RATINGS):
        yield Key(*keys[row], f"rating of {item}"), rating
        yield Key(*keys[row], f"comment on {item}"), comment.strip()
