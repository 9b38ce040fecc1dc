"""`GET /manager/trainings/students/view/{enrollmentId}.json` (docs/api.md, section 7)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from onsite.models import MetricRating, ObjectiveRating
from tests import factories as make
from tests.world import Client, World, create_client
from trainings.models import Enrollment, LearningObjective, Metric

NOBODY = "01900000-0000-7000-8000-000000000000"


def view_student(client: Client, id: Any) -> Any:
    return client.get(f"/manager/trainings/students/view/{id}.json")


def create_evaluated_class(enrollment: Enrollment, days_ago: int = 1) -> Any:
    """A class the student attended and was rated in; also a sitting and a flight."""
    lesson = make.LessonFactory(subject__training=enrollment.training)
    held = make.ClassSessionFactory(subject=lesson.subject, lesson=lesson, starts_in=-days_ago)
    row = make.AttendanceFactory(
        class_session=held, enrollment=enrollment, is_present=True, seconds=3600, remarks="Good", measures="None"
    )
    objective = LearningObjective.objects.create(lesson=lesson, name="Trims the aircraft")
    metric = Metric.objects.create(training=enrollment.training, name=f"Airmanship {days_ago}")
    ObjectiveRating.objects.create(attendance=row, objective=objective, rating="STD")
    MetricRating.objects.create(attendance=row, metric=metric, rating="4", comments="Calm")
    exam = make.ExamFactory(subject=lesson.subject)
    make.AttemptFactory(enrollment=enrollment, exam=exam)
    mission = make.FlightTemplateFactory(training=enrollment.training)
    make.FlightRecordFactory(enrollment=enrollment, template=mission, flown_on=date(2026, 3, 1))
    return row


def test_it_is_the_training_view_with_notes(world: World, maria: Client, enrollment: Enrollment) -> None:
    Enrollment.objects.update(notes="Nervous on the radio")
    create_evaluated_class(enrollment)

    body = view_student(maria, enrollment.pk).json()
    same = create_client(world.sam).get(f"/trainings/trainings/view/{enrollment.pk}.json").json()

    assert body["training"]["TrainingsUser"].pop("notes") == "Nervous on the radio"
    assert same["training"]["TrainingsUser"].pop("notes") is None
    assert body["training"].pop("Function") == "manager"
    assert same["training"].pop("Function") == "student"
    assert body["training"] == same["training"]
    assert body["performedFlightTrainings"] == same["performedFlightTrainings"]
    assert set(body) == {"training", "performedFlightTrainings", "ExamAttempt", "ClassAttendance", "Credit"}


def test_every_class_is_there_with_what_was_recorded_and_rated(maria: Client, enrollment: Enrollment) -> None:
    row = create_evaluated_class(enrollment)
    held = row.class_session

    (attended,) = view_student(maria, enrollment.pk).json()["ClassAttendance"]

    assert attended == {
        "LessonClass": {
            "id": str(held.pk),
            "training_subject_id": str(held.subject_id),
            "training_subject_lesson_id": str(held.lesson_id),
            "training_subject_exam_id": None,
            "datetime": "2026-03-17 10:00:00",
            "status": "scheduled",
        },
        "TrainingSubjectAttendance": {
            "id": str(row.pk),
            "value": True,
            "time": 3600,
            "remarks": "Good",
            "measures": "None",
            "exam_rating": None,
            "code": None,
        },
        "UserTrainingObjective": [
            {"objective_id": str(row.objective_ratings.get().objective_id), "rating": "STD"},
        ],
        "UserTrainingMetric": [
            {"metric_id": str(row.metric_ratings.get().metric_id), "rating": "4", "comments": "Calm"},
        ],
    }


def test_classes_come_in_order_without_cancelled_ones_and_without_those_of_others(
    world: World, maria: Client, enrollment: Enrollment
) -> None:
    later, sooner = create_evaluated_class(enrollment, 1), create_evaluated_class(enrollment, 5)
    other = make.EnrollmentFactory(training=enrollment.training, user=world.sue)
    create_evaluated_class(other)
    gone = make.ClassSessionFactory(
        subject=later.class_session.subject, is_cancelled=True, deleted_at=timezone.now(), starts_in=-2
    )
    make.AttendanceFactory(class_session=gone, enrollment=enrollment)

    rows = view_student(maria, enrollment.pk).json()["ClassAttendance"]

    assert [row["TrainingSubjectAttendance"]["id"] for row in rows] == [str(sooner.pk), str(later.pk)]


def test_sittings_open_and_graded(maria: Client, enrollment: Enrollment) -> None:
    exam = make.ExamFactory(subject__training=enrollment.training)
    graded = make.AttemptFactory(enrollment=enrollment, exam=exam, score="66.67", is_passed=False)
    running = make.AttemptFactory(
        enrollment=enrollment, exam=exam, started_at=timezone.now(), finished_at=None, score=None, is_passed=None,
        deadline_at=timezone.now() + timedelta(minutes=30),
    )  # fmt: skip
    exam.deleted_at = timezone.now()
    exam.save()

    attempts = view_student(maria, enrollment.pk).json()["ExamAttempt"]

    assert attempts == [
        {
            "id": str(graded.pk),
            "exam_id": str(exam.pk),
            "start": "2026-03-17 10:00:00",
            "finish": "2026-03-17 10:20:00",
            "status": "finished",
            "score": 66.67,
            "passed": False,
            "reset": False,
            "Exam": {"id": str(exam.pk), "name": exam.name},
        },
        {
            "id": str(running.pk),
            "exam_id": str(exam.pk),
            "start": "2026-03-18 10:00:00",
            "finish": None,
            "status": "open",
            "score": None,
            "passed": None,
            "reset": False,
            "Exam": {"id": str(exam.pk), "name": exam.name},
        },
    ]


def test_only_enrollment_ids_are_known_and_those_of_other_schools_are_not(world: World, maria: Client) -> None:
    foreign = make.EnrollmentFactory(training=make.TrainingFactory(company=world.baltic), user=world.olga)
    own_go = make.EnrollmentFactory(training=make.TrainingFactory(company=world.alpine), user=world.maria)

    unknown = view_student(maria, NOBODY)
    assert unknown.status_code == 404
    assert view_student(maria, foreign.pk).content == view_student(maria, own_go.training_id).content == unknown.content
    assert view_student(maria, "x").status_code == 404
    assert view_student(maria, own_go.pk).json()["training"]["TrainingsUser"]["notes"] is None


@pytest.mark.parametrize("who", ["charles", "ines", "sam"])
def test_only_managers_look(world: World, enrollment: Enrollment, who: str) -> None:
    assert view_student(create_client(getattr(world, who)), enrollment.pk).status_code == 403


def test_thirty_of_everything_cost_the_thirteen_queries_of_one(
    maria: Client, enrollment: Enrollment, queries_of: Any
) -> None:
    create_evaluated_class(enrollment)
    one = queries_of(lambda: view_student(maria, enrollment.pk))
    for days_ago in range(2, 31):
        create_evaluated_class(enrollment, days_ago)
    thirty = queries_of(lambda: view_student(maria, enrollment.pk))

    # who is asking; the enrollment; its subjects, lessons, exams, missions, flights, study weeks; its sittings; its
    # classes, their ratings by objective and by metric; its credits
    assert len(one) == len(thirty) == 13, thirty
    assert len(view_student(maria, enrollment.pk).json()["ClassAttendance"]) == 30
