"""The text that a cell showed its author, or the reason why it cannot be determined."""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext, gettext_lazy

from core.tables.xlsx.dates import compute_serial, format_day, is_day
from core.tables.xlsx.format_codes import GENERAL, LOCAL_DATES, TokenKind, UnreadableCell, get_code, get_sections
from core.tables.xlsx.numbers import choose_section, parse_number, render_number
from core.tables.xlsx.workbook import Workbook, parse_whole
from core.units import SECONDS_PER_DAY, SECONDS_PER_MINUTE

ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
# Programs write times with seconds by default, people do not: `h:mm:ss` with zero seconds is read as `h:mm`.
TIME_WITH_SECONDS, TIME = "h:mm:ss", "h:mm"

NO_VALUE = gettext_lazy(
    "This is a formula whose value is not stored in the file. Open it in a spreadsheet and save it again."
)
NO_TEXT = gettext_lazy("The file has no text for this cell.")


class CellText(NamedTuple):
    """The text of a cell; `day` is its date, if any, in ISO 8601. With an `error`, the text is unknown."""

    text: str = ""
    error: str = ""
    day: str = ""

    def __bool__(self) -> bool:
        return bool(self.text or self.error or self.day)


BLANK_CELL = CellText()


@dataclass(slots=True)
class RawCell:
    """A cell as stored in the file."""

    kind: str = "n"
    style: int = 0
    value: str | None = None
    inline: str = ""
    is_formula: bool = False


def render_cell(cell: RawCell, book: Workbook) -> CellText:
    """A cell as the worksheet shows it. What was typed is never guessed: where it is unclear, `error` says why."""
    if not (cell.value or cell.inline or cell.is_formula or cell.kind == "e"):
        return BLANK_CELL
    try:
        return read_cell(cell, book)
    except UnreadableCell as error:
        return CellText(error=str(error))


def read_cell(cell: RawCell, book: Workbook) -> CellText:
    if cell.kind == "e":
        return CellText(error=describe_error_value(cell.value or ""))
    if cell.is_formula and cell.value is None:
        return CellText(error=str(NO_VALUE))
    if cell.kind == "inlineStr":
        return CellText(format_text(cell.inline, cell, book))
    if cell.kind == "str":
        return CellText(format_text(cell.value or "", cell, book))
    if not cell.value:
        return CellText(error=str(NO_VALUE)) if cell.is_formula else BLANK_CELL
    if cell.kind == "s":
        return CellText(format_text(get_shared_text(cell.value, book), cell, book))
    if cell.kind == "b":
        return CellText("TRUE" if cell.value.strip() in ("1", "true") else "FALSE")
    return render_number_cell(cell, book)


def describe_error_value(value: str) -> str:
    """What is said of a cell that shows an error value such as `#REF!`."""
    if not value:
        return gettext("The cell shows an error.")
    return gettext("The cell shows the error %(error)s.") % {"error": value[:20]}


def get_shared_text(value: str, book: Workbook) -> str:
    index = parse_whole(value.strip())
    if not value.strip().isdigit() or index >= len(book.strings):
        raise UnreadableCell(NO_TEXT)
    return book.strings[index]


def format_text(text: str, cell: RawCell, book: Workbook) -> str:
    """Text with the literals that its format adds around it (the section with `@`)."""
    text = ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    code = book.custom.get(get_format_id(cell, book), GENERAL)
    if not text or "@" not in code:
        return text
    section = next((one for one in reversed(get_sections(code)) if one.has_token(TokenKind.TEXT)), None)
    if section is None:
        return text
    return "".join(text if token.kind == TokenKind.TEXT else token.text for token in section.tokens)


def render_number_cell(cell: RawCell, book: Workbook) -> CellText:
    text = cell.value or ""
    if cell.kind == "d":
        text = str(compute_serial(parse_iso_moment(text), is_1904=book.is_1904))
    serial, id = parse_number(text), get_format_id(cell, book)
    day = format_day(serial, is_1904=book.is_1904) if id not in book.custom and id in LOCAL_DATES else ""
    try:
        code = get_code(id, book.custom)
        if is_day(choose_section(get_sections(code), serial)):
            day = format_day(serial, is_1904=book.is_1904)
        return CellText(render_number(text, drop_zero_seconds(code, serial), is_1904=book.is_1904), day=day)
    except UnreadableCell as error:
        return CellText(error=str(error), day=day)


def parse_iso_moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise UnreadableCell(gettext("The date in this cell cannot be read.")) from error


def get_format_id(cell: RawCell, book: Workbook) -> int:
    return book.formats[cell.style] if cell.style < len(book.formats) else 0


def drop_zero_seconds(code: str, serial: Decimal) -> str:
    is_full_minute = round(serial % 1 * SECONDS_PER_DAY) % SECONDS_PER_MINUTE == 0
    return TIME if code == TIME_WITH_SECONDS and is_full_minute else code
