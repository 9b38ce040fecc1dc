"""Writes lists as spreadsheet files, CSV and XLSX."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

Cell = str | int | float | Decimal | bool | date | datetime | None
OutputRow = Sequence[Cell]

CSV = "csv"
XLSX = "xlsx"
CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Where a spreadsheet would read a formula, which can send the content of the file to a stranger (CSV injection). The
# delimiter depends on the reader's computer, and a program that ignores quotes also splits at line ends: so a formula
# can start after any of these characters. Spreadsheets in East Asia accept full-width signs, and all of them ignore
# spaces and quotes before the sign.
FORMULA_START = re.compile(r"(^|[,;|\t\r\n])(?=[\s\"']*[=+\-@＝＋－＠])")
FORMULA_GUARD = "'"
MOMENT_FORMAT = "yyyy-mm-dd hh:mm"


def prepare_cell(cell: Cell) -> Cell:
    """A cell without the control characters that XLSX cannot store. Raises TypeError for a moment with a zone: cells
    have none, so the caller converts to the clocks of the school and names them in the heading."""
    if isinstance(cell, datetime) and cell.tzinfo is not None:
        raise TypeError("A cell has no time zone.")
    return ILLEGAL_CHARACTERS_RE.sub("", cell) if isinstance(cell, str) else cell


def guard_formula(cell: Cell) -> Cell:
    """A cell of a CSV file: text gets an apostrophe wherever a formula could start. Days and times are in ISO 8601."""
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    return FORMULA_START.sub(rf"\1{FORMULA_GUARD}", cell) if isinstance(cell, str) else cell


def build_csv(rows: Iterable[OutputRow]) -> bytes:
    file = io.BytesIO()
    write_csv(rows, file)
    return file.getvalue()


def build_xlsx(rows: Iterable[OutputRow]) -> bytes:
    file = io.BytesIO()
    write_xlsx(rows, file)
    return file.getvalue()


def write_csv(rows: Iterable[OutputRow], file: IO[bytes]) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    csv.writer(text, quoting=csv.QUOTE_NONNUMERIC).writerows(
        [guard_formula(prepare_cell(cell)) for cell in row] for row in rows
    )
    text.detach()


def write_xlsx(rows: Iterable[OutputRow], file: IO[bytes]) -> None:
    """Writes text in cells of type "text", which, unlike text in CSV, need no apostrophe."""
    book = Workbook(write_only=True)
    worksheet: Any = book.create_sheet()
    for row in rows:
        worksheet.append([build_cell(prepare_cell(cell), worksheet) for cell in row])
    book.save(file)


def build_cell(cell: Cell, worksheet: Any) -> Any:
    """A text as a cell of type "text": openpyxl would take `=…` for a formula and `#N/A` for an error. A day or time is
    a date of the spreadsheet, shown in ISO 8601."""
    if isinstance(cell, datetime):
        date_cell = WriteOnlyCell(worksheet, cell.replace(microsecond=0))
        date_cell.number_format = MOMENT_FORMAT
        return date_cell
    if not isinstance(cell, str):
        return cell
    text_cell = WriteOnlyCell(worksheet, cell)
    text_cell.data_type = "s"
    return text_cell


WRITERS = {CSV: write_csv, XLSX: write_xlsx}
