"""CSV as spreadsheets of every country and age write it."""

import csv
import io
import re
from collections.abc import Iterator

from core.exceptions import InvalidInput
from core.tables.xlsx.cells import CellText

DELIMITERS = ",;\t|"
SEPARATOR_LINE = re.compile(r'"?sep=(.)"?(?:\r\n|\r|\n)', re.IGNORECASE)  # how Excel is told the delimiter
# The apostrophe that our own lists put before what a spreadsheet would run as a formula, such as +43 660 1234567.
GUARD = re.compile(r"^'(?=[=+\-@＝＋－＠])")
ERRORS = re.compile(r"#(?:N/A|NV|REF!|BEZUG!|VALUE!|WERT!|DIV/0!|NAME\?|NUM!|ZAHL!|NULL!|SPILL!|CALC!)", re.IGNORECASE)
TOO_NARROW = re.compile(r"#{3,}")
# From 12 digits on, Excel saves a number as it shows it: 436601234567 as 4.36601E+11.
SHORTENED = re.compile(r"[+-]?\d[.,]\d{1,5}E\+(?:1[1-9]|[2-9]\d)", re.IGNORECASE)

BOMS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
# Files of other programs, by their first bytes.
OTHER_FORMATS = {
    b"\xd0\xcf\x11\xe0": "This is an old Excel file (.xls), or one with a password.",
    b"%PDF": "This is a PDF.",
    b"\x1f\x8b": "This is a compressed file.",
    b"{\\rtf": "This is a text document.",
    b"<": "This is a web page or XML.",
}
SAVE_AS = "Save the sheet as “CSV UTF-8” or as “Excel workbook (.xlsx)”."


def read_csv_rows(data: bytes) -> Iterator[tuple[int, list[CellText]]]:
    """The rows of a CSV, each with its number, in UTF-8 or UTF-16, parted by semicolon (as Excel writes it in much of
    Europe), comma, tab or bar, with the line ends of any system.

    Each stands for the row that it is in a spreadsheet, so that line breaks within quotes do not shift the numbers.
    Refuses with InvalidInput another encoding or kind of file.
    """
    text = decode_bytes(data)
    told = SEPARATOR_LINE.match(text)
    text = text[told.end() :] if told else text
    delimiter = told[1] if told and told[1] in DELIMITERS else detect_delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=delimiter, strict=True)
    try:
        for number, record in enumerate(reader, start=1):
            yield number, [read_cell(cell) for cell in record]
    except csv.Error as error:
        line = reader.line_num + bool(told)
        raise InvalidInput(f"Line {line} is not proper CSV. Look at its quotes.") from error


def read_cell(cell: str) -> CellText:
    """A cell, unless it holds what a spreadsheet wrote instead of its value."""
    text = cell.strip()
    if ERRORS.fullmatch(text):
        return CellText(fault=f"The cell shows the error {text}.")
    if TOO_NARROW.fullmatch(text):
        return CellText(fault="The column was too narrow for this cell when the file was saved.")
    if SHORTENED.fullmatch(text):
        return CellText(fault=f"A spreadsheet has shortened this number to {text}.")
    return CellText(GUARD.sub("", text))


def decode_bytes(data: bytes) -> str:
    for start, told in OTHER_FORMATS.items():
        if data.startswith(start):
            raise InvalidInput(f"{told} {SAVE_AS}")
    encoding = next((name for bom, name in BOMS.items() if data.startswith(bom)), "") or detect_utf16(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding.startswith("utf-8"):
            place = len(re.findall(rb"\r\n|\r|\n", data[: error.start])) + 1
            raise InvalidInput(f"Line {place} is not UTF-8. {SAVE_AS}") from error
        raise InvalidInput(f"This looks like {encoding.upper()}, but is not. {SAVE_AS}") from error
    if "\0" in text:
        raise InvalidInput(f"This is neither CSV nor XLSX. {SAVE_AS}")
    return text


def detect_utf16(data: bytes) -> str:
    """UTF-16 without its mark shows by every second byte of a heading being zero."""
    if len(data) % 2 == 0 and len(data) >= 4:
        if data[1::2][:20].count(0) == len(data[1::2][:20]):
            return "utf-16-le"
        if data[::2][:20].count(0) == len(data[::2][:20]):
            return "utf-16-be"
    return "utf-8"


def detect_delimiter(text: str) -> str:
    """The one that parts the heading: column names contain none of them."""
    heading = next(iter(text.lstrip().splitlines()), "")
    return max(DELIMITERS, key=heading.count)
