"""Progress, by hand-computed cases (docs/api.md, section 3, Ground-school progress and Flight progress)."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from tests import factories as make
from tests.trainings.progress.cases import CASES, Case, SampleTraining
from tests.world import World
from trainings.endpoints.syllabus_reads import read_enrollment_syllabus
from trainings.enrollments.progress import Progress, get_flight_progress, get_ground_school_progress
from trainings.models import Enrollment

if TYPE_CHECKING:
    from trainings.enrollments.progress import EnrollmentWithProgress


def count_progress(enrollment: Enrollment) -> "EnrollmentWithProgress":
    return Enrollment.objects.with_progress(timezone.now()).get(pk=enrollment.pk)


for_each_case = pytest.mark.parametrize(
    ("type", "case", "total", "completed"), CASES, ids=[f"{type}-{case.__name__}" for type, case, _, _ in CASES]
)


@for_each_case
def test_ground_school_is_what_a_person_counts(world: World, type: str, case: Case, total: int, completed: int) -> None:
    sample = SampleTraining(world, type)
    case(sample)

    assert get_ground_school_progress(count_progress(sample.enrollment)) == Progress(total, completed)


@for_each_case
def test_item_by_item_and_counted_progress_agree(
    world: World, type: str, case: Case, total: int, completed: int
) -> None:
    sample = SampleTraining(world, type)
    case(sample)

    progress = read_enrollment_syllabus(sample.enrollment, timezone.now()).progress

    assert (progress.total, progress.completed) == (total, completed)


@pytest.mark.parametrize(
    ("total", "completed", "finished"), [(0, 0, False), (2, 1, False), (2, 2, True)], ids=["empty", "half", "all"]
)
def test_finished_means_there_was_something_and_all_of_it_is_done(total: int, completed: int, finished: bool) -> None:
    assert Progress(total, completed).is_complete is finished


@pytest.mark.parametrize("type", ["DISTANCE", "ONSITE"])
def test_a_retake_starts_from_zero(world: World, type: str) -> None:
    sample = SampleTraining(world, type)
    lesson = sample.add_lesson()
    sample.add_studies(lesson)
    sample.add_attendance(lesson)
    mission = make.FlightTemplateFactory(training=sample.training)
    make.FlightRecordFactory(enrollment=sample.enrollment, template=mission)
    Enrollment.objects.filter(pk=sample.enrollment.pk).update(finished_at=timezone.now())

    retake = count_progress(make.EnrollmentFactory(training=sample.training, user=world.sam))

    assert get_ground_school_progress(retake) == Progress(1, 0)
    assert get_flight_progress(retake) == Progress(1, 0)
    assert get_ground_school_progress(count_progress(sample.enrollment)) == Progress(1, 1)


def test_another_students_work_does_not_count(world: World) -> None:
    sample = SampleTraining(world, "DISTANCE")
    lesson = sample.add_lesson()
    sue = make.EnrollmentFactory(training=sample.training, user=world.sue)
    make.LessonStudyFactory(enrollment=sue, lesson=lesson)

    assert get_ground_school_progress(count_progress(sample.enrollment)) == Progress(1, 0)


def test_the_same_mission_flown_five_times_counts_once(world: World) -> None:
    sample = SampleTraining(world, "ONSITE")
    circuits, navigation, _, deleted = make.FlightTemplateFactory.create_batch(4, training=sample.training)
    make.FlightRecordFactory.create_batch(5, enrollment=sample.enrollment, template=circuits)
    make.FlightRecordFactory(enrollment=sample.enrollment, template=navigation, is_completed=False)
    make.FlightRecordFactory(enrollment=sample.enrollment, template=deleted)
    deleted.deleted_at = timezone.now()
    deleted.save()

    assert get_flight_progress(count_progress(sample.enrollment)) == Progress(3, 1)


def test_progress_moves_with_the_clock_when_a_class_begins(world: World, frozen_clock: Any) -> None:
    sample = SampleTraining(world, "ONSITE")
    sample.add_attendance(sample.add_lesson(), starts_in=0.5)
    assert get_ground_school_progress(count_progress(sample.enrollment)) == Progress(1, 0)

    frozen_clock.shift(timedelta(hours=12, seconds=1))

    assert get_ground_school_progress(count_progress(sample.enrollment)) == Progress(1, 1)


def test_many_enrollments_are_counted_in_one_statement(world: World, queries_of: Any) -> None:
    for type in ("DISTANCE", "ONSITE", "REMOTE"):
        sample = SampleTraining(world, type)
        sample.add_studies(sample.add_lesson())

    queries = queries_of(lambda: list(Enrollment.objects.select_related("training").with_progress(timezone.now())))

    assert len(queries) == 1
