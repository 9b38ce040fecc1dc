"""`GET /manager/trainings/students/list.json` (docs/api.md, section 7)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests import factories as make
from tests.trainings.students.conftest import LIST, create_student, list_names
from tests.world import Client, World, create_client
from trainings.endpoints.students.reads import ClassAttendance
from trainings.models import Enrollment, Training


def add_attendance(enrollment: Enrollment, present: bool | None, **session: Any) -> None:
    """A class that is held for nobody else."""
    held = make.ClassSessionFactory(subject__training=enrollment.training, **session)
    make.AttendanceFactory(class_session=held, enrollment=enrollment, is_present=present)


def add_work(enrollment: Enrollment) -> None:
    subject = make.SubjectFactory(training=enrollment.training)
    lesson, _ = make.LessonFactory.create_batch(2, subject=subject)
    held = make.ClassSessionFactory(subject=subject, lesson=lesson)
    make.AttendanceFactory(class_session=held, enrollment=enrollment, is_present=True)
    template, _ = make.FlightTemplateFactory.create_batch(2, training=enrollment.training)
    make.FlightRecordFactory(enrollment=enrollment, template=template, flown_on=date(2026, 3, 1))


def test_a_row_tells_the_enrollment_its_student_and_how_far_it_is(
    world: World, training: Training, list_rows: Any
) -> None:
    enrollment = make.EnrollmentFactory(
        training=training,
        user=world.sam,
        supervisor=world.ines,
        flight_phase="Solo",
        notes="Nervous on the radio",
        finish_before_at=datetime(2026, 6, 30, tzinfo=UTC),
    )
    add_work(enrollment)

    (row,) = list_rows()

    assert row == {
        "TrainingsUser": {
            "id": str(enrollment.pk),
            "training_id": str(training.pk),
            "user_id": str(world.sam.pk),
            "supervisor_id": str(world.ines.pk),
            "finish_before": "2026-06-30",
            "finished": False,
            "finish_date": None,
            "state": "ONGOING",
            "withdrawn_date": None,
            "paused_date": None,
            "validity": None,
            "flight_phase": "Solo",
            "notes": "Nervous on the radio",
            "created": "2026-03-18",
            "modified": "2026-03-18",
        },
        "Training": {"id": str(training.pk), "name": "PPL(A)", "type": "ONSITE", "theory": True, "flights": True},
        "User": {
            "id": str(world.sam.pk),
            "email": world.sam.email,
            "active": True,
            "user_group_id": "190",
            "UserDetail": {"id": str(world.sam.pk), "name": "Sam", "surname": "Student", "photo": None},
        },
        "Supervisor": {
            "id": str(world.ines.pk),
            "UserDetail": {"id": str(world.ines.pk), "name": "Ines", "surname": "Instructor", "photo": None},
        },
        "Lessons": {"total": 2, "completed": 1, "finished": False},
        "Attendance": {"given": 1, "taken": 1, "percentage": 100},
        "FlightProgress": {"completed": 1, "total": 2},
        "Phase": "Solo",
        "LastFlight": {"date": "2026-03-01", "name": enrollment.flight_records.get().template.name},
    }


def test_a_fresh_enrollment_has_nulls_and_no_progress_of_what_the_training_has_not(
    world: World, list_rows: Any
) -> None:
    training = make.TrainingFactory(company=world.alpine, has_theory=False, has_flights=False)
    make.EnrollmentFactory(training=training, user=world.sam)

    (row,) = list_rows()

    assert (row["Supervisor"], row["Phase"], row["LastFlight"]) == (None, None, None)
    assert row["Attendance"] == {"given": 0, "taken": 0, "percentage": 0}
    assert not {"Lessons", "FlightProgress"} & set(row)


def test_attendance_counts_past_classes_that_took_place(enrollment: Enrollment, list_rows: Any) -> None:
    for present in (True, False, None):
        add_attendance(enrollment, present)
    add_attendance(enrollment, True, starts_in=1)
    add_attendance(enrollment, True, is_cancelled=True, deleted_at=timezone.now())

    assert list_rows()[0]["Attendance"] == {"given": 3, "taken": 1, "percentage": 33}


@pytest.mark.parametrize(("taken", "given", "percentage"), [(1, 8, 13), (2, 3, 67), (0, 4, 0), (199, 200, 100)])
def test_the_percentage_is_rounded_a_half_upwards(taken: int, given: int, percentage: int) -> None:
    assert ClassAttendance(given, taken).percentage == percentage


def test_the_last_flight_is_the_newest_by_day_then_by_entry_completed_or_not(
    enrollment: Enrollment, list_rows: Any
) -> None:
    first, second, third = make.FlightTemplateFactory.create_batch(3, training=enrollment.training)
    make.FlightRecordFactory(enrollment=enrollment, template=first, flown_on=date(2026, 3, 2))
    make.FlightRecordFactory(enrollment=enrollment, template=second, flown_on=date(2026, 3, 2), is_completed=False)
    make.FlightRecordFactory(enrollment=enrollment, template=third, flown_on=date(2026, 3, 1))

    assert list_rows()[0]["LastFlight"] == {"date": "2026-03-02", "name": second.name}


def test_students_come_by_surname_then_name_fifty_a_page(world: World, maria: Client) -> None:
    for name, surname in [("Zoe", "Abel"), ("Ann", "Berg"), ("Bob", "Abel")]:
        create_student(world, name, surname)
    for number in range(48):
        create_student(world, "Pat", f"Clark{number:02}")

    first = maria.get(f"{LIST}.json").json()
    second = maria.get(f"{LIST}/page:2.json").json()

    assert list_names(first["students"])[:3] == ["Bob", "Zoe", "Ann"]
    assert first["paginate"] == {
        "page": 1, "current": 50, "count": 51, "prevPage": False, "nextPage": True, "pageCount": 2, "limit": 50,
    }  # fmt: skip
    assert second["paginate"]["current"] == 1


def test_each_enrollment_is_a_row_finished_ones_too(world: World, training: Training, list_rows: Any) -> None:
    make.EnrollmentFactory(training=training, user=world.sam, finished_at=timezone.now(), valid_until_on="2027-03-18")
    make.EnrollmentFactory(training=training, user=world.sam)

    finished, fresh = list_rows()

    assert finished["TrainingsUser"]["finish_date"] == "2026-03-18"
    assert finished["TrainingsUser"]["validity"] == "2027-03-18"
    assert fresh["TrainingsUser"]["finished"] is False


def test_another_schools_students_are_not_listed(world: World, list_rows: Any) -> None:
    make.EnrollmentFactory(training=make.TrainingFactory(company=world.baltic), user=world.olga)

    assert list_rows() == []


def test_the_notes_about_oneself_stay_hidden_from_a_manager_too(
    world: World, training: Training, list_rows: Any
) -> None:
    make.EnrollmentFactory(training=training, user=world.maria, notes="Talks too much")

    assert list_rows()[0]["TrainingsUser"]["notes"] is None


@pytest.mark.parametrize("who", ["charles", "ines", "sam"])
@pytest.mark.parametrize("ending", ["json", "csv", "xlsx"])
def test_only_managers_list_students(world: World, who: str, ending: str) -> None:
    assert create_client(getattr(world, who)).get(f"{LIST}.{ending}").status_code == 403


def test_nobody_lists_students_without_a_token() -> None:
    assert Client().get(f"{LIST}.json").status_code == 401


def test_fifty_students_cost_the_three_queries_of_one(world: World, maria: Client, queries_of: Any) -> None:
    def one_more(number: int) -> None:
        training = make.TrainingFactory(company=world.alpine, has_flights=True, type="ONSITE")
        user = make.UserFactory(company=world.alpine, surname=f"S{number}")
        add_work(make.EnrollmentFactory(training=training, user=user, supervisor=world.ines))

    one_more(0)
    one = queries_of(lambda: maria.get(f"{LIST}.json"))
    for number in range(1, 50):
        one_more(number)
    fifty = queries_of(lambda: maria.get(f"{LIST}.json"))

    assert len(one) == len(fifty) == 3, fifty
    token, page, facts = fifty
    assert "accounts_token" in token  # who is asking
    assert "rows_in_all" in page  # which enrollments are on the page, and how many there are in all
    assert "classes_given" in facts  # training, student, supervisor, progress, attendance, last flight
    assert maria.get(f"{LIST}.json").json()["paginate"]["current"] == 50


def test_filters_cost_no_query_more(world: World, maria: Client, training: Training, queries_of: Any) -> None:
    make.EnrollmentFactory(training=training, user=world.sam)
    group = make.PilotGroupFactory(company=world.alpine)
    group.members.add(world.sam)
    params: dict[str, Any] = {
        "training": str(training.pk), "finished": 0, "group": 190, "pilot_group": str(group.pk), "username": "sam",
    }  # fmt: skip

    assert len(maria.get(f"{LIST}.json", params).json()["students"]) == 1
    assert len(queries_of(lambda: maria.get(f"{LIST}.json", params))) == 3


def test_a_class_of_this_moment_is_not_past_yet(enrollment: Enrollment, list_rows: Any, frozen_clock: Any) -> None:
    add_attendance(enrollment, True, starts_at=timezone.now())
    assert list_rows()[0]["Attendance"]["given"] == 0

    frozen_clock.shift(timedelta(seconds=1))
    assert list_rows()[0]["Attendance"] == {"given": 1, "taken": 1, "percentage": 100}
