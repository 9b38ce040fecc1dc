"""The parts of an import from a spreadsheet: its columns, the outcome of each row, and the rule that a file with one
invalid row stores nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from core.exceptions import FieldErrors
from core.tables.reading import ImportRow, read_table

if TYPE_CHECKING:
    from accounts.models import User

DATE_FORMATS = ["%Y-%m-%d", "%d.%m.%Y"]  # ISO 8601, and as spreadsheets show dates in much of Europe
LOOKUP_SIZE = 1000  # values in one query: PostgreSQL binds 65 535 at most, SQLite fewer
MAX_NUMBERS = 20  # of invalid rows, in a message


class RowStatus(StrEnum):
    """What becomes of a row. `import_users --json` prints the values."""

    NEW = "new"
    CHANGED = "changed"
    PRESENT = "present"
    REJECTED = "refused"


@dataclass
class Outcome:
    """What becomes of one import row: stored as new, changing what exists, skipped because it exists already, or
    rejected for its `errors`, by column.

    `title` is what people know the row by. `could_change`: the row differs from what exists and changes it if the
    manager chooses so; `is_changing`: it has been chosen.
    """

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
            return RowStatus.REJECTED
        if self.is_changing:
            return RowStatus.CHANGED
        return RowStatus.PRESENT if self.is_present else RowStatus.NEW

    def reject(self, column: str, text: str) -> None:
        """Adds an error to a column."""
        self.errors.setdefault(column, []).append(text)


@dataclass(frozen=True)
class Column:
    """A column of the file: its name in the heading, its meaning, and a value for the sample file. With `is_day`, a
    date cell counts as the date it holds, whatever format it is shown in."""

    name: str
    meaning: str
    sample: str = ""
    is_required: bool = False
    is_day: bool = False


@dataclass(frozen=True)
class Importer:
    """One kind of import.

    `run(rows, by, is_dry_run)` validates every row and stores them all, unless it is a dry run or a row is rejected.
    Where rows could change what exists, `choice` is the label of a checkbox on the preview; if it is ticked,
    `run_changing` runs instead.
    """

    noun: str
    columns: Sequence[Column]
    run: Callable[[Sequence[ImportRow], "User", bool], list[Outcome]]
    next_step: str = ""  # shown after rows have been stored
    choice: str = ""
    run_changing: Callable[[Sequence[ImportRow], "User", bool], list[Outcome]] | None = None

    def read(self, data: bytes) -> list[ImportRow]:
        """The rows of a CSV or XLSX file. Raises InvalidInput if it is not such a table (core/tables/reading.py)."""
        return read_table(
            data,
            columns=[column.name for column in self.columns],
            required=[column.name for column in self.columns if column.is_required],
            days=[column.name for column in self.columns if column.is_day],
        )


def reject_unreadable(outcomes: Sequence[Outcome], rows: Sequence[ImportRow]) -> None:
    """Rejects the rows with unreadable cells. Their other errors in these columns, which treat such a cell as empty,
    are replaced."""
    for outcome, row in zip(outcomes, rows, strict=True):
        outcome.errors.update({column: list(texts) for column, texts in row.errors.items()})


def list_rejected(outcomes: Sequence[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.errors]


def summarise(outcomes: Sequence[Outcome], *, is_dry_run: bool) -> str:
    """The outcome of the whole import in a sentence or two."""
    if rejected := list_rejected(outcomes):
        numbers = [str(outcome.number) for outcome in rejected]
        shown = ", ".join(numbers[:MAX_NUMBERS]) + (", …" if len(numbers) > MAX_NUMBERS else "")
        return f"Nothing is stored: {len(rejected)} of {len(outcomes)} rows cannot be imported (row {shown})."
    statuses = [outcome.status for outcome in outcomes]
    sentences = [f"{format_row_count(statuses.count(RowStatus.NEW))} {'would be stored' if is_dry_run else 'stored'}."]
    if changed := statuses.count(RowStatus.CHANGED):
        sentences.append(f"{format_row_count(changed)} changed.")
    if present := statuses.count(RowStatus.PRESENT):
        sentences.append(f"{format_row_count(present)} skipped: already stored.")
    return " ".join(sentences)


def format_row_count(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"
