"""Cells are read as their author saw them, or rejected with a reason."""

from contextlib import suppress
from datetime import date, time, timedelta
from itertools import product
from typing import Any

import pytest
from django.utils.translation import get_language, override

from core.exceptions import InvalidInput
from core.tables.reading import ImportRow, read_table
from core.tables.xlsx import format_codes
from core.tables.xlsx.format_codes import UnreadableCell
from core.tables.xlsx.numbers import render_number
from tests.core.xlsx.parts import NAMESPACE, build_raw_xlsx, build_row
from tests.spreadsheets import build_xlsx

HEADING = build_row("email", "name", "day")


def read_first_row(data: bytes) -> ImportRow:
    [row] = read_table(data, columns=("email", "name", "day"), required=("email",), days=("day",))
    return row


def read_name_cell(cell: str, *formats: str, **parts: str) -> ImportRow:
    return read_first_row(build_raw_xlsx(HEADING + build_row("a@x", cell), formats=list(formats), **parts))


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        ("0.78", "0%", "78%"),
        ("0.785", "0.0%", "78.5%"),
        ("-0.05", "0%", "-5%"),
        ("21", "0000", "0021"),
        ("6601234567", "00000000000", "06601234567"),
        ("6601234567", "+43 000 0000000", "+43 660 1234567"),
        ("436601234567", r"\+00\ 000\ 0000000", "+43 660 1234567"),
        ("5551234567", "[<=9999999]###-####;(###) ###-####", "(555) 123-4567"),
        ("5551234", "[<=9999999]###-####;(###) ###-####", "555-1234"),
        ("1234567.891", "#,##0.00", "1,234,567.89"),
        ("12345678", "0.0,,", "12.3"),
        ("1234.5", r'_-* #,##0.00\ "€"_-;\-* #,##0.00\ "€"_-;_-* "-"??\ "€"_-;_-@_-', "1,234.50 €"),
        ("0", r'_-* #,##0.00\ "€"_-;\-* #,##0.00\ "€"_-;_-* "-"??\ "€"_-;_-@_-', "-   €"),
        ("9.5", "[$€-407] #,##0.00", "€ 9.50"),
        ("-5.5", "0.00;[Red](0.00)", "(5.50)"),
        ("-5.5", "0.0", "-5.5"),
        ("0.5", "# ?/?", "1/2"),
        ("1.25", "# ??/??", "1 1/4"),
        ("2.125", "# ?/8", "2 1/8"),
        ("3", "# ?/?", "3"),
        ("0.99", "# ?/?", "1"),
        ("123456789012", "0.00E+00", "1.23E+11"),
        ("12345", "##0.0E+0", "12.3E+3"),
        ("0.00012", "0.0E-0", "1.2E-4"),
        ("1013.25", '0.00" hPa"', "1013.25 hPa"),
        ("65", '"FL"000', "FL065"),
        ("1", '"yes";;"no"', "yes"),
        ("0", '"yes";;"no"', "no"),
        ("0.30000000000000004", "General", "0.3"),
        ("0.333333333333333", "General", "0.333333333"),
        ("436601234567", "General", "436601234567"),
        ("999999999999999", "General", "999999999999999"),
        ("-12", "General", "-12"),
        ("12", 'General" kt"', "12 kt"),
        ("2.5", "0", "3"),
        ("0.875", "h:mm", "21:00"),
        ("0.8541666666666666", "h:mm", "20:30"),
        ("0.875", "h:mm AM/PM", "9:00 PM"),
        ("0.875", "h:mm:ss", "21:00"),
        ("0.875012", "h:mm:ss", "21:00:01"),
        ("0.875", "hh:mm:ss", "21:00:00"),
        ("1.5", "[h]:mm", "36:00"),
        ("0.0001", "mm:ss.0", "00:08.6"),
        ("46296", "yyyy-mm-dd", "2026-10-01"),
        ("46296.5", "dd.mm.yyyy hh:mm", "01.10.2026 12:00"),
        ("46296", "[$-409]d-mmm-yyyy", "1-Oct-2026"),
        ("46296", "[$-809]dddd d mmmm yyyy", "Thursday 1 October 2026"),
        ("59", "yyyy-mm-dd", "1900-02-28"),
        ("61", "yyyy-mm-dd", "1900-03-01"),
    ],
)  # fmt: skip
def test_a_number_is_read_under_its_format(value: str, code: str, shown: str) -> None:
    line = read_name_cell(f'<c s="1"><v>{value}</v></c>', code)

    assert (line.cells["name"], line.errors) == (shown, {})


