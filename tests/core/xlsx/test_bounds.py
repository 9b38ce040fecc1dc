"""Small files that would unpack to much cost little."""

import time
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest

from core.exceptions import InvalidInput
from core.tables.reading import read_table
from core.tables.xlsx import archive as bounds
from core.units import MEBIBYTE
from tests.core.xlsx.parts import build_archive, build_raw_xlsx, build_row
from tests.spreadsheets import build_xlsx

HEADING = build_row("email", "name")
MANY = 1_700_000
COLUMNS = [f"c{n}" for n in range(10)]
TOO_LARGE = "The unpacked file is too large"


def get_rejection(data: bytes) -> str:
    with pytest.raises(InvalidInput) as error:
        read_table(data, columns=("email", "name"), required=("email",))
    return error.value.message


BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "3 million empty rows": (lambda: build_raw_xlsx(HEADING + "<row/>" * 3_000_000), "beyond row 20000"),
    "1.7 million shared strings": (lambda: build_raw_xlsx(HEADING, strings="<si/>" * MANY), TOO_LARGE),
    "1.7 million shared texts": (lambda: build_raw_xlsx(HEADING, strings="<si><t>a</t></si>" * MANY), TOO_LARGE),
    "a row of 500 000 values": (
        lambda: build_raw_xlsx(HEADING + build_row(*["<c><v>1</v></c>"] * 500_000)),
        "first 50 columns",
    ),
    "a row of 500 000 blanks": (lambda: build_raw_xlsx(HEADING + build_row(*["<c/>"] * 500_000)), "cannot be read"),
    "one cell again and again": (
        lambda: build_raw_xlsx(HEADING + build_row(*['<c r="A2"/>'] * 500_000)),
        "cannot be read",
    ),
    "a cell in the last row": (
        lambda: build_raw_xlsx(HEADING + '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'),
        "beyond row 20000",
    ),
    "a cell in the last column": (
        lambda: build_raw_xlsx(HEADING + '<row r="2"><c r="XFD2"><v>1</v></c></row>'),
        "50 columns",
    ),
    "a cell beyond the last column": (
        lambda: build_raw_xlsx(HEADING + '<row r="2"><c r="ZZZ2"><v>1</v></c></row>'),
        "be read",
    ),
    "40 MB of spaces": (lambda: build_raw_xlsx(HEADING + " " * 40_000_000), TOO_LARGE),
    "40 MB in a cell": (lambda: build_raw_xlsx(HEADING + build_row("a" * 40_000_000)), TOO_LARGE),
    "40 MB of references in a cell": (lambda: build_raw_xlsx(HEADING + build_row("&#65;" * 6_000_000)), TOO_LARGE),
    "40 MB in an attribute": (lambda: build_raw_xlsx(f'<row spans="{"1" * 40_000_000}"/>'), TOO_LARGE),
    "200 000 attributes": (
        lambda: build_raw_xlsx("<row " + " ".join(f"a{n}='1'" for n in range(200_000)) + "/>"),
        TOO_LARGE,
    ),
    "200 000 floors": (lambda: build_raw_xlsx("<row>" * 200_000), TOO_LARGE),
    "3 million fonts": (
        lambda: build_raw_xlsx(HEADING, xl__styles_xml="<x>" + "<font/>" * 3_000_000 + "</x>"),
        TOO_LARGE,
    ),
    "3 million styles": (
        lambda: build_raw_xlsx(HEADING, xl__styles_xml="<x><cellXfs>" + "<xf/>" * 3_000_000 + "</cellXfs></x>"),
        TOO_LARGE,
    ),
    "15 000 parts": (lambda: build_archive({f"{n}": b"" for n in range(15_000)}), TOO_LARGE),
    "entities that multiply": (
        lambda: build_raw_xlsx(
            "", xl__worksheets__sheet1_xml='<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><a>&b;</a>'
        ),
        "cannot be read",
    ),
    "an archive in the place of a sheet": (
        lambda: build_archive({"xl/workbook.xml": build_xlsx([["email"], ["a@x"]])}),
        "cannot be read",
    ),
    "another compression": (lambda: build_archive({"_rels/.rels": b"<a/>"}, zipfile.ZIP_LZMA), "cannot be read"),
}


@pytest.fixture(scope="module")
def measured_seconds() -> float:
    """The CPU time for reading five thousand rows of ten columns on this machine."""
    data = build_honest_table()
    started = time.process_time()
    read_table(data, columns=COLUMNS, required=COLUMNS)
    return time.process_time() - started


def build_honest_table() -> bytes:
    return build_xlsx([COLUMNS, *([f"{column} {n}" for column in COLUMNS] for n in range(5000))])


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_a_sentence_and_costs_no_more_than_an_honest_table(
    name: str, measured_seconds: float
) -> None:
    make, sentence = BOMBS[name]
    data = make()
    assert len(data) < 2 * MEBIBYTE
    started = time.process_time()
    message = get_rejection(data)
    seconds = time.process_time() - started

    assert sentence in message
    assert seconds < 4 * measured_seconds


@pytest.mark.parametrize(
    "name", ["3 million empty rows", "40 MB of spaces", "40 MB in a cell", "40 MB in an attribute"]
)
def test_a_bomb_is_refused_in_little_memory(name: str) -> None:
    data = BOMBS[name][0]()
    tracemalloc.start()
    get_rejection(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 4 * MEBIBYTE


def test_what_an_archive_says_about_its_sizes_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MAX_UNPACKED_BYTES", 100_000)
    bomb = build_raw_xlsx(HEADING + " " * 200_000)
    at = bomb.rindex(b"PK\x01\x02")  # the last entry of the directory; find the sheet's
    while b"sheet1.xml" not in bomb[at : at + 100]:
        at = bomb.rindex(b"PK\x01\x02", 0, at)
    lying = bomb[: at + 24] + (1000).to_bytes(4, "little") + bomb[at + 28 :]

    assert TOO_LARGE in get_rejection(bomb)
    assert "cannot be read as XLSX" in get_rejection(lying)


def test_parts_that_nobody_reads_cost_nothing() -> None:
    data = build_raw_xlsx(HEADING + build_row("a@x"), xl__media__a_xml="\0" * 50_000_000)

    assert len(read_table(data, columns=("email", "name"), required=("email",))) == 1


def test_rows_beyond_what_a_sheet_claims_are_read() -> None:
    sheet = '<worksheet><dimension ref="A1:A1"/><sheetData>{}</sheetData></worksheet>'
    data = build_raw_xlsx("", xl__worksheets__sheet1_xml=sheet.format(HEADING + build_row("a@x") + build_row("b@x")))

    assert len(read_table(data, columns=("email", "name"), required=("email",))) == 2


def test_a_sheet_that_claims_everything_is_read_as_far_as_it_goes() -> None:
    sheet = '<worksheet><dimension ref="A1:XFD1048576"/><sheetData>{}</sheetData></worksheet>'
    data = build_raw_xlsx("", xl__worksheets__sheet1_xml=sheet.format(HEADING + build_row("a@x")))

    assert len(read_table(data, columns=("email", "name"), required=("email",))) == 1


def test_five_thousand_rows_of_ten_columns_are_read() -> None:
    lines = read_table(build_honest_table(), columns=COLUMNS, required=COLUMNS)

    assert len(lines) == 5000
    assert lines[-1].cells["c9"] == "c9 4999"
