"""`GET /trainings/onsite/session_report/{start}/{end}[/{training_id}].json` (docs/api.md, section 5)."""

from typing import Any

import pytest
from django.utils import timezone

from onsite.classes.attendance import store_attendance
from onsite.classes.scheduling import delete_class
from tests import factories as make
from tests.onsite.conftest import NOBODY, GroundSchool
from tests.onsite.sessions.conftest import (
    MARCH,
    count_by_name,
    get_report,
    get_unix,
    hold_class,
    read_report,
    record_forty_minutes,
)
from tests.world import Client, World, create_client
from trainings.enrollment_acts.pausing import pause_enrollments
from trainings.enrollment_acts.withdrawing import withdraw_enrollments


def test_the_report_as_counted_by_hand(world: World, ground_school: GroundSchool) -> None:
    """Sam came to 40 minutes of Fronts; of the exam it is not recorded who came."""
    school = ground_school
    record_forty_minutes(school)
    signed = timezone.now()
    exam = hold_class(school, "2026-03-17 08:00", 90, school.sams, is_present=None, exam=school.exam, signed_at=signed)

    subject = {
        "training_id": str(school.training.pk),
        "training": "PPL(A)",
        "subject_id": str(school.subject.pk),
        "subject": "Meteorology",
        "teacher_id": str(world.ines.pk),
        "teacher_name": "Ines Instructor",
    }
    assert read_report(world.maria) == {
        "sessions": [
            {
                "id": str(exam.pk),
                "datetime": get_unix(2026, 3, 17, 8),
                "minutes": 90,
                "status": "closed",
                "kind": "EXAM",
                "activity": school.exam.name,
                **subject,
            },
            {
                "id": str(school.session.pk),
                "datetime": get_unix(2026, 3, 18, 9, 30),
                "minutes": 60,
                "status": "scheduled",
                "kind": "LESSON",
                "activity": "Fronts",
                **subject,
            },
        ],
        "users": [
            {
                "user_id": str(world.sam.pk),
                "user_name": "Sam Student",
                "user_group": "Student",
                "sessions_invited": 2,
                "sessions_attended": 1,
                "minutes_invited": 150,
                "minutes_attended": 40,
            },
            {
                "user_id": str(world.sue.pk),
                "user_name": "Sue Student",
                "user_group": "Student",
                "sessions_invited": 1,
                "sessions_attended": 0,
                "minutes_invited": 60,
                "minutes_attended": 0,
            },
        ],
        "filters": {
            "start": get_unix(2026, 2, 28, 11),
            "end": get_unix(2026, 3, 31, 10, 59, 59),
            "training_id": None,
        },
    }


def test_whoever_came_was_there_all_the_time_unless_the_time_was_recorded(
    world: World, ground_school: GroundSchool
) -> None:
    hold_class(ground_school, "2026-03-02 08:00", 45, ground_school.sams)
    store_attendance(session=ground_school.session, marks={world.sam.pk: {"is_present": True}}, by=world.ines)

    assert count_by_name(read_report(world.maria))["Sam Student"] == (2, 2, 105, 105)


def test_classes_to_come_are_invitations_and_deleted_ones_are_gone(world: World, ground_school: GroundSchool) -> None:
    school = ground_school
    hold_class(school, "2026-03-20 08:00", 30, school.sams, is_present=None)
    deleted = hold_class(school, "2026-03-21 08:00", 500, school.sams, is_present=None)
    delete_class(session_id=deleted.pk, by=world.maria)

    report = read_report(world.maria)

    assert [row["minutes"] for row in report["sessions"]] == [60, 30]
    assert count_by_name(report)["Sam Student"] == (2, 0, 90, 0)


def test_nothing_held_is_an_empty_report(world: World, ground_school: GroundSchool) -> None:
    report = read_report(world.maria, "2026-01-01", "2026-01-31")

    assert (report["sessions"], report["users"]) == ([], [])


def test_a_class_without_a_roster_is_listed(world: World, ground_school: GroundSchool) -> None:
    empty = hold_class(ground_school, "2026-01-10 08:00")

    report = read_report(world.maria, "2026-01-01", "2026-01-31")

    assert ([row["id"] for row in report["sessions"]], report["users"]) == ([str(empty.pk)], [])


def test_a_person_with_two_enrollments_is_one_user(world: World, ground_school: GroundSchool) -> None:
    school = ground_school
    other = make.SubjectFactory(training__company=world.alpine)
    again = make.EnrollmentFactory(training=other.training, user=world.sam)
    hold_class(school, "2026-03-02 08:00", 30, again, subject=other)

    assert count_by_name(read_report(world.maria))["Sam Student"] == (2, 1, 90, 30)


