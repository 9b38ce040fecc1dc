"""The parts of an import from a file: its columns, the outcome of each row, and the rule that a file with one invalid
row stores nothing, unless the manager leaves that row out."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_stubs_ext import StrOrPromise

from core.exceptions import FieldErrors, InvalidInput
from core.tables.headings import fold_heading, match_headings
from core.tables.reading import ImportRow, Sheet, build_rows, read_sheet
from office.imports.names import NameOrder, split_full_name
from office.imports.own_headings import list_aliases

if TYPE_CHECKING:
    from accounts.models import User

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
    manager chooses so; `is_changing`: it has been chosen. `new_groups` are the names of groups that do not exist.
    `text` and `options` are a question as read: its options, each with whether it is right.
    """

    number: int
    title: str
    note: str = ""
    errors: FieldErrors = field(default_factory=dict)
    is_present: bool = False
    could_change: bool = False
    is_changing: bool = False
    new_groups: list[str] = field(default_factory=list)
    text: str = ""
    options: list[tuple[str, bool]] = field(default_factory=list)

    @property
    def status(self) -> RowStatus:
        if self.errors:
            return RowStatus.REJECTED
        if self.is_changing:
            return RowStatus.CHANGED
        return RowStatus.PRESENT if self.is_present else RowStatus.NEW

    def to_json(self) -> dict[str, Any]:
        """The outcome as JSON, from which `Outcome(**json)` builds it again."""
        return asdict(self)

    def reject(self, column: str, text: StrOrPromise) -> None:
        """Adds an error to a column."""
        self.errors.setdefault(column, []).append(str(text))


@dataclass(frozen=True)
class Column:
    """A column of the file: its name in the heading, its meaning, and a value for the sample file.

    With `is_day`, a date cell counts as the date it holds, whatever format it is shown in. `headings`: what else our
    own exports call it, in English. `supplies`: other columns that it stands for; it is not in the sample file.
    """

    name: str
    meaning: StrOrPromise
    sample: str = ""
    is_required: bool = False
    is_day: bool = False
    headings: tuple[str, ...] = ()
    supplies: tuple[str, ...] = ()


Chosen = frozenset[str]
NOTHING_CHOSEN: Chosen = frozenset()
RowImport = Callable[[Sequence[ImportRow], "User", bool, Chosen], list[Outcome]]


@dataclass(frozen=True)
class Choice:
    """A checkbox on the preview: its name, which is among what is chosen when it is ticked; the label for these rows,
    "" if they leave nothing to choose; whether it is ticked already; and what is shown after rows have been stored
    with it."""

    name: str
    describe: Callable[[Sequence[Outcome]], str]
    is_default: bool = False
    next_step: StrOrPromise = ""


@dataclass(frozen=True)
class Importer:
    """One kind of import: `noun` names it in addresses and in what is stored, `label` is what people read.

    `run(rows, by, is_dry_run, chosen)` validates every row and stores them all, unless it is a dry run or a row is
    rejected. `chosen` are the names of those of `choices` that are ticked on the preview. `unread_headings` are columns
    of our own exports that an import does not read, in English. `read_other` reads files that are no spreadsheet, and
    returns None for one that may be. `list_targets` are the ids and names of what the rows of a file may belong to; a
    row that says nothing in its `target_column` belongs to the one that is chosen.
    """

    noun: str
    label: StrOrPromise
    title: StrOrPromise  # of its page
    columns: Sequence[Column]
    run: RowImport
    next_step: StrOrPromise = ""  # shown after rows have been stored
    choices: Sequence[Choice] = ()
    unread_headings: Sequence[StrOrPromise] = ()
    endings: str = ".csv,.xlsx"
    read_other: Callable[[bytes], list[ImportRow] | None] | None = None
    target_column: str = ""
    target_label: StrOrPromise = ""
    list_targets: Callable[["User"], list[tuple[str, str]]] | None = None

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    @property
    def required(self) -> list[str]:
        return [column.name for column in self.columns if column.is_required]

    @property
    def stand_ins(self) -> dict[str, tuple[str, ...]]:
        return {column.name: column.supplies for column in self.columns if column.supplies}

    @property
    def known_headings(self) -> dict[str, str]:
        """The column of each heading of our own exports, folded and in English; "" for one that is not read."""
        names = [(text, column.name) for column in self.columns for text in (column.name, *column.headings)]
        unread = [(text, "") for text in self.unread_headings]
        return {fold_heading(str(text)): name for text, name in [*unread, *names]}

    def read(self, data: bytes) -> list[ImportRow]:
        """The rows of a CSV or XLSX file whose headings are our own. Raises InvalidInput for another file."""
        sheet = read_sheet(data)
        return self.build_rows(sheet, self.match(sheet))

    def match(self, sheet: Sheet) -> dict[str, str]:
        """The heading of each of our columns, if the file has our own headings, in one of our languages. Raises
        InvalidInput if not."""
        labels = list(sheet.named_columns)
        problems = []
        for aliases in list_aliases(self):
            try:
                found = match_headings(
                    labels, self.names, required=self.required, aliases=aliases, stand_ins=self.stand_ins
                )
            except InvalidInput as problem:
                problems.append(problem)
            else:
                return {column: labels[position] for column, position in found.items()}
        raise problems[0]

    def build_rows(
        self, sheet: Sheet, columns: Mapping[str, str], name_order: NameOrder = NameOrder.NAME_FIRST
    ) -> list[ImportRow]:
        """The rows of a sheet, in which our column is found under the heading that `columns` tells."""
        positions = {column: sheet.named_columns[label] for column, label in columns.items()}
        days = [column.name for column in self.columns if column.is_day]
        return [split_full_name(row, name_order) for row in build_rows(sheet, positions, days)]