@pytest.mark.parametrize(
    ("value", "code", "sentence"),
    [
        ("46296", "d-mmm", "depends on the language"),
        ("46296", "dd/mm/yyyy", "depends on the language"),
        ("46296", "14", "depends on the language"),
        ("46296", "[$-F800]dddd, mmmm dd, yyyy", "depends on the language"),
        ("9.5", "44", "depends on the language"),
        ("1234567890123456", "0", "more than 15 digits"),
        ("1E+20", "General", "more than 15 digits"),
        ("5", ";;;", "hides its value"),
        ("5", "[DBNum1]0", "is not supported"),
        ("5", "0 Stück", "is not supported"),
        ("60", "yyyy-mm-dd", "not a date"),
        ("-1", "yyyy-mm-dd", "not a date"),
        ("9999999", "yyyy-mm-dd", "not a date"),
        ("1E+400", "0", "no valid number"),
        ("twelve", "0", "no valid number"),
        ("NaN", "0", "no valid number"),
        ("5", "0" * 300, "too long"),
    ],
)
def test_what_nobody_can_tell_refuses_the_cell_and_names_the_column(value: str, code: str, sentence: str) -> None:
    line = read_name_cell(f'<c s="1"><v>{value}</v></c>', code)

    [text] = line.errors["name"]
    assert sentence in text
    assert text.endswith("Format the column “name” as text and enter the value again.")
    assert line.cells["name"] == ""


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ('<c t="b"><v>1</v></c>', "TRUE"),
        ('<c t="b"><v>0</v></c>', "FALSE"),
        ('<c t="s"><v>0</v></c>', "Zoë Lee"),
        ('<c t="inlineStr"><is><r><t>Ann </t></r><r><rPr><b/></rPr><t>Lee</t></r></is></c>', "Ann Lee"),
        ('<c t="str"><f>A1&amp;"x"</f><v>joined</v></c>', "joined"),
        ('<c t="str"><f>""</f><v></v></c>', ""),
        ("<c><f>6*7</f><v>42</v></c>", "42"),
        ('<c t="d"><v>2027-12-31T00:00:00</v></c>', "46752"),
        ('<c t="inlineStr"><is><t>a_x000D_\nb</t></is></c>', "a\nb"),
        ('<c s="1"/>', ""),
    ],
)
def test_a_cell_of_another_kind_is_read_too(cell: str, shown: str) -> None:
    strings = '<si><r><t>Zoë</t></r><r><t xml:space="preserve"> Lee</t></r><rPh sb="0" eb="1"><t>zo</t></rPh></si>'

    line = read_name_cell(cell, strings=strings)

    assert (line.cells.get("name", ""), line.errors) == (shown, {})


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ('<c t="e"><v>#N/A</v></c>', "shows the error #N/A"),
        ('<c t="e"><f>1/0</f><v>#DIV/0!</v></c>', "shows the error #DIV/0!"),
        ("<c><f>A1</f></c>", "formula whose value is not stored"),
        ("<c><f>A1</f><v/></c>", "formula whose value is not stored"),
        ('<c t="str"><f>A1</f></c>', "formula whose value is not stored"),
        ('<c><f t="shared" si="0"/><v/></c>', "formula whose value is not stored"),
        ('<c t="s"><v>7</v></c>', "has no text for this cell"),
        ('<c t="s"><v>-1</v></c>', "has no text for this cell"),
    ],
)
def test_a_cell_without_a_value_refuses_the_row(cell: str, sentence: str) -> None:
    assert sentence in read_name_cell(cell).errors["name"][0]


def test_text_under_a_format_for_text_is_read_with_what_the_format_adds() -> None:
    assert read_name_cell('<c s="1" t="inlineStr"><is><t>Lee</t></is></c>', '0;0;0;"Cpt "@').cells["name"] == "Cpt Lee"


@pytest.mark.parametrize("code", ["d-mmm", "14", "dd/mm/yyyy", "yyyy-mm-dd", "[$-F800]dddd"])
def test_a_date_in_a_column_of_dates_is_that_date_however_it_is_shown(code: str) -> None:
    line = read_first_row(
        build_raw_xlsx(HEADING + build_row("a@x", "Ann", '<c s="1"><v>46387</v></c>'), formats=[code])
    )

    assert (line.cells["day"], line.errors) == ("2026-12-31", {})


def test_dates_of_a_workbook_that_counts_from_1904_are_right() -> None:
    cell = '<c s="1"><v>44926</v></c>'
    data = build_raw_xlsx(
        HEADING + build_row("a@x", "Ann", cell), formats=["14"], properties='<workbookPr date1904="1"/>'
    )

    assert read_first_row(data).cells["day"] == "2027-01-01"


def test_values_that_a_program_writes_are_read_as_a_spreadsheet_shows_them() -> None:
    rows: list[list[Any]] = [
        ["email", "name", "day"],
        ["a@x", time(21, 0), date(2027, 1, 31)],
        ["b@x", timedelta(hours=36), None],
    ]

    lines = read_table(build_xlsx(rows), columns=("email", "name", "day"), required=("email",), days=("day",))

    assert [line.cells for line in lines] == [
        {"email": "a@x", "name": "21:00", "day": "2027-01-31"},
        {"email": "b@x", "name": "36:00:00"},
    ]


PIECES = ["0", "#", "?", ".", ",", "%", "/", "E+", "E-", "@", "m", "s", "h", "[h]", ";", '"x"', "General", "y", "8"]


@pytest.mark.parametrize("first", PIECES)
def test_no_format_does_anything_but_show_or_refuse(first: str) -> None:
    for second, third, value in product(PIECES, PIECES, ("0", "-1.5", "0.99999999", "123456.789")):
        with suppress(UnreadableCell):
            assert isinstance(render_number(value, first + second + third), str)


@pytest.mark.parametrize("range", ["B2:B3", "B2:C2"])
def test_merged_cells_are_refused_for_all_but_one_of_them_would_be_read_as_empty(range: str) -> None:
    sheet = (
        f"<worksheet {NAMESPACE}><sheetData>{HEADING}{build_row('a@x', 'A')}{build_row('b@x')}</sheetData>"
        f'<mergeCells count="1"><mergeCell ref="{range}"/></mergeCells></worksheet>'
    )

    with pytest.raises(InvalidInput, match=f"The cells {range} are merged"):
        read_table(
            build_raw_xlsx("", xl__worksheets__sheet1_xml=sheet), columns=("email", "name", "day"), required=("email",)
        )


def test_why_a_format_is_not_read_is_said_to_each_reader_in_their_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(format_codes, "gettext", lambda text: f"{get_language()}: {text}")

    for language in ("de", "fr", "de"):
        with override(language), pytest.raises(UnreadableCell, match=f"^{language}: Its format “Q” is not supported"):
            render_number("1", "Q")
