"""Object kinds: the kinds of object whose rows the ledger covers.

A kind is declared in `evidence_kinds.py` of its app. Every event about such an object (`records.services`) carries its
state: a digest of its rows after the act, one for each part. `verify_records` compares it with the current rows.
"""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import Model, QuerySet

from core.database.statements import Statement
from records.canonical import format_canonical_json, sha256
from records.stored_text import StoredText, select_texts

State = dict[str, str]  # the digest of each part, by the name of the part
ColumnTexts = dict[str, StoredText]


@dataclass(frozen=True)
class Part:
    """Columns of one table, in the rows that belong to an object; the unit of which a state has one digest.

    `owner` is the lookup from such a row to the id of the object. Rows in which `required_column` is null are left out.

    Never change the columns of a part: digests of older events would no longer match. A column that is added to a table
    goes into a new part; parts that an older event does not have are not compared.
    """

    name: str
    model: type[Model]
    owner: str
    columns: tuple[str, ...]
    required_column: str = "pk"

    def digest_rows(self, rows: Iterable[ColumnTexts]) -> State:
        """The digest of each object's rows, by object id; objects without rows are left out."""
        by_object: dict[str, list[Any]] = {}
        for row in rows:
            if row[self.required_column] is not None:
                values = [row["pk"], *(row[column] for column in self.columns)]
                by_object.setdefault(format_id(row[self.owner]), []).append(values)
        # Sorted, because the order in which the database returns rows is undefined.
        return {id: sha256(format_canonical_json(sorted(lists, key=str))) for id, lists in by_object.items()}


@dataclass(frozen=True)
class EvidenceKind:
    """A kind of object: its model, the lookup to its company, and its parts. The first part is the object's own row."""

    model: type[Model]
    company: str
    parts: tuple[Part, ...]

    @property
    def label(self) -> str:
        """The object type in events."""
        return self.model._meta.label_lower

    def list_rows(self, company_id: uuid.UUID) -> QuerySet[Any]:
        return self.model._base_manager.filter(**{self.company: company_id})

    def read_states(self, ids: Collection[uuid.UUID]) -> dict[str, State]:
        """The current states by object id, with one query for each table; deleted objects are left out."""
        digests: dict[str, State] = {}
        for parts in self.parts_by_table:
            rows = read_rows(parts, ids)
            digests |= {part.name: part.digest_rows(rows) for part in parts}
        existing = digests[self.parts[0].name]
        return {id: {name: by_id.get(id, EMPTY_DIGEST) for name, by_id in digests.items()} for id in existing}

    @cached_property
    def parts_by_table(self) -> list[tuple[Part, ...]]:
        """The parts in groups that one query reads. Parts of one table must be declared in sequence, for `groupby`."""
        return [tuple(parts) for _, parts in groupby(self.parts, key=lambda part: (part.model, part.owner))]


def read_rows(parts: tuple[Part, ...], ids: Collection[uuid.UUID]) -> list[ColumnTexts]:
    """The rows of one table that belong to the objects, with the columns of all its parts."""
    texts: Iterable[tuple[StoredText, ...]]
    if len(ids) == 1:  # as in most acts
        (id,) = ids
        texts = query_rows_of_one.fetch(*parts, id=id)
    else:
        texts = select_columns(parts, **{f"{parts[0].owner}__in": ids})
    return [dict(zip(list_columns(parts), row, strict=True)) for row in texts]


@Statement
def query_rows_of_one(*parts: Part, id: uuid.UUID) -> QuerySet[Any]:
    return select_columns(parts, **{parts[0].owner: id})


def select_columns(parts: tuple[Part, ...], **lookup: Any) -> QuerySet[Any, tuple[StoredText, ...]]:
    return select_texts(parts[0].model._base_manager.filter(**lookup).order_by(), list_columns(parts))


def list_columns(parts: tuple[Part, ...]) -> list[str]:
    """Those of all the parts, each once."""
    names = (name for part in parts for name in (part.required_column, *part.columns))
    return list(dict.fromkeys(["pk", parts[0].owner, *names]))


EMPTY_DIGEST = sha256(format_canonical_json([]))
KINDS: dict[str, EvidenceKind] = {}


def register_kind(kind: EvidenceKind) -> None:
    """Registers a kind: events about its objects carry states, and `verify_records` compares its rows."""
    KINDS[kind.label] = kind


def format_id(stored: str | None) -> str:
    """An id as events hold it: with dashes, which SQLite does not store. Any other text is returned unchanged."""
    try:
        return str(uuid.UUID(stored or ""))
    except ValueError:
        return stored or ""
