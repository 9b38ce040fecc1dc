"""Tables that people upload: CSV and XLSX. What comes out is the text that each cell shows."""

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

CellRow = Sequence[CellText]


@dataclass(frozen=True)
class ImportRow:
    """A row of a table below its heading: its number as a spreadsheet shows it, and the text under each column.

    `errors` names the columns whose cells cannot be read, and why.
    """

    number: int
    cells: dict[str, str]
    errors: FieldErrors = field(default_factory=dict)


def read_table(
    data: bytes, *, columns: Sequence[str], required: Iterable[str], days: Collection[str] = ()
) -> list[ImportRow]:
    """The rows of a CSV or XLSX file that are not blank; the first is the heading, in any order and case.

    A date under one of `days` is given in ISO 8601, however the cell shows it. Refuses with InvalidInput, in a
    sentence that says where, a file that is too large, of another kind or encoding, without rows, or with a heading
    that names a column twice, an unknown one, or not every one of `required`.
    """
    if len(data) > MAX_FILE_BYTES:
        raise InvalidInput(f"The file is larger than {MAX_FILE_BYTES // MEBIBYTE} MB.")
    filled = ((number, record) for number, record in read_rows(data) if any(record))
    _, heading = next(filled, (0, ()))
    names = match_columns(heading, columns, set(required))
    lines = [build_row(number, record, names, days) for number, record in limit_rows(filled)]
    if not lines:
        raise InvalidInput("The file holds no rows below its heading.")
    return lines


def read_rows(data: bytes) -> Iterator[tuple[int, CellRow]]:
    if data.startswith(b"PK"):
        yield from read_xlsx_rows(data, max_rows=MAX_SCANNED_ROWS, max_columns=MAX_COLUMNS)
    else:
        yield from read_csv_rows(data)


def limit_rows(records: Iterator[tuple[int, CellRow]]) -> Iterator[tuple[int, CellRow]]:
    for count, (number, record) in enumerate(records, start=1):
        if count > MAX_ROWS or number > MAX_SCANNED_ROWS:
            raise InvalidInput(f"The file holds more than {MAX_ROWS} rows. Split it.")
        yield number, record


def match_columns(heading: CellRow, columns: Sequence[str], required: set[str]) -> list[str]:
    """The columns of the file by name; the empty text for one without heading."""
    if fault := next((cell.fault for cell in heading if cell.fault), ""):
        raise InvalidInput(f"A cell of the heading cannot be read. {fault}")
    names = [
        clean_cell(cell.text).rstrip("*").strip().casefold().replace("e-mail", "email").replace(" ", "_")
        for cell in heading
    ]
    given = [name for name in names if name]
    possible = f"Possible are: {', '.join(columns)}."
    if not given:
        raise InvalidInput(f"The file is empty. {possible}")
    for name in given:
        if name not in columns:
            raise InvalidInput(f"The column “{name[:50]}” is not known. {possible}")
    if len(set(given)) < len(given):
        raise InvalidInput("A column stands in the heading twice.")
    missing = [name for name in columns if name in required - set(given)]
    if missing:
        raise InvalidInput(f"The heading lacks: {', '.join(missing)}.")
    return names


def build_row(number: int, record: CellRow, names: Sequence[str], days: Collection[str] = ()) -> ImportRow:
    if any(record[len(names) :]) or any(cell for cell, name in zip(record, names, strict=False) if not name):
        raise InvalidInput(f"Row {number} has a cell outside the named columns. Is its text in quotes?")
    if any(len(cell.text) > MAX_CELL_LENGTH for cell in record):
        raise InvalidInput(f"Row {number} has a cell of more than {MAX_CELL_LENGTH} characters.")
    cells: dict[str, str] = {}
    errors: FieldErrors = {}
    for name, cell in zip(names, record, strict=False):
        if name in days and cell.day:
            cells[name] = cell.day
        elif name and cell.fault:
            cells[name] = ""
            errors[name] = [f"{cell.fault} {ADVICE.format(name=name)}"]
        elif name:
            cells[name] = clean_cell(cell.text)
    return ImportRow(number, cells, errors)


ADVICE = "Format the column “{name}” as text and write there what is meant."


def clean_cell(text: str) -> str:
    """A cell as it is kept: a line with plain spaces, or a text with its line breaks."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return (clean_text(text) if "\n" in text else clean_line(text)).strip()
