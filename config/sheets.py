"""Tables that people upload: CSV as Excel and others write it, and XLSX. What comes out is text, cell by cell."""

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from openpyxl import load_workbook

from config.refusals import Invalid

MAX_FILE_BYTES = 2 * 1024 * 1024
MAX_ROWS = 5000
MAX_SCANNED = 4 * MAX_ROWS  # blank rows included
MAX_COLUMNS = 50
MAX_CELL_LENGTH = 10_000
# What an XLSX may unpack to: forty columns of five thousand rows fit, a bomb does not.
MAX_UNPACKED_BYTES = 32 * 1024 * 1024
MAX_PARTS = 500

DELIMITERS = ",;\t"
TIDY = str.maketrans({"\u00a0": " ", "\ufeff": ""})
# The apostrophe that our own lists put before what a spreadsheet would run as a formula, such as +43 660 1234567.
GUARD = re.compile(r"^'(?=[=+\-@])")

Record = Sequence[Any]


@dataclass(frozen=True)
class Line:
    """A row of a table below its heading: its number as a spreadsheet shows it, and the text under each column."""

    number: int
    cells: dict[str, str]


def read_table(data: bytes, *, columns: Sequence[str], required: Iterable[str]) -> list[Line]:
    """The rows of a CSV or XLSX file that are not blank; the first is the heading, in any order and case.

    Refuses with Invalid, in a sentence that says where, a file that is too large, of another kind or encoding, without
    rows, or with a heading that names a column twice, an unknown one, or not every one of `required`.
    """
    if len(data) > MAX_FILE_BYTES:
        raise Invalid(f"The file is larger than {MAX_FILE_BYTES // 1024 // 1024} MB.")
    records = xlsx_records(data) if data.startswith(b"PK") else csv_records(data)
    filled = ((number, record) for number, record in enumerate(records, start=1) if any(record))
    _, heading = next(filled, (0, ()))
    names = named(heading, columns, set(required))
    lines = [line(number, record, names) for number, record in bounded(filled)]
    if not lines:
        raise Invalid("The file holds no rows below its heading.")
    return lines


def bounded(records: Iterator[tuple[int, Record]]) -> Iterator[tuple[int, Record]]:
    for count, (number, record) in enumerate(records, start=1):
        if count > MAX_ROWS or number > MAX_SCANNED:
            raise Invalid(f"The file holds more than {MAX_ROWS} rows. Split it.")
        yield number, record


def named(heading: Record, columns: Sequence[str], required: set[str]) -> list[str]:
    """The columns of the file by name; the empty text for one without heading."""
    names = [
        str(text).strip().rstrip("*").strip().casefold().replace("e-mail", "email").replace(" ", "_")
        for text in heading
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


def line(number: int, record: Record, names: Sequence[str]) -> Line:
    if any(record[len(names) :]) or any(cell for cell, name in zip(record, names, strict=False) if not name):
        raise Invalid(f"Row {number} has a cell outside the named columns. Is its text in quotes?")
    if any(len(cell) > MAX_CELL_LENGTH for cell in record):
        raise Invalid(f"Row {number} has a cell of more than {MAX_CELL_LENGTH} characters.")
    return Line(number, {name: cell for name, cell in zip(names, record, strict=False) if name})


# --- CSV


def csv_records(data: bytes) -> Iterator[list[str]]:
    """The records of a CSV in UTF-8, parted by semicolon (as Excel writes it in much of Europe), comma or tab.

    Each stands for the row that it is in a spreadsheet, so that line breaks within quotes do not shift the numbers.
    """
    text = decoded(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    try:
        for record in reader:
            yield [tidy(cell) for cell in record]
    except csv.Error as error:
        raise Invalid(f"Line {reader.line_num} is not proper CSV. Look at its quotes.") from error


def decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data:
        raise Invalid("This is neither CSV in UTF-8 nor XLSX. Save the sheet as “CSV UTF-8” or as “Excel workbook”.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = data.count(b"\n", 0, error.start) + 1
        raise Invalid(
            f"Line {place} is not UTF-8. In Excel, save the sheet as “CSV UTF-8 (comma delimited)” or as an XLSX file."
        ) from error


def delimiter_of(text: str) -> str:
    """The one that parts the heading: column names contain none of them."""
    heading = text.lstrip().partition("\n")[0]
    return max(DELIMITERS, key=heading.count)


# --- XLSX


def xlsx_records(data: bytes) -> Iterator[list[str]]:
    """The rows of the sheet that was open when the file was saved. Of a formula, the value that it had then."""
    try:
        refuse_bombs(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of drop-downs and the like, which openpyxl leaves out
            sheet: Any = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False).active
            sheet.reset_dimensions()  # or rows beyond what the file claims would be left out
            for row in sheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True):
                yield [tidy(text_of(value)) for value in row]
    except Invalid:
        raise
    except Exception as error:  # openpyxl fails on a broken file in every way there is
        raise Invalid("The file cannot be read as XLSX. Open it in a spreadsheet and save it again.") from error


def refuse_bombs(data: bytes) -> None:
    parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise Invalid("The file unpacks to more than a table of people or questions can be.")


def text_of(value: Any) -> str:
    """A cell as a person would type it: dates in ISO, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def tidy(text: str) -> str:
    return GUARD.sub("", text.translate(TIDY).strip())
