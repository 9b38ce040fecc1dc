"""Lists as files for a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from django.http import HttpResponse
from django.utils.encoding import iri_to_uri
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from core.timestamps import format_moment

Cell = str | int | float | Decimal | bool | date | datetime | None
OutputRow = Sequence[Cell]

CSV = "csv"
XLSX = "xlsx"
CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Text that starts like this is a formula to a spreadsheet, and a formula can send the sheet's content away. Which
# character parts cells is for the reader's computer to say, and one that does not understand quotes parts them at line
# ends too: so a formula can start behind any of these. Signs of full width count in East Asia, spaces and quotes before
# the sign nowhere.
FORMULA_START = re.compile(r"(^|[,;|\t\r\n])(?=[\s\"']*[=+\-@＝＋－＠])")
GUARD = "'"


def build_table_response(format: str, filename: str, header: Sequence[str], rows: Iterable[OutputRow]) -> HttpResponse:
    """A table as a file to download: `format` is `csv` or `xlsx`, `filename` comes without its ending.

    Nothing in it is run as a formula; a moment is written in UTC. The CSV is UTF-8 with a byte-order mark, by which
    Excel knows it.
    """
    content = {CSV: build_csv, XLSX: build_xlsx}[format]([header, *rows])
    answer = HttpResponse(content, content_type=CONTENT_TYPES[format])
    answer["Content-Disposition"] = f'attachment; filename="{iri_to_uri(filename)}.{format}"'
    answer["Cache-Control"] = "no-store"
    return answer


def clean_cell(cell: Cell) -> Cell:
    """A cell without what no spreadsheet stores."""
    if isinstance(cell, datetime):
        return format_moment(cell)
    return ILLEGAL_CHARACTERS_RE.sub("", cell) if isinstance(cell, str) else cell


def guard_formula(cell: Cell) -> Cell:
    """A cell of a CSV: numbers and days as they are, and an apostrophe before what could be run as a formula."""
    return FORMULA_START.sub(rf"\1{GUARD}", cell) if isinstance(cell, str) else cell


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
        [guard_formula(clean_cell(cell)) for cell in row] for row in rows
    )
    text.detach()


def write_xlsx(rows: Iterable[OutputRow], file: IO[bytes]) -> None:
    """Text is stored as text, whatever it looks like: so it needs no apostrophe."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet()
    for row in rows:
        sheet.append([make_cell(clean_cell(cell), sheet) for cell in row])
    book.save(file)


def make_cell(cell: Cell, sheet: Any) -> Any:
    """Without this, openpyxl takes text that begins with `=` for a formula and `#N/A` for an error."""
    if not isinstance(cell, str):
        return cell
    written = WriteOnlyCell(sheet, cell)
    written.data_type = "s"
    return written
