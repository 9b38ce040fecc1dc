"""The hours that a training requires are in the summary of its records (14 CFR 141.55, 141.95; EASA ORA.ATO.125)."""

import json

import pytest

from evidence.student_record.files import build_record_files
from evidence.student_record.gathering import gather_record
from tests import factories as make
from tests.hours.conftest import require
from tests.hours.test_flights import fly
from tests.hours.test_ground import give_credit
from tests.pdf_reading import read_pages
from tests.world import World
from trainings.models import Enrollment, Training


@pytest.fixture
def flying(world: World) -> Training:
    training: Training = make.TrainingFactory(company=world.alpine, name="Aerobatics", has_theory=False)
    training.has_flights = True
    training.save()
    return training


@pytest.fixture
def flyer(world: World, flying: Training) -> Enrollment:
    """With 1 h 30 min of dual time recorded and 1 h credited."""
    loop, roll = (
        make.FlightTemplateFactory(training=flying, name=name, flight_type="DUAL", hours=1) for name in ("Loop", "Roll")
    )
    enrollment: Enrollment = make.EnrollmentFactory(training=flying, user=world.sam)
    fly(enrollment, loop, minutes=90)
    give_credit(enrollment, roll, "MISSION", world.maria)
    return enrollment


def read_record(enrollment: Enrollment) -> dict[str, bytes]:
    row = Enrollment.objects.for_student_record().get(pk=enrollment.pk)
    return build_record_files(gather_record(row))


def test_the_summary_sets_required_hours_against_those_on_record(flying: Training, flyer: Enrollment) -> None:
    row = require(flying, "DUAL", 4)
    row.note = "FCL.210.A"
    row.save()

    files = read_record(flyer)

    assert json.loads(files["record.json"])["summary"]["required_hours"] == [
        {
            "kind": "DUAL",
            "subject": None,
            "note": "FCL.210.A",
            "required": 240,
            "done": 90,
            "credited": 60,
            "missing": 90,
        }
    ]
    html = " ".join(files["record.html"].decode().split())
    cells = "".join(f"<td>{text}</td>" for text in ("Dual (FCL.210.A)", "4 h", "1 h 30 min", "1 h", "1 h 30 min"))
    assert f"<tr>{cells}</tr>" in html
    assert "Dual (FCL.210.A) 4 h 1 h 30 min 1 h 1 h 30 min" in " ".join(read_pages(files["record.pdf"])[0].split())


def test_a_training_that_requires_none_has_no_table_of_hours(flyer: Enrollment) -> None:
    files = read_record(flyer)

    assert json.loads(files["record.json"])["summary"]["required_hours"] == []
    assert "Required hours" not in files["record.html"].decode() + read_pages(files["record.pdf"])[0]


def test_hours_that_are_reached_miss_nothing(flying: Training, flyer: Enrollment) -> None:
    require(flying, "DUAL", 2)

    assert "<td>2 h</td><td>1 h 30 min</td><td>1 h</td><td>–</td>" in read_record(flyer)["record.html"].decode()
