"""Facts of an earlier revision of a training, in which an enrollment was before it was moved to the present one.

They count under the counterparts of their subject, lesson and mission in the present revision (docs/api.md, section 7;
docs/decisions/0034). Which items correspond is known to `revisions` alone, on a higher floor, which registers how to
read it (revisions/apps.py).
"""

import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Row: TypeAlias = dict[str, Any]
Ids: TypeAlias = Collection[uuid.UUID]
# By training, the ids of its items by those of the earlier revisions.
Counterparts: TypeAlias = dict[uuid.UUID, dict[uuid.UUID, uuid.UUID]]
# Takes the ids of trainings, and those of items of earlier revisions.
ReadCounterparts: TypeAlias = Callable[[Ids, Ids], Counterparts]

READERS: list[ReadCounterparts] = []
# Of one enrollment, the credited items, each with the item of the earlier revision from which it was kept, or None.
Origins: TypeAlias = dict[uuid.UUID, uuid.UUID | None]
ITEM_KEYS = ("lesson_id", "subject_id", "template_id")


def register_counterparts(read: ReadCounterparts) -> None:
    READERS.append(read)


@dataclass(frozen=True)
class Placing:
    """Where facts belong now. `trainings` has the training of each enrollment, `lessons` the lessons of the trainings
    by id, `credits` the credited items of each enrollment."""

    trainings: Mapping[uuid.UUID, uuid.UUID]
    counterparts: Counterparts
    lessons: Mapping[uuid.UUID, Row]
    credits: Mapping[uuid.UUID, Origins]

    def is_foreign(self, row: Row) -> bool:
        return bool(row["training_id"] != self.trainings[row["enrollment_id"]])

    def find(self, row: Row, key: str) -> uuid.UUID | None:
        """The counterpart of an item of the row, None without one."""
        return self.counterparts.get(self.trainings[row["enrollment_id"]], {}).get(row[key])

    def keeps(self, row: Row, item_id: uuid.UUID | None) -> bool:
        """Whether the item was credited, and need not be done again."""
        return item_id in self.credits.get(row["enrollment_id"], {})

    def place_class(self, row: Row) -> Row:
        """In the subject of the present revision. A lesson that is not kept has to be taught again, so that its class
        does not stand for it."""
        if not self.is_foreign(row):
            return row
        lesson_id = self.find(row, "lesson_id")
        lesson = self.lessons.get(lesson_id) if lesson_id else None
        subject_id = lesson["subject_id"] if lesson else self.find(row, "subject_id")
        placed = {**row, "subject_id": subject_id or row["subject_id"]}
        return {**placed, "lesson_id": lesson_id} if self.keeps(row, lesson_id) else placed

    def place_flight(self, row: Row) -> Row:
        template_id = self.find(row, "template_id") if self.is_foreign(row) else None
        return {**row, "template_id": template_id} if self.keeps(row, template_id) else row

    def place_study(self, row: Row) -> Row:
        lesson_id = self.find(row, "lesson_id") if self.is_foreign(row) else None
        lesson = self.lessons.get(lesson_id) if lesson_id else None
        if lesson is None:
            return row
        return {**row, "lesson_id": lesson_id, "subject_id": lesson["subject_id"], "minutes": lesson["minutes"]}

    def place_studies(self, rows: Iterable[Row]) -> list[Row]:
        """One row per lesson: of one that was studied in two revisions counts the planned length once."""
        by_lesson: dict[tuple[uuid.UUID, uuid.UUID], Row] = {}
        for row in map(self.place_study, rows):
            key = (row["enrollment_id"], row["lesson_id"])
            before = by_lesson[key]["studied"] if key in by_lesson else 0
            by_lesson[key] = {**row, "studied": row["studied"] + before}
        return list(by_lesson.values())


def read_counterparts(trainings: Mapping[uuid.UUID, uuid.UUID], rows: Iterable[Row]) -> Counterparts:
    """Of the facts' items that are of another training than that of their enrollment. No query without any."""
    foreign = set(list_foreign_items(trainings, rows))
    found: Counterparts = {}
    for read in READERS if foreign else []:
        found |= read(set(trainings.values()), foreign)
    return found


def list_foreign_items(trainings: Mapping[uuid.UUID, uuid.UUID], rows: Iterable[Row]) -> Iterator[uuid.UUID]:
    for row in rows:
        if row["training_id"] != trainings[row["enrollment_id"]]:
            yield from (row[key] for key in ITEM_KEYS if row.get(key))


def find_credited(origins: Origins) -> set[uuid.UUID]:
    """The items that are credited for earlier training, in whichever revision they were. What was kept because it was
    done has its hours from what was done, and no others."""
    return {item for item in origins if find_first(item, origins) in origins}


def find_first(item: uuid.UUID, origins: Origins) -> uuid.UUID:
    """The item of the first revision from which an item was kept."""
    seen: set[uuid.UUID] = set()
    while item not in seen and (origin := origins.get(item)):
        seen.add(item)
        item = origin
    return item
