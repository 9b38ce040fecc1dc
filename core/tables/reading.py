"""Reads spreadsheets that people upload, CSV and XLSX, as the text that each cell shows."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext, gettext_lazy

from core.exceptions import FieldErrors, InvalidInput
from core.files.packages import describe_package
from core.tables.csv_files import advise, read_csv_rows
from core.tables.headings import label_headings, match_headings, write_label
from core.tables.xlsx.cells import CellText
from core.tables.xlsx.rows import read_xlsx_rows
from core.text.cleaning import clean_line, clean_text
from core.units import MEBIBYTE

MAX_FILE_BYTES = 2 * MEBIBYTE
MAX_ROWS = 5000
MAX_SCANNED_ROWS = 4 * MAX_ROWS  # blank rows included
MAX_COLUMNS = 50
MAX_CELL_LENGTH = 10_000

WHOLE_ROW = "row"  # the key of an error that is no column's
OUTSIDE = gettext_lazy("The row has more cells than the header. Is a text with a comma or semicolon in quotes?")

CellRow = Sequence[CellText]


@dataclass(frozen=True)
class ImportRow:
    """A row below the header: its number as a spreadsheet shows it, and the text under each column.

    `errors` says, by column, why a cell cannot be read; under `WHOLE_ROW`, why the row cannot.
    """

    number: int
    cells: dict[str, str]
    errors: FieldErrors = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """A spreadsheet as it is: its headings, and the rows below them with their numbers."""

    headings: tuple[str, ...]
    records: tuple[tuple[int, CellRow], ...]

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """What the columns are called, each by another name (core/tables/headings.py)."""
        return label_headings(self.headings)

    @cached_property
    def named_columns(self) -> dict[str, int]:
        """The position of each column by its label, without those that have neither a heading nor a value."""
        filled = {index for _, record in self.records for index, cell in enumerate(record) if cell}
        columns = zip(self.labels, self.headings, strict=True)
        return {label: index for index, (label, text) in enumerate(columns) if text or index in filled}

    def list_samples(self, index: int, count: int) -> list[str]:
        """The first `count` texts of a column that differ."""
        texts = (clean_cell(record[index].text) for _, record in self.records if index < len(record))
        samples: dict[str, None] = {}
        for text in filter(None, texts):
            samples[text] = None
            if len(samples) == count:
                break
        return list(samples)


def read_table(
    data: bytes, *, columns: Sequence[str], required: Iterable[str], days: Collection[str] = ()
) -> list[ImportRow]:
    """The rows of a file whose headings are names of `columns`, in any order and case. Raises InvalidInput as
    `read_sheet` and `match_headings` do."""
    sheet = read_sheet(data)
    names = list(sheet.named_columns)
    found = match_headings(names, columns, required=required)
    return build_rows(sheet, {column: sheet.named_columns[names[position]] for column, position in found.items()}, days)


def read_sheet(data: bytes) -> Sheet:
    """The sheet of a CSV or XLSX file. Blank rows are skipped, and blank columns at the end.

    Raises InvalidInput, with a message for whoever uploaded it, for a file that is too large, of another kind or
    encoding, or without rows, and for a cell that is too long.
    """
    if len(data) > MAX_FILE_BYTES:
        raise InvalidInput(describe_size_limit())
    is_xlsx = data.startswith(b"PK")
    non_blank = ((number, record) for number, record in read_rows(data) if any(record))
    _, header = next(non_blank, (0, ()))
    if error := next((cell.error for cell in header if cell.error), ""):
        raise InvalidInput(gettext("A cell of the header cannot be read. %(problem)s") % {"problem": error})
    headings = [clean_cell(cell.text) for cell in header]
    if not any(headings):
        raise InvalidInput(gettext("The file is empty."))
    records = tuple(limit_rows(non_blank))
    if not records:
        raise InvalidInput(gettext("The file has no rows below its header."))
    # A cell of an XLSX file has its place; in a CSV file, one beyond the header is usually a comma in an unquoted text.
    width = max(len(record) for _, record in records) if is_xlsx else 0
    headings += [""] * min(width - len(headings), MAX_COLUMNS)
    return Sheet(tuple(headings[:MAX_COLUMNS]), records)


def describe_size_limit() -> str:
    """That a file is larger than the limit."""
    return gettext("The file is larger than %(limit)s MB.") % {"limit": MAX_FILE_BYTES // MEBIBYTE}


def read_rows(data: bytes) -> Iterator[tuple[int, CellRow]]:
    if not data.startswith(b"PK"):
        yield from read_csv_rows(data)
        return
    if package := describe_package(data):
        raise InvalidInput(advise(package))
    yield from read_xlsx_rows(data, max_rows=MAX_SCANNED_ROWS, max_columns=MAX_COLUMNS)


def limit_rows(records: Iterator[tuple[int, CellRow]]) -> Iterator[tuple[int, CellRow]]:
    for count, (number, record) in enumerate(records, start=1):
        if count > MAX_ROWS or number > MAX_SCANNED_ROWS:
            raise InvalidInput(gettext("The file has more than %(limit)s rows. Split it.") % {"limit": MAX_ROWS})
        if any(len(cell.text) > MAX_CELL_LENGTH for cell in record):
            text = gettext("Row %(number)s has a cell of more than %(limit)s characters.")
            raise InvalidInput(text % {"number": number, "limit": MAX_CELL_LENGTH})
        yield number, record


def build_rows(sheet: Sheet, columns: Mapping[str, int], days: Collection[str] = ()) -> list[ImportRow]:
    """The rows, with the text under each of `columns`, which are positions in the sheet.

    A date in one of the columns `days` is returned in ISO 8601, however the cell shows it.
    """
    return [build_row(number, record, sheet, columns, days) for number, record in sheet.records]


def build_row(
    number: int, record: CellRow, sheet: Sheet, columns: Mapping[str, int], days: Collection[str]
) -> ImportRow:
    cells: dict[str, str] = {}
    errors: FieldErrors = {}
    for name, index in columns.items():
        if index >= len(record):
            continue
        cell = record[index]
        if name in days and cell.day:
            cells[name] = cell.day
        elif cell.error:
            cells[name] = ""
            advice = gettext("Format the column “%(name)s” as text and enter the value again.")
            errors[name] = [f"{cell.error} {advice % {'name': write_label(sheet.labels[index])}}"]
        else:
            cells[name] = clean_cell(cell.text)
    if any(record[len(sheet.headings) :]):
        errors[WHOLE_ROW] = [str(OUTSIDE)]
    return ImportRow(number, cells, errors)


def clean_cell(text: str) -> str:
    """The text of a cell as it is stored: cleaned as a text if it has line breaks, otherwise as a line."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return (clean_text(text) if "\n" in text else clean_line(text)).strip()
