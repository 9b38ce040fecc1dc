"""Reads spreadsheets that people upload, CSV and XLSX, as the text that each cell shows."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from core.exceptions import FieldErrors, InvalidInput
from core.tables.csv_files import read_csv_rows
from core.tables.xlsx.cells import CellText
from core.tables.xlsx.rows import read_xlsx_rows
from core.text.cleaning import clean_line, clean_text
from core.units import MEBIBYTE

MAX_FILE_BYTES = 2 * MEBIBYTE
MAX_ROWS = 5000
MAX_SCANNED_ROWS = 4 * MAX_ROWS  # blank rows included
MAX_COLUMNS = 50
MAX_CELL_LENGTH = 10_000

ADVICE = "Format the column “{name}” as text and enter the value again."

CellRow = Sequence[CellText]


@dataclass(frozen=True)
class ImportRow:
    """A row below the header: its number as a spreadsheet shows it, and the text under each column.

    `errors` says, by column, why a cell cannot be read.
    """

    number: int
    cells: dict[str, str]
    errors: FieldErrors = field(default_factory=dict)


def read_table(
    data: bytes, *, columns: Sequence[str], required: Iterable[str], days: Collection[str] = ()
) -> list[ImportRow]:
    """The rows of a CSV or XLSX file below its header. Blank rows are skipped.

    The header may have the columns in any order and case. A date in one of the columns `days` is returned in ISO 8601,
    however the cell shows it. Raises InvalidInput, with a message for whoever uploaded it, for a file that is too
    large, of another kind or encoding, or without rows, and for a header with a duplicate or unknown column or
    without one of the columns `required`.
    """
    if len(data) > MAX_FILE_BYTES:
        raise InvalidInput(f"The file is larger than {MAX_FILE_BYTES // MEBIBYTE} MB.")
    non_blank = ((number, record) for number, record in read_rows(data) if any(record))
    _, header = next(non_blank, (0, ()))
    names = read_column_names(header, columns, set(required))
    rows = [build_row(number, record, names, days) for number, record in limit_rows(non_blank)]
    if not rows:
        raise InvalidInput("The file has no rows below its header.")
    return rows


def read_rows(data: bytes) -> Iterator[tuple[int, CellRow]]:
    if data.startswith(b"PK"):
        yield from read_xlsx_rows(data, max_rows=MAX_SCANNED_ROWS, max_columns=MAX_COLUMNS)
    else:
        yield from read_csv_rows(data)


def limit_rows(records: Iterator[tuple[int, CellRow]]) -> Iterator[tuple[int, CellRow]]:
    for count, (number, record) in enumerate(records, start=1):
        if count > MAX_ROWS or number > MAX_SCANNED_ROWS:
            raise InvalidInput(f"The file has more than {MAX_ROWS} rows. Split it.")
        yield number, record


def read_column_names(header: CellRow, columns: Sequence[str], required: set[str]) -> list[str]:
    """The names of the columns, normalised, with an empty one for a column without a name. Raises InvalidInput."""
    if error := next((cell.error for cell in header if cell.error), ""):
        raise InvalidInput(f"A cell of the header cannot be read. {error}")
    names = [
        clean_cell(cell.text).rstrip("*").strip().casefold().replace("e-mail", "email").replace(" ", "_")
        for cell in header
    ]
    given = [name for name in names if name]
    check_column_names(given, columns, required)
    return names


def check_column_names(given: Sequence[str], columns: Sequence[str], required: set[str]) -> None:
    allowed = f"Allowed columns: {', '.join(columns)}."
    if not given:
        raise InvalidInput(f"The file is empty. {allowed}")
    unknown = next((name for name in given if name not in columns), None)
    if unknown:
        raise InvalidInput(f"The column “{unknown[:50]}” is unknown. {allowed}")
    if len(set(given)) < len(given):
        raise InvalidInput("The header has a duplicate column.")
    missing = [name for name in columns if name in required - set(given)]
    if missing:
        raise InvalidInput(f"The header lacks these columns: {', '.join(missing)}.")


def build_row(number: int, record: CellRow, names: Sequence[str], days: Collection[str] = ()) -> ImportRow:
    if any(record[len(names) :]) or any(cell for cell, name in zip(record, names, strict=False) if not name):
        # Usually a comma in an unquoted text, after which the other cells would be in the wrong columns.
        raise InvalidInput(f"Row {number} has a cell outside the named columns. Is its text in quotes?")
    if any(len(cell.text) > MAX_CELL_LENGTH for cell in record):
        raise InvalidInput(f"Row {number} has a cell of more than {MAX_CELL_LENGTH} characters.")
    cells: dict[str, str] = {}
    errors: FieldErrors = {}
    for name, cell in zip(names, record, strict=False):
        if name in days and cell.day:
            cells[name] = cell.day
        elif name and cell.error:
            cells[name] = ""
            errors[name] = [f"{cell.error} {ADVICE.format(name=name)}"]
        elif name:
            cells[name] = clean_cell(cell.text)
    return ImportRow(number, cells, errors)


def clean_cell(text: str) -> str:
    """The text of a cell as it is stored: cleaned as a text if it has line breaks, otherwise as a line."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return (clean_text(text) if "\n" in text else clean_line(text)).strip()
