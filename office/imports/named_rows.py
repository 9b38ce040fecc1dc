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
    """The rows of a model that a file may refer to in its column `noun`, read once for the whole file."""

    def __init__(self, noun: str, rows: Iterable[Row]) -> None:
        self.noun = noun
        self.rows: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            self.rows[row.name.casefold()].append(row)
            self.rows[str(row.pk)].append(row)

    def list_matches(self, text: str) -> list[Row]:
        """The rows with this name or id."""
        return self.rows.get(text.casefold(), [])

    def find(self, text: str, outcome: Outcome) -> Row | None:
        """The row with this name or id; None, with an error in the outcome under `noun`, if there is none or more than
        one."""
        matches = self.list_matches(text)
        if len(matches) == 1:
            return matches[0]
        if matches:
            error = f"{len(matches)} {self.noun}s have this name: use the id, which is in the address of its page."
        else:
            error = f"Your school has no {self.noun} with this name or id."
        outcome.reject(self.noun, error)
        return None