def reject_unreadable(outcomes: Sequence[Outcome], rows: Sequence[ImportRow]) -> None:
    """Rejects the rows with unreadable cells. Their other errors in these columns, which treat such a cell as empty,
    are replaced."""
    for outcome, row in zip(outcomes, rows, strict=True):
        outcome.errors.update({column: list(texts) for column, texts in row.errors.items()})


def leave_out(rows: Sequence[ImportRow], numbers: Collection[int]) -> list[ImportRow]:
    """The rows without those of these numbers, which the manager leaves out. Raises InvalidInput if none is left."""
    left = [row for row in rows if row.number not in numbers]
    if rows and not left:
        raise InvalidInput(_("All rows are left out."))
    return left


def describe_stored(
    importer: Importer, outcomes: Sequence[Outcome], *, chosen: Chosen, left_out: Collection[int] = ()
) -> str:
    """What was stored, and what to do next, which depends on the checkboxes of the preview."""
    steps = [str(choice.next_step) for choice in importer.choices if choice.name in chosen and choice.next_step]
    sentences = [summarise(outcomes, is_dry_run=False), *(steps or [str(importer.next_step)])]
    if count := len(left_out):
        text = ngettext("%(count)s row left out.", "%(count)s rows left out.", count)
        sentences.insert(1, text % {"count": count})
    return " ".join(filter(None, sentences))


def list_rejected(outcomes: Sequence[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.errors]


def summarise(outcomes: Sequence[Outcome], *, is_dry_run: bool) -> str:
    """The outcome of the whole import in a sentence or two."""
    if rejected := list_rejected(outcomes):
        numbers = [str(outcome.number) for outcome in rejected]
        shown = ", ".join(numbers[:MAX_NUMBERS]) + (", …" if len(numbers) > MAX_NUMBERS else "")
        text = _("Nothing is stored: %(count)s of %(total)s rows cannot be imported (row %(numbers)s).")
        return text % {"count": len(rejected), "total": len(outcomes), "numbers": shown}
    statuses = [outcome.status for outcome in outcomes]
    sentences = [describe_new(statuses.count(RowStatus.NEW), is_dry_run=is_dry_run)]
    if changed := statuses.count(RowStatus.CHANGED):
        sentences.append(ngettext("%(count)s row changed.", "%(count)s rows changed.", changed) % {"count": changed})
    if present := statuses.count(RowStatus.PRESENT):
        text = ngettext("%(count)s row skipped: already stored.", "%(count)s rows skipped: already stored.", present)
        sentences.append(text % {"count": present})
    return " ".join(sentences)


def describe_new(count: int, *, is_dry_run: bool) -> str:
    if is_dry_run:
        text = ngettext("%(count)s row would be stored.", "%(count)s rows would be stored.", count)
    else:
        text = ngettext("%(count)s row stored.", "%(count)s rows stored.", count)
    return text % {"count": count}
