"""A gate that was lost, started again and passed: every form of the record shows both cycles, and who granted what."""

import csv
import io
import json
import re
import zipfile
from typing import Any

import pytest

from exams.sitting.granting import grant_attempt
from tests.exams.exam_setup import ExamSetup, Student
from tests.exams.restart_setup import RestartSetup
from tests.pdf_reading import read_pages
from tests.trainings.life.conftest import assert_records_are_clean
from tests.world import World, create_client

BEFORE = "before the lesson was started again"
REASON = "The fire alarm interrupted the exam."


@pytest.fixture
def restart(world: World) -> RestartSetup:
    """Sam lost the gate exam, was granted an attempt and failed again, started the lesson again, and passed."""
    exam_setup = ExamSetup(world)
    restart = RestartSetup(exam_setup, Student(exam_setup, world.sam, exam_setup.enrollment))
    exam = exam_setup.exam
    grant_attempt(enrollment_id=restart.enrollment.pk, exam_id=exam.pk, reason=REASON, by=world.maria)
    restart.fail()
    assert restart.reset().status_code == 200
    restart.study()
    restart.sam.sit(right=3)
    return restart


@pytest.fixture
def files(world: World, restart: RestartSetup) -> dict[str, bytes]:
    """The record as the manager downloads it."""
    path = f"/manager/trainings/students/record/{restart.enrollment.pk}.zip"
    response = create_client(world.maria).get(path)
    assert response.status_code == 200
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        return {name.rpartition("/")[2]: archive.read(name) for name in archive.namelist()}


def list_facts(rows: list[dict[str, Any]]) -> list[tuple[str, str, str, str]]:
    kinds = {"exam", "restart", "granted attempt"}
    return [(row["kind"], row["result"], row["by"], row["remarks"]) for row in rows if row["kind"] in kinds]


def get_expected() -> list[tuple[str, str, str, str]]:
    """Sorted, because the clock of the tests stands still."""
    return [
        ("exam", "0.00 %, not passed", "", BEFORE),
        ("exam", "0.00 %, not passed", "", BEFORE),
        ("exam", "0.00 %, not passed", "", BEFORE),
        ("exam", "100.00 %, passed", "", ""),
        ("granted attempt", "one more attempt", "Maria Manager", REASON),
        ("restart", "started again, restart 1", "Sam Student", ""),
    ]


def test_the_json_and_the_csv_show_both_cycles_and_the_grant(files: dict[str, bytes]) -> None:
    entries = json.loads(files["record.json"])["entries"]
    table = list(csv.DictReader(io.StringIO(files["record.csv"].decode("utf-8-sig"))))

    assert sorted(list_facts(entries)) == get_expected()
    assert sorted(list_facts(table)) == get_expected()


def test_the_pdf_shows_both_cycles_and_the_grant(files: dict[str, bytes]) -> None:
    text = re.sub(r"\s+", " ", " ".join(read_pages(files["record.pdf"])))

    assert text.count(BEFORE) == 3
    assert text.count("100.00 %, passed") == 1
    assert "started again, restart 1" in text
    assert REASON in text
    assert "Maria Manager" in text


def test_the_ledger_proves_the_whole(world: World, restart: RestartSetup, files: dict[str, bytes]) -> None:
    actions = [event["action"] for event in json.loads(files["record.json"])["events"]]

    assert [actions.count(action) for action in ("exam.finished", "attempt.granted", "lesson.reset")] == [4, 1, 1]
    assert_records_are_clean(world)


def test_a_restart_is_told_by_whoever_may_read_the_student(world: World, restart: RestartSetup) -> None:
    """The manager's view has both cycles; the supervisor, who teaches, reads the same over the exam's page."""
    path = f"/trainings/exams/start/{restart.enrollment.pk}/{restart.exam_setup.exam.pk}.json"
    for person in (world.maria, world.ines, world.charles, world.sam):
        attempts = create_client(person).get(path).json()["attempts"]
        assert [row["ExamAttempt"]["reset"] for row in attempts] == [True, True, True, False], person
    for person in (world.sue, world.olga, world.otto):
        assert create_client(person).get(path).status_code == 404, person
