"""A cell as its author saw it, or the reason why nobody can tell."""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from core.tables.xlsx.dates import day_text, is_day, serial_of
from core.tables.xlsx.format_codes import GENERAL, LOCAL_DATES, CannotShow, Kind, code_of, sections_of
from core.tables.xlsx.numbers import chosen_section, number_of, shown_number
from core.tables.xlsx.workbook import Workbook, whole

ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
# The times that programs write by themselves have seconds; nobody who reads a clock says the zero ones.
TIME_WITH_SECONDS, TIME = "h:mm:ss", "h:mm"

NO_VALUE = "This is a formula whose value is not stored in the file. Open it in a spreadsheet and save it again."
NO_TEXT = "The file has no text for this cell."


class Shown(NamedTuple):
    """The text of a cell; `day` is the date in it, in ISO 8601. With a `fault`, the text cannot be told."""

    text: str = ""
    fault: str = ""
    day: str = ""

    def __bool__(self) -> bool:
        return bool(self.text or self.fault or self.day)


BLANK = Shown()


@dataclass(slots=True)
class RawCell:
    """What the file says of a cell."""

    kind: str = "n"
    style: int = 0
    value: str | None = None
    inline: str = ""
    is_formula: bool = False


def shown_cell(cell: RawCell, book: Workbook) -> Shown:
    """A cell in the words of the sheet. What was typed is never guessed: a fault says why it cannot be read."""
    if not (cell.value or cell.inline or cell.is_formula or cell.kind == "e"):
        return BLANK
    try:
        return read_cell(cell, book)
    except CannotShow as refusal:
        return Shown(fault=str(refusal))


def read_cell(cell: RawCell, book: Workbook) -> Shown:
    if cell.kind == "e":
        return Shown(fault=f"The cell shows the error {(cell.value or '')[:20]}.".replace("error .", "an error."))
    if cell.is_formula and cell.value is None:
        return Shown(fault=NO_VALUE)
    if cell.kind == "inlineStr":
        return Shown(text_under(cell.inline, cell, book))
    if cell.kind == "str":
        return Shown(text_under(cell.value or "", cell, book))
    if not cell.value:
        return Shown(fault=NO_VALUE) if cell.is_formula else BLANK
    if cell.kind == "s":
        return Shown(text_under(shared_text(cell.value, book), cell, book))
    if cell.kind == "b":
        return Shown("TRUE" if cell.value.strip() in ("1", "true") else "FALSE")
    return number_cell(cell, book)


def shared_text(value: str, book: Workbook) -> str:
    place = whole(value.strip())
    if not value.strip().isdigit() or place >= len(book.strings):
        raise CannotShow(NO_TEXT)
    return book.strings[place]


def text_under(text: str, cell: RawCell, book: Workbook) -> str:
    """Text, with what its format writes around it: the section that has the place for text."""
    text = ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    code = book.custom.get(format_id(cell, book), GENERAL)
    if not text or "@" not in code:
        return text
    section = next((one for one in reversed(sections_of(code)) if one.has(Kind.TEXT)), None)
    if section is None:
        return text
    return "".join(text if token.kind == Kind.TEXT else token.text for token in section.tokens)


def number_cell(cell: RawCell, book: Workbook) -> Shown:
    text = cell.value or ""
    if cell.kind == "d":
        text = str(serial_of(iso_moment(text), is_1904=book.is_1904))
    serial, id = number_of(text), format_id(cell, book)
    day = day_text(serial, is_1904=book.is_1904) if id not in book.custom and id in LOCAL_DATES else ""
    try:
        code = code_of(id, book.custom)
        if is_day(chosen_section(sections_of(code), serial)):
            day = day_text(serial, is_1904=book.is_1904)
        return Shown(shown_number(text, without_zero_seconds(code, serial), is_1904=book.is_1904), day=day)
    except CannotShow as refusal:
        return Shown(fault=str(refusal), day=day)


def iso_moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise CannotShow("The date in this cell cannot be read.") from error


def format_id(cell: RawCell, book: Workbook) -> int:
    return book.formats[cell.style] if cell.style < len(book.formats) else 0


def without_zero_seconds(code: str, serial: Decimal) -> str:
    is_full_minute = round(serial % 1 * 86_400) % 60 == 0
    return TIME if code == TIME_WITH_SECONDS and is_full_minute else code
