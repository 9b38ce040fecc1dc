"""Reading tables: every file gives rows or a sentence."""

import io
import zipfile
from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import sheets
from config.refusals import Invalid
from config.sheets import Line, read_table
from tests.sheets import xlsx_file

COLUMNS = ("email", "name", "phone", "expires_on")


def read(data: bytes, required: tuple[str, ...] = ("email",)) -> list[Line]:
    return read_table(data, columns=COLUMNS, required=required)


def cells(data: bytes) -> list[dict[str, str]]:
    return [line.cells for line in read(data)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_csv_is_read_however_excel_writes_it(delimiter: str, encoding: str, newline: str) -> None:
    rows = [["E-mail", "Name"], ["ö@x.example", '"Zoë, Müller; Jr"']]
    data = newline.join(delimiter.join(row) for row in rows).encode(encoding)

    assert cells(data) == [{"email": "ö@x.example", "name": "Zoë, Müller; Jr"}]


def test_the_heading_may_be_in_any_order_and_case_with_stars() -> None:
    assert cells(b"Name, EMAIL *,Expires On\nAnn,a@x,2027-01-31\n") == [
        {"name": "Ann", "email": "a@x", "expires_on": "2027-01-31"}
    ]


def test_blank_rows_are_left_out_and_count() -> None:
    assert [line.number for line in read(b"email\n\na@x\n , \nb@x\n".replace(b" , ", b" "))] == [3, 5]


def test_a_line_break_in_quotes_does_not_shift_the_numbers() -> None:
    assert [line.number for line in read(b'email,name\na@x,"A\nB"\nb@x,C\n')] == [2, 3]


def test_the_apostrophe_of_our_own_lists_is_taken_off_again() -> None:
    assert cells(b"email,name,phone\na@x,'Neil,'+43 1\n") == [{"email": "a@x", "name": "'Neil", "phone": "+43 1"}]


def test_the_cells_of_an_xlsx_become_what_a_person_would_type() -> None:
    data = xlsx_file(
        [
            ["email", "name", "phone", "expires_on"],
            ["a@x", True, 436601234567, date(2027, 12, 31)],
            ["b@x", None, 1.5, datetime(2027, 12, 31, 8, 30)],
            ["c@x", "  Ann\u00a0Lee ", 7.0, "2027-12-31"],
        ]
    )

    assert cells(data) == [
        {"email": "a@x", "name": "true", "phone": "436601234567", "expires_on": "2027-12-31"},
        {"email": "b@x", "name": "", "phone": "1.5", "expires_on": "2027-12-31 08:30:00"},
        {"email": "c@x", "name": "Ann Lee", "phone": "7", "expires_on": "2027-12-31"},
    ]


def test_a_formula_is_read_as_its_value_and_never_run() -> None:
    """openpyxl writes no value beside the formula, so there is none to read; the formula itself is not text either."""
    assert cells(xlsx_file([["email", "name"], ["a@x", '=HYPERLINK("http://evil.example")']])) == [
        {"email": "a@x", "name": ""}
    ]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"email\n", "no rows"),
        (b"email,email\na,b\n", "twice"),
        (b"email,password\na,b\n", "“password” is not known. Possible are: email, name"),
        (b"name\nAnn\n", "lacks: email"),
        (b"email\na@x,b\n", "Row 2 has a cell outside"),
        (b"email,\na@x,b\n", "Row 2 has a cell outside"),
        (b'email\n"a@x\n', "Line 2 is not proper CSV"),
        ("email,name\na@x,Müller\n".encode("cp1252"), "Line 2 is not UTF-8"),
        ("email\na@x\n".encode("utf-16"), "neither CSV in UTF-8 nor XLSX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "neither CSV in UTF-8 nor XLSX"),
        (b"email\na\0@x\n", "neither CSV in UTF-8 nor XLSX"),
        (b"email\n" + b"x" * 10_001, "Row 2 has a cell of more than"),
        (b"email\n" + b"x" * 200_000, "Line 2 is not proper CSV"),
        (b"x" * (sheets.MAX_FILE_BYTES + 1), "larger than 2 MB"),
        (b"email\n" + b"a@x\n" * 5001, "more than 5000 rows"),
        (b"email\n" + b"\n" * 30_000 + b"a@x", "more than 5000 rows"),
        (b"PK\x03\x04 no archive", "cannot be read as XLSX"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_in_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(Invalid, match=r".*") as refusal:
        read(data)
    assert sentence in refusal.value.message


def repacked(data: bytes, **parts: bytes) -> bytes:
    """An XLSX with some of its parts replaced."""
    names = {name.replace("_", "."): content for name, content in parts.items()}
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, names.get(info.filename.rpartition("/")[2], old.read(info)))
    return file.getvalue()


SHEET = xlsx_file([["email"], ["a@x"]])
ROWS = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s<sheetData>%s</sheetData></worksheet>'


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = repacked(SHEET, sheet1_xml=b" " * (sheets.MAX_UNPACKED_BYTES + 1))
    assert len(bomb) < 100_000

    with pytest.raises(Invalid, match="unpacks to more"):
        read(bomb)


def test_an_archive_that_lies_about_its_size_is_refused() -> None:
    bomb = repacked(SHEET, sheet1_xml=b" " * 40_000_000)
    at = bomb.rindex(b"PK\x01\x02")  # the last entry of the directory; find ours
    while b"sheet1.xml" not in bomb[at : at + 100]:
        at = bomb.rindex(b"PK\x01\x02", 0, at)
    lying = bomb[: at + 24] + (1000).to_bytes(4, "little") + bomb[at + 28 :]

    with pytest.raises(Invalid):
        read(lying)


def test_entities_that_multiply_are_refused() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>' + ROWS % (b"", b"<row><c><v>&b;</v></c></row>")

    with pytest.raises(Invalid, match="cannot be read as XLSX"):
        read(repacked(SHEET, sheet1_xml=bomb))


def test_a_sheet_that_claims_a_million_rows_and_columns_is_read_no_further_than_a_table_goes() -> None:
    far = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    head = b'<row r="1"><c r="A1" t="inlineStr"><is><t>email</t></is></c></row>'

    with pytest.raises(Invalid):
        read(repacked(SHEET, sheet1_xml=ROWS % (b'<dimension ref="A1:XFD1048576"/>', head + far)))


def test_rows_beyond_what_a_sheet_claims_are_read() -> None:
    rows = b"".join(
        b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>%s</t></is></c></row>' % (n, n, text)
        for n, text in ((1, b"email"), (2, b"a@x"), (3, b"b@x"))
    )

    assert len(read(repacked(SHEET, sheet1_xml=ROWS % (b'<dimension ref="A1:A1"/>', rows)))) == 2


@given(st.binary(max_size=300) | st.binary(max_size=300).map(b"PK\x03\x04".__add__) | st.text().map(str.encode))
def test_no_bytes_do_anything_but_give_rows_or_a_sentence(data: bytes) -> None:
    with suppress(Invalid):
        assert read(data)
