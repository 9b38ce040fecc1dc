"""`GET /trainings/students/summary/{enrollmentId}.json` (docs/api.md, section 7)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from missions.models import FlightTemplate
from onsite.classes.scheduling import delete_class
from tests import factories as make
from tests.trainings.life.conftest import REASON, School, create_school
from tests.world import Client, World, create_client
from trainings.credits.revoking import revoke_credit
from trainings.enrollment_acts.pausing import pause_enrollments
from trainings.enrollment_acts.withdrawing import withdraw_enrollments
from trainings.models import Enrollment, Subject, Training

NOBODY = "01900000-0000-7000-8000-000000000000"


def get_summary(user: Any, enrollment: Any) -> Any:
    return create_client(user).get(f"/trainings/students/summary/{getattr(enrollment, 'pk', enrollment)}.json")


def read_summary(user: Any, enrollment: Enrollment) -> dict[str, Any]:
    response = get_summary(user, enrollment)
    assert response.status_code == 200, response.content
    assert set(response.json()) == {"result"}
    result: dict[str, Any] = response.json()["result"]
    return result


@pytest.fixture
def subject(training: Training) -> Subject:
    return make.SubjectFactory(training=training)


def hold_class(subject: Subject, enrollment: Enrollment, *, is_present: bool | None = True, **fields: Any) -> Any:
    """A class of a new lesson, yesterday unless the fields say otherwise."""
    session = make.ClassSessionFactory(subject=subject, lesson=make.LessonFactory(subject=subject), **fields)
    make.AttendanceFactory(class_session=session, enrollment=enrollment, is_present=is_present)
    return session


def test_the_summary_as_counted_by_hand(
    world: World, training: Training, enrollment: Enrollment, subject: Subject
) -> None:
    for is_present in (True, True, False):
        hold_class(subject, enrollment, is_present=is_present)
    circuits, _ = (make.FlightTemplateFactory(training=training, hours=hours) for hours in ("1.50", "2.25"))
    for is_completed, seconds in ((False, 1800), (True, 4200), (True, 3600)):
        make.FlightRecordFactory(enrollment=enrollment, template=circuits, is_completed=is_completed, seconds=seconds)

    assert read_summary(world.sam, enrollment) == {
        "training_id": str(training.pk),
        "enrollment_id": str(enrollment.pk),
        "user_id": str(world.sam.pk),
        "finished": False,
        "theory": {
            "progress": {"total": 3, "completed": 2, "percentage": 66},
            "attendance": {"given": 3, "taken": 2, "percentage": 66},
        },
        "flight": {
            "progress": {"total": 2, "completed": 1, "percentage": 50},
            "attendance": {"attempts": 3, "passed": 2, "percentage": 66},
            "hours": {"planned": 3.75, "flown": 2.67},
        },
    }


def test_what_the_training_has_not_is_null(world: World) -> None:
    ground = make.TrainingFactory(company=world.alpine, has_flights=False)
    flights = make.TrainingFactory(company=world.alpine, has_theory=False, has_flights=True)
    studied, flown = (make.EnrollmentFactory(training=training, user=world.sam) for training in (ground, flights))

    assert read_summary(world.sam, studied)["flight"] is None
    assert read_summary(world.sam, studied)["theory"] is not None
    assert read_summary(world.sam, flown)["theory"] is None


def test_an_empty_training_is_all_zeros(world: World, enrollment: Enrollment) -> None:
    nothing = {"total": 0, "completed": 0, "percentage": 0}

    summary = read_summary(world.sam, enrollment)

    assert summary["theory"] == {"progress": nothing, "attendance": {"given": 0, "taken": 0, "percentage": 0}}
    assert summary["flight"] == {
        "progress": nothing,
        "attendance": {"attempts": 0, "passed": 0, "percentage": 0},
        "hours": {"planned": 0, "flown": 0},
    }


def test_percentages_are_rounded_down_so_that_a_hundred_means_all(
    world: World, enrollment: Enrollment, subject: Subject
) -> None:
    for number in range(200):
        hold_class(subject, enrollment, is_present=number > 0)

    theory = read_summary(world.sam, enrollment)["theory"]

    assert theory["progress"] == {"total": 200, "completed": 199, "percentage": 99}
    assert theory["attendance"] == {"given": 200, "taken": 199, "percentage": 99}


def test_attendance_counts_past_classes_that_were_held(world: World, enrollment: Enrollment, subject: Subject) -> None:
    hold_class(subject, enrollment, is_present=None)
    hold_class(subject, enrollment, is_present=None, starts_in=1)
    deleted = hold_class(subject, enrollment, is_present=None)
    delete_class(session_id=deleted.pk, by=world.maria)

    attendance = read_summary(world.sam, enrollment)["theory"]["attendance"]

    assert attendance == {"given": 1, "taken": 0, "percentage": 0}


def test_attendance_and_progress_are_those_of_the_students_list(
    world: World, maria: Client, enrollment: Enrollment, subject: Subject
) -> None:
    for is_present in (True, False, None, True):
        hold_class(subject, enrollment, is_present=is_present)
    (row,) = maria.get("/manager/trainings/students/list.json").json()["students"]

    theory = read_summary(world.maria, enrollment)["theory"]

    for name in ("given", "taken"):
        assert theory["attendance"][name] == row["Attendance"][name]
    for name in ("total", "completed"):
        assert theory["progress"][name] == row["Lessons"][name]


def test_in_a_distance_training_the_attendance_mirrors_the_progress(
    world: World, training: Training, enrollment: Enrollment, subject: Subject
) -> None:
    training.type = Training.Type.DISTANCE
    training.save()
    first, *_ = make.LessonFactory.create_batch(3, subject=subject)
    make.LessonStudyFactory(enrollment=enrollment, lesson=first)
    make.AttendanceFactory(
        class_session=make.ClassSessionFactory(subject=subject), enrollment=enrollment, is_present=True
    )

    assert read_summary(world.sam, enrollment)["theory"] == {
        "progress": {"total": 3, "completed": 1, "percentage": 33},
        "attendance": {"given": 3, "taken": 1, "percentage": 33},
    }


def test_what_is_deleted_from_the_syllabus_is_neither_done_nor_planned(
    world: World, training: Training, enrollment: Enrollment
) -> None:
    mission = make.FlightTemplateFactory(training=training, hours=2)
    make.FlightRecordFactory(enrollment=enrollment, template=mission)
    FlightTemplate.objects.update(deleted_at=timezone.now())

    flight = read_summary(world.sam, enrollment)["flight"]

    assert flight["progress"]["total"] == 0
    assert flight["hours"] == {"planned": 0, "flown": 1.0}  # what was flown stays flown


def test_a_retake_starts_from_zero(world: World, training: Training, enrollment: Enrollment, subject: Subject) -> None:
    hold_class(subject, enrollment)
    make.FlightRecordFactory(enrollment=enrollment, template=make.FlightTemplateFactory(training=training))
    Enrollment.objects.filter(pk=enrollment.pk).update(finished_at=timezone.now() - timedelta(hours=1))
    retake = make.EnrollmentFactory(training=training, user=world.sam)

    before, now = read_summary(world.sam, enrollment), read_summary(world.sam, retake)

    assert (before["finished"], now["finished"]) == (True, False)
    assert (before["theory"]["progress"]["completed"], now["theory"]["progress"]["completed"]) == (1, 0)
    assert now["theory"]["attendance"]["given"] == now["flight"]["attendance"]["attempts"] == 0
    assert now["flight"]["hours"]["flown"] == 0


# --- credits and other acts


@pytest.fixture
def school(world: World) -> School:
    return create_school(world)


@pytest.mark.parametrize("type", ["DISTANCE", "ONSITE", "REMOTE"])
def test_credited_items_count_as_done(world: World, school: School, type: str) -> None:
    Training.objects.filter(pk=school.training.pk).update(type=type)
    row = school.enroll_sam()
    (first, *_) = school.credit(row, [school.lessons[0], school.exam, school.mission])

    credited = read_summary(world.sam, row)
    revoke_credit(credit_id=first.pk, reason="The licence was forged", by=world.maria)
    revoked = read_summary(world.sam, row)

    assert credited["theory"]["progress"] == {"total": 3, "completed": 2, "percentage": 66}
    assert credited["flight"]["progress"] == {"total": 1, "completed": 1, "percentage": 100}
    assert credited["flight"]["attendance"] == {"attempts": 0, "passed": 0, "percentage": 0}
    done = [summary["theory"]["progress"]["completed"] + summary["flight"]["progress"]["completed"]
            for summary in (credited, revoked)]  # fmt: skip
    assert done == [3, 2]


@pytest.mark.parametrize("act", [withdraw_enrollments, pause_enrollments])
def test_withdrawn_and_paused_enrollments_are_read_like_any_other(world: World, school: School, act: Any) -> None:
    row = school.enroll_sam()
    school.credit(row, [school.mission])
    before = read_summary(world.sam, row)

    act(enrollment_ids=[row.pk], reason=REASON, by=world.maria)

    assert read_summary(world.sam, row) == read_summary(world.ines, row) == before


# --- rights


def test_students_read_their_own_and_staff_what_they_may_read(world: World, enrollment: Enrollment) -> None:
    make.SubjectFactory(training=enrollment.training, teacher=world.ines)
    people = ("sam", "sue", "ines", "tom", "charles", "maria", "olga", "otto")

    statuses = {name: get_summary(getattr(world, name), enrollment).status_code for name in people}

    assert statuses == {
        "sam": 200, "sue": 403, "ines": 200, "tom": 404, "charles": 200, "maria": 200, "olga": 404, "otto": 404,
    }  # fmt: skip
    assert Client().get(f"/trainings/students/summary/{enrollment.pk}.json").status_code == 401


def test_a_supervisor_reads_the_summary(world: World, enrollment: Enrollment) -> None:
    Enrollment.objects.update(supervisor=world.tom)

    assert read_summary(world.tom, enrollment) == read_summary(world.sam, enrollment)


@pytest.mark.parametrize("who", ["sam", "ines", "maria"])
def test_another_schools_is_answered_like_an_unknown_one(world: World, who: str) -> None:
    foreign = make.EnrollmentFactory(training__company=world.baltic, user=world.olga)
    user = getattr(world, who)

    unseen, unknown = get_summary(user, foreign), get_summary(user, NOBODY)

    assert unseen.status_code == unknown.status_code == get_summary(user, "x").status_code == 404
    assert unseen.content == unknown.content


def test_the_id_of_a_training_is_no_id_of_an_enrollment(world: World, enrollment: Enrollment) -> None:
    assert get_summary(world.sam, enrollment.training).status_code == 404


# --- cost


def test_it_takes_two_queries_whatever_there_is_to_count(
    world: World, training: Training, enrollment: Enrollment, subject: Subject, queries_of: Any
) -> None:
    client = create_client(world.sam)
    address = f"/trainings/students/summary/{enrollment.pk}.json"

    def add(count: int) -> None:
        for _ in range(count):
            hold_class(subject, enrollment)
            make.FlightRecordFactory(enrollment=enrollment, template=make.FlightTemplateFactory(training=training))

    add(1)
    one = queries_of(lambda: client.get(address))
    add(29)
    thirty = queries_of(lambda: client.get(address))

    assert len(one) == len(thirty) == 2, thirty  # token, everything
    refused = create_client(world.sue)
    assert len(queries_of(lambda: refused.get(address))) == 3
