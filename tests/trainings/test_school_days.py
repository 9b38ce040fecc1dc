"""One day everywhere a day is printed: the school's, in Auckland as in New York."""

import csv
import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from accounts.models import Company, User
from evidence.student_record.files import build_record_files
from evidence.student_record.gathering import gather_record
from evidence.student_record.rendering import pdf as record_pdf
from missions.models import FlightRecord
from tests import factories as make
from tests.pdf_reading import read_pages
from tests.world import World, create_client
from trainings.models import Enrollment, StudySession

LIST = "/manager/trainings/students/list"


@dataclass
class SchoolAtMoment:
    """A school at a moment at which it has another day than UTC."""

    company: Company
    manager: User
    student: User
    now: str
    day: str
    until: str
    time: str
    clock_time: str


def write_day(day: str) -> str:
    return f"{date.fromisoformat(day):%-d %b %Y}"


@pytest.fixture(params=["in Auckland in the morning", "in New York in the evening"])
def place(request: Any, world: World, frozen_clock: Any) -> SchoolAtMoment:
    here = {
        "in Auckland in the morning": SchoolAtMoment(
            world.alpine,
            world.maria,
            world.sam,
            "2026-11-25 19:35",
            "2026-11-26",
            "2026-12-26",
            "26 Nov 2026, 08:35",
            "2026-11-26 08:35+13:00",
        ),
        "in New York in the evening": SchoolAtMoment(
            world.baltic,
            world.otto,
            world.olga,
            "2026-11-26 02:10",
            "2026-11-25",
            "2026-12-25",
            "25 Nov 2026, 21:10",
            "2026-11-25 21:10-05:00",
        ),
    }[request.param]
    frozen_clock.move_to(datetime.fromisoformat(here.now).replace(tzinfo=UTC))
    return here


@pytest.fixture
def flown_enrollment(place: SchoolAtMoment) -> Enrollment:
    """Enrolled and finished at this moment, by recording the one flight without a date."""
    training = make.TrainingFactory(
        company=place.company, name="Night rating", has_theory=False, has_flights=True, validity_days=30
    )
    mission = make.FlightTemplateFactory(training=training, name="Circuits")
    enrollment: Enrollment = make.EnrollmentFactory(training=training, user=place.student)
    flight = {"enrollment_id": str(enrollment.pk), "training_flight_id": str(mission.pk), "completed": 1, "time": 3600}
    response = create_client(place.manager).post("/manager/trainings/missions/record.json", flight)
    assert response.status_code == 200, response.content
    enrollment.refresh_from_db()
    return enrollment


def test_a_certificate_says_the_schools_day_and_validity_counts_from_it(
    place: SchoolAtMoment, flown_enrollment: Enrollment
) -> None:
    client = create_client(place.student)
    address = f"/trainings/trainings/certificate/{flown_enrollment.pk}"

    about = client.get(f"{address}.json").json()["certificate"]

    assert (about["TrainingsUser"]["finish_date"], about["TrainingsUser"]["validity"]) == (place.day, place.until)
    (paper,) = read_pages(client.get(f"{address}.pdf").content)
    assert f"on {write_day(place.day)}, valid until {write_day(place.until)}" in paper


def test_every_answer_says_the_schools_day(place: SchoolAtMoment, flown_enrollment: Enrollment) -> None:
    client = create_client(place.manager)
    listed = client.get(f"{LIST}.json").json()["students"][0]
    viewed = client.get(f"/trainings/trainings/view/{flown_enrollment.pk}.json").json()["training"]
    whole = client.get(f"/manager/trainings/students/view/{flown_enrollment.pk}.json").json()["training"]

    for row in (listed["TrainingsUser"], viewed["TrainingsUser"], whole["TrainingsUser"]):
        assert (row["finish_date"], row["validity"]) == (place.day, place.until)
        assert (row["created"], row["modified"]) == (place.day, place.day)
    assert listed["LastFlight"]["date"] == place.day == str(FlightRecord.objects.get().flown_on)


