"""Tables that people upload: CSV and XLSX. What comes out is the text that each cell shows."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from core.exceptions import Errors, Invalid
from core.tables.csv_files import csv_rows
from core.tables.xlsx.cells import Shown
from core.tables.xlsx.rows import xlsx_rows
from core.text.cleaning import clean_line, clean_text

MAX_FILE_BYTES = 2 * 1024 * 1024
MAX_ROWS = 5000
MAX_SCANNED = 4 * MAX_ROWS  # blank rows included
MAX_COLUMNS = 50
MAX_CELL_LENGTH = 10_000

Record = Sequence[Shown]


@dataclass(frozen=True)
class Line:
    """A row of a table below its heading: its number as a spreadsheet shows it, and the text under each column.

    `errors` names the columns whose cells cannot be read, and why.
    """

    number: int
    cells: dict[str, str]
    errors: Errors = field(default_factory=dict)


def read_table(
    data: bytes, *, columns: Sequence[str], required: Iterable[str], days: Collection[str] = ()
) -> list[Line]:
    """The rows of a CSV or XLSX file that are not blank; the first is the heading, in any order and case.

    A date under one of `days` is given in ISO 8601, however the cell shows it. Refuses with Invalid, in a sentence that
    says where, a file that is too large, of another kind or encoding, without rows, or with a heading that names a
    column twice, an unknown one, or not every one of `required`.
    """
    if len(data) > MAX_FILE_BYTES:
        raise Invalid(f"The file is larger than {MAX_FILE_BYTES // 1024 // 1024} MB.")
    filled = ((number, record) for number, record in rows_of(data) if any(record))
    _, heading = next(filled, (0, ()))
    names = column_names(heading, columns, set(required))
    lines = [line(number, record, names, days) for number, record in bounded(filled)]
    if not lines:
        raise Invalid("The file holds no rows below its heading.")
    return lines


def rows_of(data: bytes) -> Iterator[tuple[int, Record]]:
    if data.startswith(b"PK"):
        yield from xlsx_rows(data, max_rows=MAX_SCANNED, max_columns=MAX_COLUMNS)
    else:
        yield from csv_rows(data)


def bounded(records: Iterator[tuple[int, Record]]) -> Iterator[tuple[int, Record]]:
    for count, (number, record) in enumerate(records, start=1):
        if count > MAX_ROWS or number > MAX_SCANNED:
            raise Invalid(f"The file holds more than {MAX_ROWS} rows. Split it.")
        yield number, record


def column_names(heading: Record, columns: Sequence[str], required: set[str]) -> list[str]:
    """The columns of the file by name; the empty text for one without heading."""
    if fault := next((cell.fault for cell in heading if cell.fault), ""):
        raise Invalid(f"A cell of the heading cannot be read. {fault}")
    names = [
        tidy(cell.text).rstrip("*").strip().casefold().replace("e-mail", "email").replace(" ", "_") for cell in heading
    ]
    given = [name for name in names if name]
    possible = f"Possible are: {', '.join(columns)}."
    if not given:
        raise Invalid(f"The file is empty. {possible}")
    for name in given:
        if name not in columns:
            raise Invalid(f"The column “{name[:50]}” is not known. {possible}")
    if len(set(given)) < len(given):
        raise Invalid("A column stands in the heading twice.")
    missing = [name for name in columns if name in required - set(given)]
    if missing:
        raise Invalid(f"The heading lacks: {', '.join(missing)}.")
    return names


def line(number: int, record: Record, names: Sequence[str], days: Collection[str] = ()) -> Line:
    if any(record[len(names) :]) or any(cell for cell, name in zip(record, names, strict=False) if not name):
        raise Invalid(f"Row {number} has a cell outside the named columns. Is its text in quotes?")
    if any(len(cell.text) > MAX_CELL_LENGTH for cell in record):
        raise Invalid(f"Row {number} has a cell of more than {MAX_CELL_LENGTH} characters.")
    cells: dict[str, str] = {}
    errors: Errors = {}
    for name, cell in zip(names, record, strict=False):
        if name in days and cell.day:
            cells[name] = cell.day
        elif name and cell.fault:
            cells[name] = ""
            errors[name] = [f"{cell.fault} {ADVICE.format(name=name)}"]
        elif name:
            cells[name] = tidy(cell.text)
    return Line(number, cells, errors)


ADVICE = "Format the column “{name}” as text and write there what is meant."


def tidy(text: str) -> str:
    """A cell as it is kept: a line with plain spaces, or a text with its line breaks."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return (clean_text(text) if "\n" in text else clean_line(text)).strip()
