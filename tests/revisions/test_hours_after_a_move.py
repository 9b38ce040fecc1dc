"""Required hours of a student who was moved to another revision: what was done counts once, and in its subject."""

from typing import Any

import pytest

from core import clock
from hours.reading.balances import read_hours
from missions.models import FlightTemplate
from tests import factories as make
from tests.hours.conftest import count, hold_class, require
from tests.hours.test_flights import fly
from tests.hours.test_ground import give_credit, study
from tests.revisions.conftest import Course, find_copy
from trainings.models import Enrollment, Lesson, Subject, Training


def rename_wind(course: Course) -> Any:
    def change(draft: Training) -> None:
        Lesson.objects.filter(pk=find_copy(Lesson, course.wind, draft).pk).update(name="Wind and waves")

    return change


@pytest.fixture
def in_class(course: Course) -> Course:
    """The course, taught in class, with required hours, published."""
    Training.objects.filter(pk=course.training.pk).update(type="ONSITE")
    course.training.refresh_from_db()
    for kind in ("GROUND", "FLIGHT", "DUAL"):
        require(course.training, kind)
    require(course.training, "GROUND", subject=course.subject)
    course.publish()
    course.training.refresh_from_db()
    return course


def test_a_class_and_a_flight_count_once_after_a_move(in_class: Course) -> None:
    row = in_class.enroll_sam()
    hold_class(row, in_class.fronts, in_class.subject)
    fly(row, in_class.mission, 90)
    before = {kind: count(row, kind) for kind in ("GROUND", "FLIGHT", "DUAL")}
    revised = in_class.revise(rename_wind(in_class))
    in_class.move(row)
    row = Enrollment.objects.get(pk=row.pk)

    subject = find_copy(Subject, in_class.subject, revised)
    assert {kind: count(row, kind) for kind in before} == before
    assert count(row, "GROUND", subject) == (60, 0, 60)


def test_a_lesson_that_is_lost_has_to_be_taught_again_and_what_was_taught_stays(in_class: Course) -> None:
    row = in_class.enroll_sam()
    hold_class(row, in_class.fronts, in_class.subject)
    fly(row, in_class.mission, 90)

    def change(draft: Training) -> None:
        Lesson.objects.filter(pk=find_copy(Lesson, in_class.fronts, draft).pk).update(duration_minutes=90)
        FlightTemplate.objects.filter(pk=find_copy(FlightTemplate, in_class.mission, draft).pk).update(hours="2.00")

    revised = in_class.revise(change)
    lost: dict[str, Any] = {
        "confirmed_ids": {str(in_class.fronts.pk), str(in_class.mission.pk)},
        "reason": "Much is new in both",
    }
    in_class.move(row, kept_ids=[], **lost)
    row = Enrollment.objects.get(pk=row.pk)

    assert count(row, "GROUND", find_copy(Subject, in_class.subject, revised)) == (60, 0, 90 + 60)
    assert count(row, "FLIGHT") == (90, 0, 120)


def test_of_a_lesson_studied_in_two_revisions_counts_its_length_once(published: Course) -> None:
    row = published.enroll_sam()
    study(row, published.clouds, 40)
    revised = published.revise(rename_wind(published))
    published.move(row)
    row = Enrollment.objects.get(pk=row.pk)
    clouds = find_copy(Lesson, published.clouds, revised)
    subject = find_copy(Subject, published.subject, revised)
    assert count(row, "SELF_STUDY", subject) == (40, 0, 60 + 20)

    study(row, clouds, 40)

    assert count(row, "SELF_STUDY", subject) == (60, 0, 60)


def test_moved_twice_everything_counts_under_the_present_revision(in_class: Course) -> None:
    row = in_class.enroll_sam()
    hold_class(row, in_class.fronts, in_class.subject)
    fly(row, in_class.mission, 90)
    in_class.revise(rename_wind(in_class))
    in_class.move(row)
    in_class.training = Enrollment.objects.get(pk=row.pk).training
    third = in_class.start()
    Lesson.objects.filter(subject__training=third, name="Wind and waves").update(name="Wind")
    in_class.approve(third)
    in_class.move(row)
    row = Enrollment.objects.get(pk=row.pk)

    assert row.training.revision == 3
    assert count(row, "GROUND", find_copy(Subject, in_class.subject, third)) == (60, 0, 60)
    assert count(row, "FLIGHT") == (90, 0, 0)


def test_thirty_moved_students_cost_the_queries_of_one(in_class: Course, queries_of: Any) -> None:
    people = [make.UserFactory(company=in_class.world.alpine) for _ in range(30)]
    rows = in_class.enroll(*people)
    for row in rows:
        hold_class(row, in_class.fronts, in_class.subject)
        fly(row, in_class.mission, 90)
    in_class.revise(rename_wind(in_class))
    in_class.move(*rows)
    moved = list(Enrollment.objects.filter(pk__in=[row.pk for row in rows]).select_related("training", "company"))

    few = queries_of(lambda: read_hours(moved[:1], clock.now()))
    many = queries_of(lambda: read_hours(moved, clock.now()))

    assert len(many) == len(few) == 10, few


def test_what_was_done_in_less_than_the_planned_time_brings_no_hours(in_class: Course) -> None:
    row = in_class.enroll_sam()
    hold_class(row, in_class.fronts, in_class.subject, seconds=50 * 60)
    fly(row, in_class.mission, 40)
    in_class.revise(rename_wind(in_class))
    in_class.move(row)
    row = Enrollment.objects.get(pk=row.pk)

    assert count(row, "GROUND") == (50, 0, 120)
    assert count(row, "FLIGHT") == (40, 0, 0)


def test_hours_of_earlier_training_stay_credited(in_class: Course) -> None:
    row = in_class.enroll_sam()
    give_credit(row, in_class.fronts, "LESSON", in_class.world.maria)
    give_credit(row, in_class.mission, "MISSION", in_class.world.maria)
    before = {kind: count(row, kind) for kind in ("GROUND", "FLIGHT")}
    for change in (rename_wind(in_class), add_a_lesson):
        revised = in_class.revise(change)
        in_class.move(row)
        in_class.training = revised
        row = Enrollment.objects.get(pk=row.pk)

    assert row.training.revision == 3
    assert before == {"GROUND": (0, 60, 120), "FLIGHT": (0, 60, 0)}
    assert {kind: count(row, kind) for kind in before} == {"GROUND": (0, 60, 120 + 60), "FLIGHT": (0, 60, 0)}


def add_a_lesson(draft: Training) -> None:
    make.LessonFactory(subject=draft.subjects.get(code="050"), name="Ice", order=9)
