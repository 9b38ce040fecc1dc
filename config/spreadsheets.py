"""Lists as files for a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO

from django.http import HttpResponse
from django.utils.encoding import iri_to_uri
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from config.api import wire

Cell = str | int | float | Decimal | bool | date | datetime | None
Row = Sequence[Cell]

CSV = "csv"
XLSX = "xlsx"
CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# A cell that starts like this is a formula to a spreadsheet, and a formula can send the sheet's content away.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def table_answer(format: str, filename: str, header: Sequence[str], rows: Iterable[Row]) -> HttpResponse:
    """A table as a file to download: `format` is `csv` or `xlsx`, `filename` comes without its ending.

    Text that a spreadsheet would run as a formula gets an apostrophe in front; numbers and dates stay what they are, a
    moment is written in UTC. The CSV is UTF-8 with a byte-order mark, by which Excel knows it.
    """
    write = {CSV: csv_of, XLSX: xlsx_of}[format]
    content = write([header, *([harmless(cell) for cell in row] for row in rows)])
    answer = HttpResponse(content, content_type=CONTENT_TYPES[format])
    answer["Content-Disposition"] = f'attachment; filename="{iri_to_uri(filename)}.{format}"'
    answer["Cache-Control"] = "no-store"
    return answer


def harmless(cell: Cell) -> Cell:
    if isinstance(cell, datetime):
        return wire.moment(cell)
    if not isinstance(cell, str):
        return cell
    text = ILLEGAL_CHARACTERS_RE.sub("", cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def csv_of(rows: Iterable[Row]) -> bytes:
    file = io.BytesIO()
    write_csv(rows, file)
    return file.getvalue()


def xlsx_of(rows: Iterable[Row]) -> bytes:
    file = io.BytesIO()
    write_xlsx(rows, file)
    return file.getvalue()


def write_csv(rows: Iterable[Row], file: IO[bytes]) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    csv.writer(text).writerows(rows)
    text.detach()


def write_xlsx(rows: Iterable[Row], file: IO[bytes]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(list(row))
    book.save(file)
