"""`GET /trainings/onsite/session_report/{start}/{end}[/{training_id}]` as `.csv` and `.xlsx`."""

import csv
import io
from datetime import datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from tests import factories as make
from tests.onsite.conftest import NOBODY, GroundSchool
from tests.onsite.sessions.conftest import record_forty_minutes
from tests.world import World, create_client

ADDRESS = "/trainings/onsite/session_report/2026-03-01/2026-03-31"
SESSIONS = ["Start (Pacific/Auckland)", "Minutes", "Status", "Training", "Subject", "Kind", "Activity", "Teacher"]
USERS = ["Surname", "Name", "Role", "Invited", "Attended", "Minutes invited", "Minutes attended"]


def get_csv(user: Any, address: str = ADDRESS, **params: Any) -> list[list[str]]:
    response = create_client(user).get(f"{address}.csv", params)
    assert response.status_code == 200, response.content
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


def get_xlsx(user: Any, address: str = ADDRESS, **params: Any) -> list[list[Any]]:
    response = create_client(user).get(f"{address}.xlsx", params)
    assert response.status_code == 200, response.content
    sheet = load_workbook(io.BytesIO(response.content)).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_the_classes_are_in_school_time(world: World, ground_school: GroundSchool) -> None:
    cells = ["PPL(A)", "Meteorology", "Lesson", "Fronts", "Ines Instructor"]

    assert get_csv(world.maria) == [SESSIONS, ["2026-03-18 22:30:00", "60", "Scheduled", *cells]]
    assert get_xlsx(world.maria) == [SESSIONS, [datetime(2026, 3, 18, 22, 30), 60, "Scheduled", *cells]]


def test_the_people_have_the_numbers_of_the_wire(world: World, ground_school: GroundSchool) -> None:
    record_forty_minutes(ground_school)

    assert get_xlsx(world.maria, list="users") == [
        USERS, ["Student", "Sam", "Student", 1, 1, 60, 40], ["Student", "Sue", "Student", 1, 0, 60, 0],
    ]  # fmt: skip
    assert get_csv(world.maria, list="USERS")[1] == ["Student", "Sam", "Student", "1", "1", "60", "40"]


def test_one_training_narrows_the_files(world: World, ground_school: GroundSchool) -> None:
    make.ClassSessionFactory(subject__training__company=world.alpine)
    address = f"{ADDRESS}/{ground_school.training.pk}"

    assert (len(get_csv(world.maria)), len(get_csv(world.maria, address))) == (3, 2)
    assert (len(get_xlsx(world.maria)), len(get_xlsx(world.maria, address))) == (3, 2)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_files_are_downloads_with_the_rights_and_refusals_of_the_report(
    world: World, ground_school: GroundSchool, ending: str
) -> None:
    maria = create_client(world.maria)
    response = maria.get(f"{ADDRESS}.{ending}", {"list": "users"})
    refused = maria.get(f"{ADDRESS}.{ending}", {"list": "wings"})

    assert response["Content-Disposition"] == f'attachment; filename="session_report_users.{ending}"'
    assert response["Cache-Control"] == "no-store"
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["list"])
    assert maria.get(f"{ADDRESS}/{NOBODY}.{ending}").status_code == 404
    assert maria.get(f"/trainings/onsite/session_report/x/2026-03-31.{ending}").status_code == 400
    assert create_client(world.sam).get(f"{ADDRESS}.{ending}").status_code == 403
    assert len(get_csv(world.tom)) == 1
