"""Reading spreadsheets: every file gives rows or an error in one sentence."""

from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.exceptions import InvalidInput
from core.tables import reading
from core.tables.headings import fold_heading, get_column_letters, label_headings
from core.tables.reading import ImportRow, read_sheet, read_table
from core.tables.writing import build_csv
from tests.spreadsheets import build_xlsx

COLUMNS = ("email", "name", "phone", "expires_on")


def read_bytes(data: bytes, required: tuple[str, ...] = ("email",)) -> list[ImportRow]:
    return read_table(data, columns=COLUMNS, required=required, days=("expires_on",))


def read_cells(data: bytes) -> list[dict[str, str]]:
    return [row.cells for row in read_bytes(data)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_csv_is_read_however_excel_writes_it(delimiter: str, encoding: str, newline: str) -> None:
    rows = [["E-mail", "Name"], ["ö@x.example", '"Zoë, Müller; Jr"']]
    data = newline.join(delimiter.join(row) for row in rows).encode(encoding)

    assert read_cells(data) == [{"email": "ö@x.example", "name": "Zoë, Müller; Jr"}]


def test_the_heading_may_be_in_any_order_and_case_with_stars() -> None:
    assert read_cells(b"Name, EMAIL *,Expires On\nAnn,a@x,2027-01-31\n") == [
        {"name": "Ann", "email": "a@x", "expires_on": "2027-01-31"}
    ]


def test_a_row_with_more_cells_than_the_heading_is_refused_and_the_others_are_read() -> None:
    first, second = read_bytes(b"email,name\na@x,Lee, Ann\nb@x,Ray\n")

    assert first.errors == {
        "row": ["The row has more cells than the header. Is a text with a comma or semicolon in quotes?"]
    }
    assert (second.cells, second.errors) == ({"email": "b@x", "name": "Ray"}, {})


def test_columns_without_a_heading_are_named_by_their_letters_and_repeated_ones_by_number() -> None:
    sheet = read_sheet(b"Phone,,Phone, phone ,\n1,2,3,4,\n")

    assert sheet.labels == ("Phone", "Column B", "Phone (2)", "phone", "Column E")
    assert sheet.named_columns == {"Phone": 0, "Column B": 1, "Phone (2)": 2, "phone": 3}
    assert label_headings(["Column B", "", "x" * 100]) == ("Column B", "Column B (2)", "x" * 79 + "…")
    assert [get_column_letters(index) for index in (0, 25, 26, 49)] == ["A", "Z", "AA", "AX"]


def test_a_column_of_a_workbook_may_have_no_heading_at_all() -> None:
    sheet = read_sheet(build_xlsx([["email"], ["a@x"], ["b@x", "a note"]]))

    assert sheet.named_columns == {"email": 0, "Column B": 1}
    assert sheet.list_samples(1, 3) == ["a note"]


def test_headings_are_compared_without_case_accents_and_signs() -> None:
    assert {fold_heading(text) for text in ("E-Mail *", "e mail", "ÉMAIL", "e_mail")} == {"email"}
    assert fold_heading("Straße") == "strasse"


def test_blank_rows_are_left_out_and_count() -> None:
    assert [row.number for row in read_bytes(b"email\n\na@x\n , \nb@x\n".replace(b" , ", b" "))] == [3, 5]


def test_a_line_break_in_quotes_does_not_shift_the_numbers() -> None:
    assert [row.number for row in read_bytes(b'email,name\na@x,"A\nB"\nb@x,C\n')] == [2, 3]


def test_the_apostrophe_of_our_own_lists_is_taken_off_again() -> None:
    assert read_cells(b"email,name,phone\na@x,'Neil,'+43 1\n") == [{"email": "a@x", "name": "'Neil", "phone": "+43 1"}]


@given(st.lists(st.text("a'\"=+-@,;|\n ＝", min_size=1).filter(str.strip), min_size=1, max_size=3))
def test_whatever_our_own_export_writes_comes_back_as_it_was(texts: list[str]) -> None:
    data = build_csv([["Email", "Name"], *(["a@x", text] for text in [*texts, "#N/A", "4.36601E+11"])])

    assert [cells["name"] for cells in read_cells(data)] == [text.strip() for text in [*texts, "#N/A", "4.36601E+11"]]


def test_an_apostrophe_within_a_line_of_another_file_stays() -> None:
    assert read_cells(b"email;name\na@x;\"a,'-5'\n'- b\"\n") == [{"email": "a@x", "name": "a,'-5'\n- b"}]


def test_the_cells_of_an_xlsx_become_what_its_author_saw() -> None:
    data = build_xlsx(
        [
            ["email", "name", "phone", "expires_on"],
            ["a@x", True, 436601234567, date(2027, 12, 31)],
            ["b@x", None, 1.5, datetime(2027, 12, 31, 8, 30)],
            ["c@x", "  Ann\u00a0Lee ", 7.0, "2027-12-31"],
        ]
    )

    assert read_cells(data) == [
        {"email": "a@x", "name": "TRUE", "phone": "436601234567", "expires_on": "2027-12-31"},
        {"email": "b@x", "name": "", "phone": "1.5", "expires_on": "2027-12-31 08:30:00"},
        {"email": "c@x", "name": "Ann Lee", "phone": "7", "expires_on": "2027-12-31"},
    ]


def test_a_formula_is_read_as_its_value_and_never_run() -> None:
    """openpyxl writes a formula without its value, so there is none to read; the formula itself is not text either."""
    [row] = read_bytes(build_xlsx([["email", "name"], ["a@x", '=HYPERLINK("http://evil.example")']]))

    assert row.cells == {"email": "a@x", "name": ""}
    assert row.errors["name"][0].startswith("This is a formula whose value is not stored in the file.")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"email\n", "no rows"),
        (b"email,email\na,b\n", "duplicate column"),
        (b"email,password\na,b\n", "“password” is unknown. Allowed columns: email, name"),
        (b"name\nAnn\n", "lacks these columns: email"),
        (b"email,\na@x,b\n", "“Column B” is unknown"),
        (b'email\n"a@x\n', "Line 2 is not valid CSV"),
        ("email,name\na@x,Müller\n".encode("cp1252"), "Line 2 is not UTF-8"),
        ("email,name\ra@x,Müller\r".encode("mac-roman"), "Line 2 is not UTF-8"),
        ("email\na@x\n".encode("utf-16")[:-1], "looks like UTF-16, but is not"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "an old Excel file (.xls)"),
        (b"<html><table><tr><td>email", "a web page"),
        (b"%PDF-1.7", "a PDF"),
        (b"email\na\0@x\n", "neither CSV nor XLSX"),
        (b"email\n" + b"x" * 10_001, "Row 2 has a cell of more than"),
        (b"email\n" + b"x" * 200_000, "Line 2 is not valid CSV"),
        (b"x" * (reading.MAX_FILE_BYTES + 1), "larger than 2 MB"),
        (b"email\n" + b"a@x\n" * 5001, "more than 5000 rows"),
        (b"email\n" + b"\n" * 30_000 + b"a@x", "more than 5000 rows"),
        (b"PK\x03\x04 no archive", "cannot be read as XLSX"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_in_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=r".*") as error:
        read_bytes(data)
    assert sentence in error.value.message


