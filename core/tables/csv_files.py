"""Reads CSV files of spreadsheet programs, in the encodings and with the delimiters of all locales and versions."""

import csv
import io
import re
from collections.abc import Iterator

from django.utils.translation import gettext, gettext_lazy

from core.exceptions import InvalidInput
from core.tables.xlsx.cells import CellText

DELIMITERS = ",;\t|"
SEPARATOR_LINE = re.compile(r'"?sep=(.)"?(?:\r\n|\r|\n)', re.IGNORECASE)  # tells Excel the delimiter
# The apostrophe that our exports (core/tables/writing.py) put before text that a spreadsheet would run as a formula,
# such as +43 660 1234567: at the beginning of a line, and in a file that is ours for certain, after each delimiter.
FORMULA_GUARD = re.compile(r"(^|[\r\n])'(?=[\s\"']*[=+\-@＝＋－＠])")
OWN_FORMULA_GUARD = re.compile(r"(^|[,;|\t\r\n])'(?=[\s\"']*[=+\-@＝＋－＠])")
OWN_BEGINNING = b'\xef\xbb\xbf"'  # our exports quote every text, spreadsheet programs only where they must
# Error values of spreadsheets, in English and German.
ERROR_VALUES = re.compile(
    r"#(?:N/A|NV|REF!|BEZUG!|VALUE!|WERT!|DIV/0!|NAME\?|NUM!|ZAHL!|NULL!|SPILL!|CALC!)", re.IGNORECASE
)
NARROW_COLUMN = re.compile(r"#{3,}")  # shown in place of a value that is wider than its column
# From 12 digits on, Excel saves a number in scientific notation: 436601234567 as 4.36601E+11.
SCIENTIFIC_NOTATION = re.compile(r"[+-]?\d[.,]\d{1,5}E\+(?:1[1-9]|[2-9]\d)", re.IGNORECASE)

BOMS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
# Signatures of files that people upload by mistake.
OTHER_FORMATS = {
    b"\xd0\xcf\x11\xe0": gettext_lazy("This is an old Excel file (.xls) or a password-protected one."),
    b"%PDF": gettext_lazy("This is a PDF."),
    b"\x1f\x8b": gettext_lazy("This is a compressed file."),
    b"{\\rtf": gettext_lazy("This is a text document."),
    b"<": gettext_lazy("This is a web page or XML."),
}
SAVE_AS = gettext_lazy("Save the spreadsheet as “CSV UTF-8” or as “Excel workbook (.xlsx)”.")


def read_csv_rows(data: bytes) -> Iterator[tuple[int, list[CellText]]]:
    """Yields the rows of a CSV file, each with its number.

    Accepts UTF-8, UTF-16 and UTF-32, the line endings of any system, and as delimiter a semicolon (Excel's in much of
    Europe), comma, tab or bar. Rows are numbered as in a spreadsheet, so line breaks within quotes do not shift the
    numbers. A file that an export of ours wrote gives the very texts that it was written from. Raises InvalidInput for
    another encoding or kind of file.
    """
    text = decode_bytes(data)
    separator_line = SEPARATOR_LINE.match(text)
    text = text[separator_line.end() :] if separator_line else text
    declared = separator_line[1] if separator_line else ""
    delimiter = declared if declared and declared in DELIMITERS else detect_delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=delimiter, strict=True)
    read = read_own_cell if data.startswith(OWN_BEGINNING) else read_cell
    try:
        for number, record in enumerate(reader, start=1):
            yield number, [read(cell) for cell in record]
    except csv.Error as error:
        line = reader.line_num + bool(separator_line)
        message = gettext("Line %(number)s is not valid CSV. Check its quotation marks.") % {"number": line}
        raise InvalidInput(message) from error


def read_cell(cell: str) -> CellText:
    """The text of a cell, or an error if the spreadsheet saved something other than the value."""
    text = cell.strip()
    if ERROR_VALUES.fullmatch(text):
        return CellText(error=gettext("The cell shows the error %(error)s.") % {"error": text})
    if NARROW_COLUMN.fullmatch(text):
        return CellText(error=gettext("The column was too narrow for this cell when the file was saved."))
    if SCIENTIFIC_NOTATION.fullmatch(text):
        return CellText(error=gettext("A spreadsheet has shortened this number to %(number)s.") % {"number": text})
    return CellText(FORMULA_GUARD.sub(r"\1", text))


def read_own_cell(cell: str) -> CellText:
    """The text of a cell of our own export, in which `#N/A` is what somebody has written."""
    return CellText(OWN_FORMULA_GUARD.sub(r"\1", cell).strip())


def decode_bytes(data: bytes) -> str:
    """The text of a file. Raises InvalidInput for a file of another format, or in another encoding than
    `read_csv_rows` lists."""
    for start, description in OTHER_FORMATS.items():
        if data.startswith(start):
            raise InvalidInput(advise(str(description)))
    marked = next((name for bom, name in BOMS.items() if data.startswith(bom)), "")
    encoding = marked or detect_encoding_without_bom(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding.startswith("utf-8"):
            line = len(re.findall(rb"\r\n|\r|\n", data[: error.start])) + 1
            raise InvalidInput(advise(gettext("Line %(number)s is not UTF-8.") % {"number": line})) from error
        problem = gettext("This looks like %(encoding)s, but is not.") % {"encoding": encoding.upper()}
        raise InvalidInput(advise(problem)) from error
    if "\0" in text:
        raise InvalidInput(advise(gettext("This is neither CSV nor XLSX.")))
    return text


def advise(problem: str) -> str:
    """What is wrong with a file, and how to save it."""
    return f"{problem} {SAVE_AS}"


def detect_encoding_without_bom(data: bytes) -> str:
    """UTF-16 if every second byte of the header is zero, as in ASCII text in that encoding; otherwise UTF-8."""
    if len(data) % 2 == 0 and len(data) >= 4:
        if data[1::2][:20].count(0) == len(data[1::2][:20]):
            return "utf-16-le"
        if data[::2][:20].count(0) == len(data[::2][:20]):
            return "utf-16-be"
    return "utf-8"


def detect_delimiter(text: str) -> str:
    """The candidate that is most frequent in the header: names of columns contain none."""
    header = next(iter(text.lstrip().splitlines()), "")
    return max(DELIMITERS, key=header.count)