def test_who_is_withdrawn_keeps_the_past_and_loses_what_is_to_come(world: World, ground_school: GroundSchool) -> None:
    school = ground_school
    hold_class(school, "2026-03-20 08:00", 30, school.sams, school.sues, is_present=None)

    withdraw_enrollments(enrollment_ids=[school.sams.pk], reason="Moved", by=world.maria)
    pause_enrollments(enrollment_ids=[school.sues.pk], reason="Ill", by=world.maria)

    counts = count_by_name(read_report(world.maria))
    assert (counts["Sam Student"], counts["Sue Student"]) == ((1, 0, 60, 0), (2, 0, 90, 0))


# --- one training


def test_the_optional_piece_of_the_path_is_a_training(world: World, ground_school: GroundSchool) -> None:
    school = ground_school
    other = make.SubjectFactory(training__company=world.alpine)
    hold_class(school, "2026-03-02 08:00", 30, make.EnrollmentFactory(training=other.training), subject=other)

    report = read_report(world.maria, *MARCH, school.training)

    assert [row["id"] for row in report["sessions"]] == [str(school.session.pk)]
    assert set(count_by_name(report)) == {"Sam Student", "Sue Student"}
    assert report["filters"]["training_id"] == str(school.training.pk)
    assert len(read_report(world.maria)["sessions"]) == 2
    assert create_client(world.maria).get("/trainings/onsite/session_report/2026-03-01/2026-03-31/.json").json() == (
        read_report(world.maria)
    )


@pytest.mark.parametrize("who", ["maria", "ines"])
def test_a_training_out_of_sight_is_refused_by_name_like_an_unknown_one(
    world: World, ground_school: GroundSchool, who: str
) -> None:
    foreign = make.TrainingFactory(company=world.baltic)

    refusals = [get_report(getattr(world, who), *MARCH, training) for training in (foreign, NOBODY, "x", "0")]

    assert [response.status_code for response in refusals] == [404] * 4
    assert {response.content for response in refusals} == {refusals[0].content}
    assert refusals[0].json()["errors"] == {"training_id": ["There is no training with this id."]}


# --- rights


def test_the_report_is_for_staff(world: World, ground_school: GroundSchool) -> None:
    people = ("maria", "charles", "ines", "tom", "sam", "otto", "olga")

    statuses = {name: get_report(getattr(world, name)).status_code for name in people}

    assert statuses == {
        "maria": 200, "charles": 200, "ines": 200, "tom": 200, "sam": 403, "otto": 200, "olga": 403,
    }  # fmt: skip
    assert Client().get("/trainings/onsite/session_report/2026-03-01/2026-03-31.json").status_code == 401


def test_each_gets_the_classes_and_rosters_that_they_may_read(world: World, ground_school: GroundSchool) -> None:
    school = ground_school
    toms = hold_class(school, "2026-03-02 08:00", 30, school.sams, teacher=world.tom)
    report = {name: read_report(getattr(world, name)) for name in ("maria", "charles", "ines", "tom", "otto")}

    sessions = {name: [row["id"] for row in part["sessions"]] for name, part in report.items()}

    both = [str(toms.pk), str(school.session.pk)]
    assert sessions == {"maria": both, "charles": both, "ines": both[1:], "tom": both[:1], "otto": []}
    assert {name: count_by_name(part).get("Sam Student") for name, part in report.items()} == {
        "maria": (2, 1, 90, 30), "charles": (2, 1, 90, 30), "ines": (1, 0, 60, 0), "tom": (1, 1, 30, 30), "otto": None,
    }  # fmt: skip


def test_whoever_only_attends_a_class_sees_no_roster_but_themselves(world: World, ground_school: GroundSchool) -> None:
    school = ground_school
    toms = make.EnrollmentFactory(training=school.training, user=world.tom)
    make.AttendanceFactory(class_session=school.session, enrollment=toms)

    report = read_report(world.tom)

    assert [row["id"] for row in report["sessions"]] == [str(school.session.pk)]
    assert count_by_name(report) == {"Tom Teacher": (1, 0, 60, 0)}


# --- cost


def test_thirty_classes_and_people_cost_the_queries_of_one(
    world: World, ground_school: GroundSchool, queries_of: Any
) -> None:
    school, client = ground_school, create_client(world.maria)
    address = "/trainings/onsite/session_report/2026-03-01/2026-03-31"

    def fill(count: int) -> None:
        for _ in range(count):
            student = make.EnrollmentFactory(training=school.training)
            lesson = make.LessonFactory(subject=school.subject)
            hold_class(school, "2026-03-02 08:00", 60, student, lesson=lesson)

    one = queries_of(lambda: client.get(f"{address}.json"))
    fill(29)
    thirty = queries_of(lambda: client.get(f"{address}.json"))
    of_training = queries_of(lambda: client.get(f"{address}/{school.training.pk}.json"))

    assert len(client.get(f"{address}.json").json()["sessions"]) == 30
    assert len(one) == len(thirty) == 3, thirty  # token, classes, people
    assert len(of_training) == 4  # and whether there is such a training
