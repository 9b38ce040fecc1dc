"""The teaching report as `.csv` and `.xlsx`: the numbers of the wire, in a spreadsheet."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from tests import factories as make
from tests.trainings.test_teaching_report import MARCH, REPORT, create_class, request_report
from tests.trainings.training_templates.conftest import NOBODY
from tests.world import Client, World, create_client
from trainings.models import Subject, Training


@pytest.fixture
def meteorology(world: World) -> Subject:
    """Two classes of Ines in PPL(A) and one of Tom in another training."""
    training: Training = make.TrainingFactory(company=world.alpine, name="PPL(A)", type="ONSITE")
    subject: Subject = make.SubjectFactory(training=training, code="050", name="Meteorology")
    law = make.SubjectFactory(training=training, code="010", name="Air Law")
    atpl = make.SubjectFactory(training__company=world.alpine, name="ATPL Law")
    create_class(
        world.ines, subject, "2026-03-02 08:00", 135, world.sam, world.sue, signed_at=timezone.now() - timedelta(days=1)
    )
    create_class(world.ines, law, "2026-03-18 09:59", 50, world.sam)
    create_class(world.tom, atpl, "2026-03-03 08:00", 20, world.sam)
    return subject


def parse_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def parse_xlsx(content: bytes) -> list[list[Any]]:
    return [list(row) for row in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)]


def test_both_files_hold_the_numbers_of_the_wire(maria: Client, meteorology: Subject) -> None:
    rows = parse_xlsx(maria.get(f"{REPORT}.xlsx", MARCH).content)

    assert rows == [
        ["Surname", "Name", "Subject", "Classes", "Minutes", "Hours", "Signed", "Students"],
        ["Instructor", "Ines", "All subjects", 2, 185, 3.08, 1, 2],
        ["Instructor", "Ines", "Air Law", 1, 50, 0.83, 0, None],
        ["Instructor", "Ines", "Meteorology", 1, 135, 2.25, 1, None],
        ["Teacher", "Tom", "All subjects", 1, 20, 0.33, 0, 1],
        ["Teacher", "Tom", "ATPL Law", 1, 20, 0.33, 0, None],
        ["Total", None, None, 3, 205, 3.42, 1, None],
    ]
    as_text = [["" if cell is None else str(cell) for cell in row] for row in rows]
    assert parse_csv(maria.get(f"{REPORT}.csv", MARCH).content) == as_text


def test_a_file_is_narrowed_like_the_report(maria: Client, meteorology: Subject) -> None:
    asked_for = {"training": str(meteorology.training_id), "from": "2026-03-01", "to": "2026-03-17"}

    rows = parse_csv(maria.get(f"{REPORT}.csv", asked_for).content)

    assert [row[2] for row in rows[1:]] == ["All subjects", "Meteorology", ""]
    assert rows[-1][3] == str(request_report(maria, **asked_for)["totals"]["classes"]) == "1"


def test_a_file_is_a_download(maria: Client) -> None:
    response = maria.get(f"{REPORT}.xlsx", MARCH)

    assert response["Content-Disposition"] == 'attachment; filename="teaching_report.xlsx"'
    assert maria.head(f"{REPORT}.csv", MARCH).status_code == 200


def test_names_cannot_become_formulas(maria: Client, meteorology: Subject) -> None:
    Subject.objects.update(name="=HYPERLINK(1)")

    assert parse_csv(maria.get(f"{REPORT}.csv", MARCH).content)[2][2] == "'=HYPERLINK(1)"


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"from": "2026-04-01"}, "from"),
        ({"from": ""}, "from"),
        ({"training": NOBODY}, "training"),
    ],
)
def test_a_file_refuses_like_the_report(maria: Client, params: dict[str, str], field: str) -> None:
    response = maria.get(f"{REPORT}.csv", {**MARCH, **params})

    assert response.status_code == 400
    assert list(response.json()["errors"]) == [field]


@pytest.mark.parametrize("who", ["charles", "ines", "sam"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_only_managers_get_a_file(world: World, who: str, ending: str) -> None:
    assert create_client(getattr(world, who)).get(f"{REPORT}.{ending}", MARCH).status_code == 403
