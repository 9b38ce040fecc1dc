"""Finding the row that a cell names: by its name, in any case, or by its id."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from office.imports.base import Outcome


class Named(Protocol):
    """A model with a name that need not be unique."""

    pk: UUID
    name: str


Row = TypeVar("Row", bound=Named)


class NamedRows(Generic[Row]):
    """The rows of a model that a file may refer to in a `column`, read once for the whole file. `unknown` says that
    there is no such row, `ambiguous` that there are several, with their `count`."""

    def __init__(self, column: str, rows: Iterable[Row], *, unknown: str, ambiguous: str) -> None:
        self.column, self.unknown, self.ambiguous = column, unknown, ambiguous
        self.rows: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            self.rows[row.name.casefold()].append(row)
            self.rows[str(row.pk)].append(row)

    def list_matches(self, text: str) -> list[Row]:
        """The rows with this name or id."""
        return self.rows.get(text.casefold(), [])

    def find(self, text: str, outcome: Outcome) -> Row | None:
        """The row with this name or id; None, with an error in the outcome, if there is none or more than one."""
        matches = self.list_matches(text)
        if len(matches) == 1:
            return matches[0]
        outcome.reject(self.column, self.ambiguous % {"count": len(matches)} if matches else self.unknown)
        return None
