"""The students list as `.csv` and `.xlsx`."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from core.tables import responses
from core.tables.reading import read_table
from core.tables.responses import build_table_response
from core.tables.writing import CSV, XLSX, Cell, OutputRow
from tests import factories as make
from tests.trainings.students.conftest import LIST, create_student
from tests.trainings.students.test_list import add_work
from tests.world import Client, World
from trainings.endpoints.students import spreadsheet
from trainings.models import Enrollment


def build_content(format: str, header: Sequence[str], rows: Sequence[OutputRow]) -> bytes:
    response: Any = build_table_response(format, "x", header, rows)
    content: bytes = response.content
    return content


def parse_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def parse_xlsx(content: bytes) -> list[list[Any]]:
    return [list(row) for row in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)]


def test_both_files_tell_what_the_list_tells(maria: Client, enrollment: Enrollment, list_rows: Any) -> None:
    Enrollment.objects.update(flight_phase="Solo")
    add_work(enrollment)
    (row,) = list_rows()

    (as_csv,) = parse_csv(maria.get(f"{LIST}.csv").content)[1:]
    (as_xlsx,) = parse_xlsx(maria.get(f"{LIST}.xlsx").content)[1:]

    cells = dict(zip(spreadsheet.HEADER, as_csv, strict=True))
    assert (cells["Surname"], cells["Name"], cells["Role"], cells["Type"]) == ("Student", "Sam", "Student", "Classroom")
    assert (cells["Enrolled"], cells["Last flight"]) == ("2026-03-18", row["LastFlight"]["date"])
    assert (cells["State"], row["TrainingsUser"]["state"]) == ("Ongoing", "ONGOING")
    assert (cells["Last mission"], cells["Phase"]) == (row["LastFlight"]["name"], row["Phase"])
    numbers = {
        "Ground school done": row["Lessons"]["completed"],
        "Ground school in all": row["Lessons"]["total"],
        "Flights done": row["FlightProgress"]["completed"],
        "Flights in all": row["FlightProgress"]["total"],
        "Classes given": row["Attendance"]["given"],
        "Classes attended": row["Attendance"]["taken"],
        "Attendance %": row["Attendance"]["percentage"],
    }
    for name, number in numbers.items():
        assert cells[name] == str(number)
        assert as_xlsx[spreadsheet.HEADER.index(name)] == number
    assert as_xlsx[spreadsheet.HEADER.index("Last flight")] == datetime(2026, 3, 1)


def test_what_the_training_has_not_is_an_empty_cell(world: World, maria: Client) -> None:
    training = make.TrainingFactory(company=world.alpine, has_theory=False, has_flights=False)
    make.EnrollmentFactory(training=training, user=world.sam)

    cells = dict(zip(*parse_csv(maria.get(f"{LIST}.csv").content), strict=True))

    empty = [name for name, text in cells.items() if text == ""]
    assert empty == [
        "Supervisor", "Finish before", "Finished", "Valid until", "Ground school done", "Ground school in all",
        "Flights done", "Flights in all", "Phase", "Last flight", "Last mission",
    ]  # fmt: skip


def test_files_obey_the_filters_and_hold_more_than_a_page(world: World, maria: Client) -> None:
    for number in range(55):
        create_student(world, "Pat", f"Clark{number:02}")
    create_student(world, "Ann", "Able")

    assert len(parse_csv(maria.get(f"{LIST}.csv").content)) == 57
    assert len(parse_xlsx(maria.get(f"{LIST}.xlsx", {"username": "ann able"}).content)) == 2
    assert maria.get(f"{LIST}.csv", {"training": "x"}).status_code == 400
    assert len(parse_csv(maria.get(f"{LIST}.csv", {"page": 2}).content)) == 57


def test_answers_are_files_to_download(maria: Client) -> None:
    for ending, kind in [("csv", "text/csv; charset=utf-8"), ("xlsx", "openxmlformats")]:
        response = maria.get(f"{LIST}.{ending}")
        assert kind in response["Content-Type"]
        assert response["Content-Disposition"] == f'attachment; filename="students.{ending}"'
        assert response["Cache-Control"] == "no-store"


def test_notes_are_not_exported(maria: Client, enrollment: Enrollment) -> None:
    Enrollment.objects.update(notes="Nervous on the radio")

    assert "Nervous" not in maria.get(f"{LIST}.csv").content.decode("utf-8-sig")


def test_more_rows_than_a_file_may_have_are_refused_not_cut(
    world: World, maria: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheet, "MAX_ROWS", 1)
    create_student(world, "Ann", "Able")
    assert maria.get(f"{LIST}.csv").status_code == 200

    create_student(world, "Bob", "Berg")
    assert maria.get(f"{LIST}.csv").status_code == 400


def test_a_file_costs_a_query_for_each_batch_of_rows(
    world: World, maria: Client, queries_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_student(world, "Ann", "Able")
    one = queries_of(lambda: maria.get(f"{LIST}.csv"))
    for number in range(30):
        create_student(world, "Pat", f"Clark{number:02}")
    many = queries_of(lambda: maria.get(f"{LIST}.csv"))
    monkeypatch.setattr(spreadsheet, "BATCH_SIZE", 10)
    batches = queries_of(lambda: maria.get(f"{LIST}.csv"))

    assert len(one) == len(many) == 3, many  # who is asking; the ids; the rows
    assert len(batches) == 6, batches  # four batches of the 31


@pytest.mark.parametrize("format", [CSV, XLSX])
def test_a_long_file_is_the_short_one_in_parts(
    world: World, maria: Client, monkeypatch: pytest.MonkeyPatch, format: str
) -> None:
    for number in range(10):
        create_student(world, "Pat", f"Clark{number:02}")
    parse = {CSV: parse_csv, XLSX: parse_xlsx}[format]
    short = maria.get(f"{LIST}.{format}")
    for module in (spreadsheet, responses):
        monkeypatch.setattr(module, "BATCH_SIZE", 3)
    long = maria.get(f"{LIST}.{format}")

    assert (short.streaming, long.streaming) == (False, True)
    assert parse(long.getvalue()) == parse(short.content)
    assert long["Content-Type"] == short["Content-Type"]
    assert long["Content-Disposition"] == short["Content-Disposition"] == f'attachment; filename="students.{format}"'
    assert long["Cache-Control"] == "no-store"


def test_whoever_is_deleted_while_a_file_is_read_is_not_in_the_rest_of_it(
    world: World, maria: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        create_student(world, "Pat", f"Clark{number:02}")
    for module in (spreadsheet, responses):
        monkeypatch.setattr(module, "BATCH_SIZE", 2)
    response = maria.get(f"{LIST}.csv")
    Enrollment.objects.filter(user__surname="Clark05").delete()

    surnames = [row[0] for row in parse_csv(response.getvalue())[1:]]
    assert surnames == ["Clark00", "Clark01", "Clark02", "Clark03", "Clark04"]


EVIL = [
    '=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\x01=1", " =1", "\u00a0=1", '"=1', "'=1",
    "＝1", "＋1", "－1", "＠SUM(A1)",
]  # fmt: skip


@pytest.mark.parametrize("evil", EVIL)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_no_cell_of_a_csv_starts_a_formula_whatever_parts_its_cells(evil: str, delimiter: str) -> None:
    for before in ("", "A;", "A,", "A\t", "A|", "A\n", "A\r\n", "A; ", 'A;"'):
        content = build_content(CSV, ["Name", "Next"], [["x", before + evil, "y"]]).decode("utf-8-sig")
        quoted = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter)
        unquoted = csv.reader(content.splitlines(), delimiter=delimiter, quoting=csv.QUOTE_NONE)

        cells = [cell.lstrip(' \t\r\n\u00a0"') for row in (*quoted, *unquoted) for cell in row]
        assert [cell for cell in cells if cell[:1] in tuple("=+-@＝＋－＠")] == []


def test_phone_numbers_in_a_csv_stay_whole_and_come_back_as_they_were() -> None:
    content = build_content(CSV, ["Phone", "Count"], [["+43 660 1234567", -5]])

    assert parse_csv(content)[1] == ["'+43 660 1234567", "-5"]
    [row] = read_table(content, columns=("phone", "count"), required=("phone",))
    assert row.cells == {"phone": "+43 660 1234567", "count": "-5"}


@pytest.mark.parametrize("text", ["=1+1", "+43 660 1234567", "-1", "@SUM(A1)", "#N/A", "0660", "A;=1", "1.5", "TRUE"])
def test_text_in_an_xlsx_is_stored_as_the_text_it_is(text: str) -> None:
    content = build_content(XLSX, ["Name"], [[text]])

    worksheet: Any = load_workbook(io.BytesIO(content)).active
    assert (worksheet["A2"].value, worksheet["A2"].data_type) == (text, "s")
    assert read_table(content, columns=("name",), required=("name",))[0].cells == {"name": text}


def test_numbers_days_and_harmless_text_stay_what_they_are() -> None:
    cells: list[Cell] = [-1, 0.5, date(2026, 3, 18), "O'Neill", 'é, "ž"', None, True]
    content = build_content(XLSX, [str(number) for number in range(7)], [cells])

    assert parse_xlsx(content)[1] == [-1, 0.5, datetime(2026, 3, 18), "O'Neill", 'é, "ž"', None, True]
    text = build_content(CSV, ["a", "b", "c", "d", "e", "f", "g"], [cells])
    assert parse_csv(text)[1] == ["-1", "0.5", "2026-03-18", "O'Neill", 'é, "ž"', "", "True"]


def test_a_name_that_is_a_formula_arrives_defused(world: World, maria: Client) -> None:
    create_student(world, "=cmd|' /C calc'!A0", "@Sum")

    (row,) = parse_csv(maria.get(f"{LIST}.csv").content)[1:]
    assert row[:2] == ["'@Sum", "'=cmd|' /C calc'!A0"]