@pytest.mark.parametrize("newline", ["\r", "\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("separator", ["", "sep=;", '"sep=;"', "SEP=;"])
def test_a_csv_of_any_system_is_read(newline: str, encoding: str, separator: str) -> None:
    rows = [*([separator] if separator else []), "email;name", 'ö@x.example;"Zoë; ""Jr"""', ""]

    assert read_cells(newline.join(rows).encode(encoding)) == [{"email": "ö@x.example", "name": 'Zoë; "Jr"'}]


def test_a_told_separator_is_believed_even_when_the_heading_looks_different() -> None:
    assert read_cells(b"sep=\t\r\nemail\tname\r\na@x\tLee, Ann; Jr\r\n") == [{"email": "a@x", "name": "Lee, Ann; Jr"}]


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("#N/A", "shows the error #N/A"),
        ("#BEZUG!", "shows the error #BEZUG!"),
        ("######", "too narrow"),
        ("4.36601E+11", "shortened this number"),
        ("4,36601E+11", "shortened this number"),
    ],
)
def test_what_a_spreadsheet_wrote_instead_of_a_value_refuses_the_cell(cell: str, sentence: str) -> None:
    [row] = read_bytes(f"email;phone\na@x;{cell}\n".encode())

    assert row.cells == {"email": "a@x", "phone": ""}
    [text] = row.errors["phone"]
    assert sentence in text
    assert "Format the column “phone” as text" in text


@given(st.binary(max_size=300) | st.binary(max_size=300).map(b"PK\x03\x04".__add__) | st.text().map(str.encode))
def test_no_bytes_do_anything_but_give_rows_or_a_sentence(data: bytes) -> None:
    with suppress(InvalidInput):
        assert read_bytes(data)
