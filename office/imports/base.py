"""What an import from a table is made of: the columns it knows, what became of each row, and the rule that a file with
one bad row stores nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from core.exceptions import FieldErrors
from core.tables.reading import ImportRow, read_table

if TYPE_CHECKING:
    from accounts.models import User


class RowStatus(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    PRESENT = "present"
    REFUSED = "refused"


@dataclass
class Outcome:
    """What becomes of one row: stored as new, changing what is there, left out because it is there already, or refused
    for its `errors`, by column. `title` is by what a person knows the row; one that `could_change` what is there does
    so when the manager chooses it."""

    number: int
    title: str
    note: str = ""
    errors: FieldErrors = field(default_factory=dict)
    is_present: bool = False
    could_change: bool = False
    is_changing: bool = False

    @property
    def status(self) -> RowStatus:
        if self.errors:
            return RowStatus.REFUSED
        if self.is_changing:
            return RowStatus.CHANGED
        return RowStatus.PRESENT if self.is_present else RowStatus.NEW

    def refuse(self, column: str, text: str) -> None:
        self.errors.setdefault(column, []).append(text)


@dataclass(frozen=True)
class Column:
    """A column of the file: its name in the heading, what belongs in it, and what stands there in the sample. Under
    `is_day`, a date counts for what it is, however its cell shows it."""

    name: str
    meaning: str
    sample: str = ""
    is_required: bool = False
    is_day: bool = False


@dataclass(frozen=True)
class Importer:
    """One kind of import. `run(lines, by, is_dry_run)` judges every row and, unless it is a rehearsal or a row is
    refused, stores them all. Where rows could change what is there, `choice` is what the manager may tick before
    storing, and `run_changing` runs instead."""

    noun: str
    columns: Sequence[Column]
    run: Callable[[Sequence[ImportRow], "User", bool], list[Outcome]]
    next_step: str = ""  # told to who has just stored rows
    choice: str = ""
    run_changing: Callable[[Sequence[ImportRow], "User", bool], list[Outcome]] | None = None

    def read(self, data: bytes) -> list[ImportRow]:
        """Refuses with InvalidInput what is not such a table (core/tables/reading.py)."""
        return read_table(
            data,
            columns=[column.name for column in self.columns],
            required=[column.name for column in self.columns if column.is_required],
            days=[column.name for column in self.columns if column.is_day],
        )


def reject_unreadable(outcomes: Sequence[Outcome], lines: Sequence[ImportRow]) -> None:
    """Refuses the rows with cells that could not be read: what an empty cell would mean there is beside the point."""
    for outcome, line in zip(outcomes, lines, strict=True):
        outcome.errors.update({column: list(texts) for column, texts in line.errors.items()})


def list_rejected(outcomes: Sequence[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.errors]


def summarise(outcomes: Sequence[Outcome], *, is_dry_run: bool) -> str:
    """The outcome of the whole, in a sentence."""
    fates = [outcome.status for outcome in outcomes]
    bad = [str(outcome.number) for outcome in list_rejected(outcomes)]
    if bad:
        rows = ", ".join(bad[:20]) + (", …" if len(bad) > 20 else "")
        return f"Nothing is stored: {len(bad)} of {len(outcomes)} rows cannot be taken (row {rows})."
    there = (
        f" {fates.count(RowStatus.PRESENT)} are there already and stay as they are."
        if RowStatus.PRESENT in fates
        else ""
    )
    changed = f" {fates.count(RowStatus.CHANGED)} have been changed." if RowStatus.CHANGED in fates else ""
    return f"{fates.count(RowStatus.NEW)} {'would be' if is_dry_run else 'have been'} stored.{changed}{there}"
