"""What changed between two revisions of a syllabus, item by item."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from revisions.content.parts import EXAMS, LESSONS, RULES, SUBJECTS, Items, Syllabus, Values

ADDED, REMOVED, CHANGED, REORDERED = "added", "removed", "changed", "reordered"
# The columns that refer to other items of the syllabus.
REFERENCES = ("subject", "lesson")
GATES = "gates"
HOURS, NOTE = "required_hours", ".note"
MAX_LENGTH = 200  # of a text that a change names, before and after


@dataclass(frozen=True)
class Change:
    """One item that was added, removed or changed, or a part whose order changed. Stored with the revision, as JSON.

    `id` is that of the item in the newer syllabus, of a removed one in the older. `fields` has, by key, the values
    before and after; None where they are long.
    """

    change: str
    part: str
    id: str = ""
    name: str = ""
    group: str = ""
    fields: dict[str, list[Any] | None] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


class Comparison:
    """Two revisions of a course. `origins` has the origins of items by id: items with the same origin correspond."""

    def __init__(self, old: Syllabus, new: Syllabus, origins: Mapping[str, str]) -> None:
        self.old, self.new, self.origins = old, new, origins

    def get_root(self, id: str) -> str:
        return self.origins.get(id, id)

    def index(self, syllabus: Syllabus, part: str) -> dict[str, str]:
        """The ids of the items of a part by their origin."""
        return {self.get_root(id): id for id in syllabus.get(part, {})}

    def find_counterparts(self, part: str) -> dict[str, str]:
        """The ids of items of the newer syllabus by those of the older that correspond to them."""
        new = self.index(self.new, part)
        return {id: new[root] for root, id in self.index(self.old, part).items() if root in new}

    def list_changes(self) -> list[Change]:
        """What changed, part by part in the order of the parts."""
        parts = dict.fromkeys([*self.old, *self.new])
        return [change for part in parts for change in self.iterate_changes(part)]

    def iterate_changes(self, part: str) -> Iterator[Change]:
        pairs = self.find_counterparts(part)
        old, new = self.old.get(part, {}), self.new.get(part, {})
        kept = set(pairs.values())
        for id in old:
            if id not in pairs:
                yield self.describe(REMOVED, part, id, self.old)
        for id in new:
            if id not in kept:
                yield self.describe(ADDED, part, id, self.new)
        for before, after in pairs.items():
            if fields := self.find_fields(part, before, after):
                yield self.describe(CHANGED, part, after, self.new, fields)
        if self.is_reordered(old, new, pairs):
            yield Change(REORDERED, part)

    def find_fields(self, part: str, before: str, after: str) -> dict[str, list[Any] | None]:
        """The keys in which an item differs from its counterpart. Its place is none of them."""
        old, new = (
            split_hours(self.normalise(self.old[part][before])),
            split_hours(self.normalise(self.new[part][after])),
        )
        differing = {key for key in {**old, **new} if key != "order" and old.get(key) != new.get(key)}
        return {
            key: shorten(old.get(key), new.get(key))
            for key in {**old, **new}
            if key in differing and not is_implied(key, differing)
        }

    def normalise(self, values: Values) -> Values:
        """The values with references to items replaced by their origins, which both revisions share, and the required
        hours one by one."""
        own = split_hours(values)
        return {key: self.get_root(value) if key in REFERENCES and value else value for key, value in own.items()}

    def is_reordered(self, old: Items, new: Items, pairs: Mapping[str, str]) -> bool:
        """Whether items that both have below the same parent are in another sequence. One that was put between them is
        no new order."""
        parents = {before: self.get_parent(old[before]) for before in pairs}
        same = [before for before, after in pairs.items() if parents[before] == self.get_parent(new[after])]
        roots = {before: self.get_root(before) for before in same}

        def sort(places: Mapping[str, Any]) -> list[str]:
            return sorted(same, key=lambda item: (parents[item], places[item], roots[item]))

        before = {item: old[item].get("order", 0) for item in same}
        after = {item: new[pairs[item]].get("order", 0) for item in same}
        return sort(before) != sort(after)

    def get_parent(self, values: Values) -> str:
        """The origin of the lesson of a gate exam, or of the subject; "" for what is below the training."""
        parent = values.get("lesson") or values.get("subject") or ""
        return self.get_root(parent)

    def describe(
        self, change: str, part: str, id: str, syllabus: Syllabus, fields: dict[str, Any] | None = None
    ) -> Change:
        values = syllabus[part][id]
        return Change(change, part, id, get_name(values), get_group(values, syllabus), fields or {})

    def list_gates(self, syllabus: Syllabus) -> dict[str, dict[str, Values]]:
        """The gate exams of each lesson, by their origins: `{lesson: {exam: values}}`."""
        gates: dict[str, dict[str, Values]] = defaultdict(dict)
        for id, values in syllabus.get(EXAMS, {}).items():
            if values["lesson"]:
                gates[self.get_root(values["lesson"])][self.get_root(id)] = {**self.normalise(values), "order": 0}
        return gates

    def find_changed_items(self, part: str) -> dict[str, dict[str, Any]]:
        """The items of the older syllabus that have a counterpart and differ from it, with the keys in which they
        differ. A lesson also differs by its gate exams."""
        old_gates, new_gates = self.list_gates(self.old), self.list_gates(self.new)
        found = {}
        for before, after in self.find_counterparts(part).items():
            fields = self.find_fields(part, before, after)
            root = self.get_root(before)
            if part == LESSONS and old_gates.get(root, {}) != new_gates.get(root, {}):
                fields[GATES] = None
            if fields:
                found[before] = fields
        return found


def split_hours(values: Values) -> Values:
    """The required hours as keys of their own, `required_hours.DUAL`: whoever approves a revision reads which of them
    changed, from how many minutes to how many."""
    rest = {key: value for key, value in values.items() if key != HOURS}
    for kind, (minutes, note) in values.get(HOURS, {}).items():
        rest |= {f"{HOURS}.{kind}": minutes, f"{HOURS}.{kind}{NOTE}": note or None}
    return rest


def is_implied(key: str, differing: Collection[str]) -> bool:
    """Whether it is the paragraph beside required hours that differ themselves."""
    return key.endswith(NOTE) and key.removesuffix(NOTE) in differing


def get_name(values: Values) -> str:
    """The name of an item, with the code of a subject."""
    return f"{values.get('code', '')} {values.get('name', '')}".strip()


def get_group(values: Values, syllabus: Syllabus) -> str:
    """The name of the subject of a lesson or an exam."""
    subject = syllabus.get(SUBJECTS, {}).get(str(values.get("subject")))
    return get_name(subject) if subject else ""


def shorten(before: Any, after: Any) -> list[Any] | None:
    """Both values, unless one is a list or a long text."""
    for value in (before, after):
        if isinstance(value, list | dict) or (isinstance(value, str) and len(value) > MAX_LENGTH):
            return None
    return [before, after]


def list_changes(old: Syllabus, new: Syllabus, origins: Mapping[str, str]) -> list[Change]:
    """See `Comparison`. What the training requires is compared like an item."""
    changes = Comparison(old, new, origins).list_changes()
    return sorted(changes, key=lambda change: change.part != RULES)
