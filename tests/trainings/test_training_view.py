"""`GET /trainings/trainings/view/{id}.json` (docs/api.md, section 3)."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import timezone

from tests import factories as make
from tests.world import World, create_client
from trainings.models import Enrollment, StudySession


def view_training(client: Any, id: Any) -> Any:
    return client.get(f"/trainings/trainings/view/{id}.json")


@pytest.fixture
def enrollment(world: World) -> Enrollment:
    """Sam half way through a training of two subjects and three missions, supervised by Tom, taught by Ines."""
    training = make.TrainingFactory(
        company=world.alpine, has_flights=True, manager=world.maria, ends_on=date(2026, 12, 31)
    )
    air_law = make.SubjectFactory(training=training, code="010", name="Air Law", teacher=world.ines, hours=14)
    weather = make.SubjectFactory(training=training, code="050", name="Meteorology")
    enrollment = make.EnrollmentFactory(
        training=training, user=world.sam, supervisor=world.tom, notes="Nervous on the radio",
        finish_before_at=datetime(2026, 6, 30, tzinfo=UTC),
    )  # fmt: skip
    done, _ = make.LessonFactory.create_batch(2, subject=air_law, duration_minutes=45)
    make.LessonFactory(subject=weather, is_mandatory=False)
    passed = make.ExamFactory(subject=air_law)
    make.LessonStudyFactory(enrollment=enrollment, lesson=done)
    make.AttemptFactory(enrollment=enrollment, exam=passed)
    dual, solo, _ = (
        make.FlightTemplateFactory(training=training, flight_type=kind, hours="1.50")
        for kind in ("DUAL", "SOLO", "SOLO")
    )
    make.FlightRecordFactory(enrollment=enrollment, template=dual, flown_on=date(2026, 3, 2), signed_at=timezone.now())
    make.FlightRecordFactory(
        enrollment=enrollment,
        template=solo,
        is_completed=False,
        flown_on=date(2026, 3, 3),
        seconds=1800,
        flight_id="D-EX 17",
    )
    return enrollment


def test_the_view_tells_everything_about_the_enrollment(world: World, enrollment: Enrollment) -> None:
    body = view_training(create_client(world.sam), enrollment.pk).json()
    training = body["training"]

    assert training["TrainingsUser"] == {
        "id": str(enrollment.pk),
        "training_id": str(enrollment.training_id),
        "user_id": str(world.sam.pk),
        "supervisor_id": str(world.tom.pk),
        "finish_before": "2026-06-30",
        "finished": False,
        "finish_date": None,
        "state": "ONGOING",
        "withdrawn_date": None,
        "paused_date": None,
        "validity": None,
        "flight_phase": None,
        "notes": None,
        "created": "2026-03-18",
        "modified": "2026-03-18",
    }
    assert training["Function"] == "student"
    assert training["Progress"] == {"total": 3, "completed": 2, "finished": False}
    assert training["User"]["UserDetail"]["surname"] == "Student"
    assert training["Supervisor"]["email"] == world.tom.email
    assert training["Training"]["Manager"]["id"] == str(world.maria.pk)
    assert training["Training"]["end"] == "2026-12-31"


def test_each_subject_carries_its_lessons_exams_and_progress(world: World, enrollment: Enrollment) -> None:
    air_law, weather = view_training(create_client(world.sam), enrollment.pk).json()["training"]["Training"][
        "TrainingSubject"
    ]
    first, second = air_law["TrainingSubjectLesson"]

    assert (air_law["code"], air_law["hours"], air_law["lessons"]) == ("010", 14.0, 2)
    assert air_law["teacher_id"] == str(world.ines.pk)
    assert set(first) == {"id", "training_subject_id", "name", "minutes", "mandatory", "order", "credited"}
    assert set(air_law["TrainingSubjectExam"][0]) == {
        "id",
        "training_subject_id",
        "name",
        "type",
        "mandatory",
        "order",
        "completed",
        "credited",
    }
    assert air_law["Progress"] == {
        "total": 3, "completed": 2, "finished": False, "lessons": {first["id"]: True, second["id"]: False},
    }  # fmt: skip
    assert weather["Progress"]["total"] == 0
    assert weather["TrainingSubjectLesson"][0]["mandatory"] is False


def test_flights_are_listed_as_planned_as_flown_and_by_kind(world: World, enrollment: Enrollment) -> None:
    body = view_training(create_client(world.sam), enrollment.pk).json()
    dual, solo, _ = body["training"]["Training"]["TrainingFlight"]
    first, second = body["performedFlightTrainings"]

    assert (dual["completed"], solo["completed"], dual["hours"], dual["rules"]) == (True, False, 1.5, "VFR")
    assert body["training"]["TrainingFlightTypes"] == {
        "DUAL": {"missions": 1, "completed": 1, "time": 3600},
        "SOLO": {"missions": 2, "completed": 0, "time": 1800},
    }
    assert first["TrainingFlight"] == {"id": dual["id"], "name": dual["name"], "order": dual["order"]}
    assert first["UserTrainingFlight"]["signed"] is True
    assert second["UserTrainingFlight"] | {"id": ""} == {
        "id": "",
        "training_flight_id": solo["id"],
        "flight_id": "D-EX 17",
        "completed": None,
        "time": 1800,
        "remarks": "",
        "signed": False,
    }
    assert first["UserTrainingFlight"]["completed"] == "2026-03-02 05:30:00"


@pytest.mark.parametrize(("who", "function"), [("ines", "teacher"), ("charles", "manager"), ("maria", "manager")])
def test_staff_who_are_not_enrolled_get_the_training_itself(
    world: World, enrollment: Enrollment, queries_of: Any, who: str, function: str
) -> None:
    client = create_client(getattr(world, who))
    body = view_training(client, enrollment.training_id).json()
    training = body["training"]

    assert (training["TrainingsUser"], training["User"], training["Supervisor"]) == (None, None, None)
    assert training["Function"] == function
    assert (training["weeklytime"], body["performedFlightTrainings"]) == ([], [])
    assert training["Progress"] == {"total": 3, "completed": 0, "finished": False}
    assert training["Training"]["Manager"]["id"] == str(world.maria.pk)
    air_law, _ = training["Training"]["TrainingSubject"]
    assert not any(air_law["Progress"]["lessons"].values())
    assert [flight["completed"] for flight in training["Training"]["TrainingFlight"]] == [False] * 3
    assert training["TrainingFlightTypes"]["DUAL"] == {"missions": 1, "completed": 0, "time": 0}
    # token, no enrollment, training, subjects, lessons, exams, missions
    assert len(queries_of(lambda: view_training(client, enrollment.training_id))) == 7


@pytest.mark.parametrize("who", ["tom", "sue", "otto"])
def test_who_does_not_see_a_training_gets_404_for_its_id(world: World, enrollment: Enrollment, who: str) -> None:
    template = make.TrainingFactory(company=world.alpine, is_template=True)

    assert view_training(create_client(getattr(world, who)), enrollment.training_id).status_code == 404
    assert view_training(create_client(world.maria), template.pk).status_code == 404


def test_weekly_time_adds_up_by_iso_week(world: World, enrollment: Enrollment) -> None:
    study = enrollment.studies.get()
    for day, seconds in [(date(2024, 12, 29), 60), (date(2025, 1, 4), 40), (date(2026, 3, 15), 5)]:
        ended_at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)  # the day after, in Auckland
        StudySession.objects.create(study=study, seconds=seconds, ended_at=ended_at)

    assert view_training(create_client(world.sam), enrollment.pk).json()["training"]["weeklytime"] == [
        {"week_name": "Week 1", "year": 2025, "week": 1, "week_time": 100},
        {"week_name": "Week 12", "year": 2026, "week": 12, "week_time": 5},
    ]


def test_a_training_id_means_the_callers_newest_enrollment_in_it(
    world: World, enrollment: Enrollment, frozen_clock: Any
) -> None:
    Enrollment.objects.update(finished_at=timezone.now())
    frozen_clock.shift(60)
    retake = make.EnrollmentFactory(training=enrollment.training, user=world.sam)
    frozen_clock.shift(60)
    make.EnrollmentFactory(training=enrollment.training, user=world.sue)

    body = view_training(create_client(world.sam), enrollment.training_id).json()

    assert body["training"]["TrainingsUser"]["id"] == str(retake.pk)
    assert view_training(create_client(world.tom), enrollment.training_id).status_code == 404


@pytest.mark.parametrize(
    ("who", "function", "notes"),
    [
        ("sam", "student", None),
        ("tom", "supervisor", None),
        ("ines", "teacher", None),
        ("charles", "manager", None),
        ("maria", "manager", "Nervous on the radio"),
    ],
)
def test_each_reader_has_a_function_and_only_managers_see_notes(
    world: World, enrollment: Enrollment, who: str, function: str, notes: str | None
) -> None:
    training = view_training(create_client(getattr(world, who)), enrollment.pk).json()["training"]

    assert training["Function"] == function
    assert training["TrainingsUser"]["notes"] == notes


def test_a_manager_who_is_the_student_does_not_see_the_notes(world: World, enrollment: Enrollment) -> None:
    own = make.EnrollmentFactory(training=enrollment.training, user=world.maria, notes="Watch her")

    training = view_training(create_client(world.maria), own.pk).json()["training"]

    assert (training["Function"], training["TrainingsUser"]["notes"]) == ("student", None)


def test_the_teacher_of_one_class_may_read_the_enrollments_of_its_training(
    world: World, enrollment: Enrollment
) -> None:
    enrollment.training.subjects.update(teacher=None)
    assert view_training(create_client(world.ines), enrollment.pk).status_code == 404

    make.ClassSessionFactory(subject=enrollment.training.subjects.first(), teacher=world.ines)

    assert view_training(create_client(world.ines), enrollment.pk).json()["training"]["Function"] == "teacher"


@pytest.mark.parametrize("who", ["sue", "otto", "olga"])
def test_out_of_reach_is_the_same_404_as_unknown(world: World, enrollment: Enrollment, who: str) -> None:
    client = create_client(getattr(world, who))

    hidden = view_training(client, enrollment.pk)
    unknown = view_training(client, "01900000-0000-7000-8000-000000000000")

    assert hidden.status_code == unknown.status_code == 404
    assert hidden.content == unknown.content == view_training(client, "not-an-id").content


def test_the_view_costs_the_same_whatever_the_size(world: World, enrollment: Enrollment, queries_of: Any) -> None:
    client = create_client(world.sam)
    small = queries_of(lambda: view_training(client, enrollment.pk))

    for subject in make.SubjectFactory.create_batch(29, training=enrollment.training):
        make.LessonFactory(subject=subject)
        make.ExamFactory(subject=subject)
        mission = make.FlightTemplateFactory(training=enrollment.training)
        make.FlightRecordFactory(enrollment=enrollment, template=mission)
    large = queries_of(lambda: view_training(client, enrollment.pk))

    # token, enrollment with its people, missions, flights flown, weeks, subjects, lessons, exams
    assert len(small) == len(large) == 8, large