def test_every_file_says_the_schools_day(place: SchoolAtMoment, flown_enrollment: Enrollment) -> None:
    client = create_client(place.manager)

    (head, row) = csv.reader(io.StringIO(client.get(f"{LIST}.csv").content.decode("utf-8-sig")))
    cells = dict(zip(head, row, strict=True))
    assert [cells[name] for name in ("Enrolled", "Finished", "Last flight")] == [place.day] * 3
    assert cells["Valid until"] == place.until
    worksheet = load_workbook(io.BytesIO(client.get(f"{LIST}.xlsx").content)).worksheets[0]
    values = dict(zip(*worksheet.iter_rows(values_only=True), strict=True))
    assert f"{values['Finished']:%Y-%m-%d}" == place.day


def test_the_whole_record_is_told_by_the_schools_clock(place: SchoolAtMoment, flown_enrollment: Enrollment) -> None:
    related = ("user", "company", "training", "supervisor")
    record = gather_record(Enrollment.objects.select_related(*related).get(pk=flown_enrollment.pk))
    kinds = ("enrolled", "finished", "certificate")
    flown_on = write_day(place.day)

    heading = "; ".join(", ".join(parts) for parts in record_pdf.build_heading_lines(record))
    assert f"Enrolled {place.time}, finished: {place.time}. Times are those of {place.company.timezone_id}." in heading
    printed = [record_pdf.build_entry_row(entry, place.company) for entry in record.entries]
    assert {(row["kind"], row["at"]) for row in printed} == {
        *((kind, place.time) for kind in kinds),
        ("mission", flown_on),
    }
    rows = list(csv.reader(io.StringIO(build_record_files(record)["record.csv"].decode("utf-8-sig"))))
    assert rows[0][0] == f"at ({place.company.timezone_id})"
    assert {(cells[1], cells[0]) for cells in rows[1:]} == {
        *((kind, place.clock_time) for kind in kinds),
        ("mission", place.day),
    }


def test_a_week_of_study_is_a_week_of_the_school(world: World) -> None:
    """Sunday 15 March, 12:00 UTC, is Monday in Auckland; Monday 16 March, 02:00 UTC, is Sunday in New York."""
    for manager, student, company, at, week in [
        (world.maria, world.sam, world.alpine, "2026-03-15 12:00", 12),
        (world.otto, world.olga, world.baltic, "2026-03-16 02:00", 11),
    ]:
        enrollment = make.EnrollmentFactory(training__company=company, user=student)
        study = make.LessonStudyFactory(
            enrollment=enrollment, lesson=make.LessonFactory(subject__training=enrollment.training)
        )
        ended_at = datetime.fromisoformat(at).replace(tzinfo=UTC)
        StudySession.objects.create(study=study, seconds=60, ended_at=ended_at)

        weeks = (
            create_client(manager)
            .get(f"/trainings/trainings/view/{enrollment.pk}.json")
            .json()["training"]["weeklytime"]
        )

        assert [(row["year"], row["week"], row["week_time"]) for row in weeks] == [(2026, week, 60)]


def test_a_day_to_finish_by_is_shown_as_it_was_given(place: SchoolAtMoment) -> None:
    training = make.TrainingFactory(company=place.company)
    client = create_client(place.manager)

    client.post(
        "/manager/trainings/students/enroll.json",
        {"training_id": str(training.pk), "students": [place.student.pk], "finish_before": "2027-06-30"}, format="json",
    )  # fmt: skip

    enrollment = Enrollment.objects.get()
    row = client.get(f"/trainings/trainings/view/{enrollment.pk}.json").json()["training"]["TrainingsUser"]
    assert row["finish_before"] == "2027-06-30"


def test_a_flight_dated_by_a_moment_has_the_day_of_the_school(place: SchoolAtMoment) -> None:
    training = make.TrainingFactory(company=place.company, has_flights=True)
    mission = make.FlightTemplateFactory(training=training)
    enrollment = make.EnrollmentFactory(training=training, user=place.student)
    flight = {"enrollment_id": str(enrollment.pk), "training_flight_id": str(mission.pk), "completed": 1, "time": 60}

    for moment in (f"{place.now}:00", place.now.replace(" ", "T") + "Z"):
        create_client(place.manager).post("/manager/trainings/missions/record.json", {**flight, "date": moment})
        assert str(FlightRecord.objects.latest("created_at").flown_on) == place.day
