"""The rows of the active worksheet of an XLSX file."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from core.exceptions import InvalidInput
from core.tables.xlsx.archive import BROKEN_FILE_ERRORS, UNREADABLE, Archive
from core.tables.xlsx.cells import CellText, RawCell, render_cell
from core.tables.xlsx.workbook import RichText, Workbook, parse_whole, read_workbook

REFERENCE = re.compile(r"([A-Za-z]{1,3})[0-9]{0,7}")
LAST_COLUMN = 16_384  # XFD
NumberedRow = tuple[int, list[CellText]]


def read_xlsx_rows(data: bytes, *, max_rows: int, max_columns: int) -> Iterator[NumberedRow]:
    """Yields the rows of the active worksheet in order, each with its number. A formula yields its stored value.

    Raises InvalidInput for a file that is not XLSX or unpacks to too much, for a row beyond `max_rows` (blank rows
    count), for a cell that is not blank beyond `max_columns`, and for merged cells: the file stores a value for one of
    them only, while people read it as the value of all.
    """
    try:
        archive = Archive(data)
        worksheet = WorksheetHandler(read_workbook(archive), max_rows=max_rows, max_columns=max_columns)
        for _piece in archive.parse_in_pieces(worksheet.book.worksheet, worksheet):
            yield from worksheet.take_rows()
    except BROKEN_FILE_ERRORS as error:
        raise InvalidInput(UNREADABLE) from error


def parse_column(reference: str) -> int:
    """The column number of a reference such as `AB12`, from 1; 0 when it is not a reference."""
    match = REFERENCE.fullmatch(reference)
    column = 0
    for letter in match[1].upper() if match else "":
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


class WorksheetHandler(RichText):
    """Collects rows while a worksheet is parsed.

    Rows and cells may omit their reference (ECMA-376 allows it): then they follow the previous one.
    """

    def __init__(self, book: Workbook, *, max_rows: int, max_columns: int) -> None:
        super().__init__()
        self.book, self.max_rows, self.max_columns = book, max_rows, max_columns
        self.rows: list[NumberedRow] = []
        self.number = self.column = 0
        self.cells: dict[int, CellText] = {}
        self.cell: RawCell | None = None
        self.is_value = False

    def take_rows(self) -> list[NumberedRow]:
        """Returns the rows collected since the last call, so that memory holds one piece of the file at a time."""
        rows, self.rows = self.rows, []
        return rows

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self.start_cell(attributes)
        elif name == "row":
            self.start_row(attributes)
        elif name == "mergeCell":
            text = _("The cells %(range)s are merged. Unmerge them and fill in each one.")
            raise InvalidInput(text % {"range": attributes.get("ref", "")[:20]})
        elif self.cell is None:
            return
        elif name == "v":
            self.is_value = True
        elif name == "f":
            self.cell.is_formula = True
        else:
            super().start(name, attributes)

    def start_row(self, attributes: dict[str, str]) -> None:
        number = parse_whole(attributes.get("r")) or self.number + 1
        if number <= self.number:
            raise InvalidInput(UNREADABLE)
        if number > self.max_rows:
            text = _("The file has a row beyond row %(number)s. Delete the rows below the table, or split it.")
            raise InvalidInput(text % {"number": self.max_rows})
        self.number, self.column, self.cells = number, 0, {}

    def start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        column = parse_column(reference) if reference else self.column + 1
        if not self.column < column <= LAST_COLUMN:
            raise InvalidInput(UNREADABLE)
        self.column = column
        self.cell = RawCell(attributes.get("t", "n"), parse_whole(attributes.get("s")))

    def end(self, name: str) -> None:
        if name == "c":
            self.end_cell()
        elif name == "row":
            self.end_row()
        elif name == "v" and self.cell is not None and self.is_value:
            self.cell.value, self.is_value = self.take_text(), False
        else:
            super().end(name)

    def end_cell(self) -> None:
        if self.cell is None:
            return
        self.cell.inline = self.take_text()
        shown = render_cell(self.cell, self.book)
        self.cell = None
        if shown and self.column > self.max_columns:
            text = _("Row %(number)s has a cell beyond the first %(count)s columns.")
            raise InvalidInput(text % {"number": self.number, "count": self.max_columns})
        if shown:
            self.cells[self.column] = shown

    def end_row(self) -> None:
        last = max(self.cells, default=0)
        if last:
            self.rows.append((self.number, [self.cells.get(column, CellText()) for column in range(1, last + 1)]))

    def data(self, text: str) -> None:
        if self.is_value or self.is_open:
            self.add_text(text)
