"""What counts as evidence: the objects whose rows the ledger compares with what it recorded of them.

A kind is declared in the `evidence.py` of its app. Whatever is recorded of such an object (`records.services`) carries
digests of its rows as they stand then, part by part; `verify_records` computes them anew from the live rows.
"""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Model, QuerySet

from records.canonical import sha256, write_canonical
from records.fields import Text, select_texts

State = dict[str, str]  # the digest of each part
ColumnTexts = dict[str, Text]


@dataclass(frozen=True)
class Part:
    """Some columns of the rows that belong to an object.

    `owner` leads from such a row to the id of the object. Rows in which `given` is empty are left out. A digest stays
    comparable only with the very same columns: a column that a table gains goes into a part of a new name, which older
    events do not speak of.
    """

    name: str
    model: type[Model]
    owner: str
    columns: tuple[str, ...]
    given: str = "pk"

    def digest_rows(self, rows: Iterable[ColumnTexts]) -> State:
        """By object; one without such rows has none."""
        found: dict[str, list[Any]] = {}
        for row in rows:
            if row[self.given] is not None:
                line = [row["pk"], *(row[column] for column in self.columns)]
                found.setdefault(format_id(row[self.owner]), []).append(line)
        return {id: sha256(write_canonical(sorted(lines, key=str))) for id, lines in found.items()}


@dataclass(frozen=True)
class EvidenceKind:
    """One kind of object: its model, the way to its school, and its parts, the first of which is its own row."""

    model: type[Model]
    company: str
    parts: tuple[Part, ...]

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    def rows(self, company_id: uuid.UUID) -> QuerySet[Any]:
        return self.model._base_manager.filter(**{self.company: company_id})

    def states(self, ids: Collection[uuid.UUID]) -> dict[str, State]:
        """What stands in the database now, by object id; an object that is gone is left out. One query a table."""
        digests: dict[str, State] = {}
        for parts in self.tables():
            rows = read_rows(parts, ids)
            digests |= {part.name: part.digest_rows(rows) for part in parts}
        existing = digests[self.parts[0].name]
        return {id: {name: found.get(id, EMPTY_DIGEST) for name, found in digests.items()} for id in existing}

    def tables(self) -> Iterable[list[Part]]:
        """The parts, by the table they are read from."""
        return [list(parts) for _, parts in groupby(self.parts, key=lambda part: (part.model, part.owner))]


def read_rows(parts: list[Part], ids: Collection[uuid.UUID]) -> list[ColumnTexts]:
    """The rows of one table that belong to the objects, with the columns of all parts that are read from it."""
    owner = parts[0].owner
    names = ["pk", owner, *(name for part in parts for name in (part.given, *part.columns))]
    columns = list(dict.fromkeys(names))
    rows = parts[0].model._base_manager.filter(**{f"{owner}__in": ids}).order_by()
    return [dict(zip(columns, texts, strict=True)) for texts in select_texts(rows, columns)]


EMPTY_DIGEST = sha256(write_canonical([]))
KINDS: dict[str, EvidenceKind] = {}


def register_kind(kind: EvidenceKind) -> None:
    KINDS[kind.label] = kind


def format_id(stored: str | None) -> str:
    """An id as events write it: SQLite stores a UUID without its dashes."""
    try:
        return str(uuid.UUID(stored or ""))
    except ValueError:
        return stored or ""
