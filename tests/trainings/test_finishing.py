"""When an enrollment becomes finished (docs/api.md, section 9, Finishing)."""

import io
import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from records.models import Event
from records.services import record_events
from tests import factories as make
from tests.world import World
from trainings.enrollments.finishing import finish_completed
from trainings.models import Enrollment, Training


def finish_enrollment(enrollment: Enrollment) -> Enrollment:
    with transaction.atomic():
        record_events(
            *finish_completed(enrollment_ids=[enrollment.pk], by=enrollment.user),
            company_id=enrollment.company_id,
            by=enrollment.user,
        )
    enrollment.refresh_from_db()
    return enrollment


@pytest.fixture
def open_enrollment(world: World) -> Enrollment:
    """Sam's enrollment in a training of one lesson and one flight, both done."""
    training = make.TrainingFactory(company=world.alpine, has_flights=True)
    enrollment: Enrollment = make.EnrollmentFactory(training=training, user=world.sam)
    subject = make.SubjectFactory(training=training)
    make.LessonStudyFactory(enrollment=enrollment, lesson=make.LessonFactory(subject=subject))
    make.FlightRecordFactory(enrollment=enrollment, template=make.FlightTemplateFactory(training=training))
    return enrollment


def test_what_is_complete_finishes_and_says_so_once(open_enrollment: Enrollment) -> None:
    assert finish_enrollment(open_enrollment).is_finished
    first = open_enrollment.finished_at
    finish_enrollment(open_enrollment)

    assert open_enrollment.finished_at == first
    assert Event.objects.filter(action="enrollment.finished", object_id=str(open_enrollment.pk)).count() == 1


@pytest.mark.parametrize("part", ["lesson", "mission"])
def test_one_part_left_leaves_it_unfinished(open_enrollment: Enrollment, part: str) -> None:
    if part == "lesson":
        make.LessonFactory(subject=open_enrollment.training.subjects.get())
    else:
        make.FlightTemplateFactory(training=open_enrollment.training)

    assert not finish_enrollment(open_enrollment).is_finished


def test_a_part_the_training_does_not_have_is_not_waited_for(open_enrollment: Enrollment) -> None:
    make.FlightTemplateFactory(training=open_enrollment.training)
    Training.objects.update(has_flights=False)
    assert finish_enrollment(open_enrollment).is_finished


@pytest.mark.parametrize(
    "fields",
    [
        {"auto_finish": False},
        {"starts_on": date(2026, 3, 19)},
        {"ends_on": date(2026, 3, 17)},
        {"has_theory": False, "has_flights": False},
    ],
)
def test_some_trainings_do_not_finish_by_themselves_now(open_enrollment: Enrollment, fields: dict[str, Any]) -> None:
    Training.objects.update(**fields)
    assert not finish_enrollment(open_enrollment).is_finished


def test_a_training_without_items_never_finishes_itself(world: World) -> None:
    training = make.TrainingFactory(company=world.alpine)
    assert not finish_enrollment(make.EnrollmentFactory(training=training, user=world.sam)).is_finished


def test_validity_runs_from_the_schools_own_date(world: World, open_enrollment: Enrollment, frozen_clock: Any) -> None:
    Training.objects.update(validity_days=10)
    world.alpine.timezone_id = "Pacific/Auckland"
    world.alpine.save()
    frozen_clock.move_to("2026-03-18T20:00:00+00:00")  # the 19th in Auckland

    assert finish_enrollment(open_enrollment).valid_until_on == date(2026, 3, 29)


def test_without_a_validity_it_does_not_expire(open_enrollment: Enrollment) -> None:
    assert finish_enrollment(open_enrollment).valid_until_on is None


def test_finishing_thirty_costs_what_one_costs(world: World, queries_of: Any) -> None:
    training = make.TrainingFactory(company=world.alpine)
    lesson = make.LessonFactory(subject=make.SubjectFactory(training=training))

    def create_complete(number: int) -> list[Any]:
        users = make.UserFactory.create_batch(number, company=world.alpine)
        rows = [make.EnrollmentFactory(training=training, user=user) for user in users]
        for row in rows:
            make.LessonStudyFactory(enrollment=row, lesson=lesson)
        return [row.pk for row in rows]

    few, many = create_complete(1), create_complete(30)
    one = queries_of(lambda: finish_completed(enrollment_ids=few, by=None))
    thirty = queries_of(lambda: finish_completed(enrollment_ids=many, by=None))

    assert len(one) == len(thirty) == 14  # lock, count, store, mails; and ten for the certificates
    assert Enrollment.objects.unfinished().count() == 0


def test_attendance_recorded_before_a_class_finishes_once_the_class_has_begun(world: World, frozen_clock: Any) -> None:
    training = make.TrainingFactory(company=world.alpine, type="ONSITE")
    subject = make.SubjectFactory(training=training)
    held = make.ClassSessionFactory(subject=subject, lesson=make.LessonFactory(subject=subject), starts_in=0.1)
    enrollment = make.EnrollmentFactory(training=training, user=world.sam)
    make.AttendanceFactory(class_session=held, enrollment=enrollment, is_present=True)

    def run_nightly() -> str:
        out = io.StringIO()
        call_command("finish_enrollments", stdout=out)
        return out.getvalue().strip()

    assert run_nightly() == "Finished 0 enrollments."
    frozen_clock.shift(timedelta(hours=3))
    assert run_nightly() == "Finished 1 enrollment."
    assert run_nightly() == "Finished 0 enrollments."
    assert Event.objects.get(action="enrollment.finished").actor_kind == "command"


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_writers_that_each_complete_a_part_one_finishes_the_enrollment() -> None:
    world = World()
    for _ in range(10):
        training = make.TrainingFactory(company=world.alpine)
        lessons = make.LessonFactory.create_batch(2, subject=make.SubjectFactory(training=training))
        enrollment = make.EnrollmentFactory(training=training, user=world.sam)
        start = threading.Barrier(2)

        def study(lesson: Any, enrollment: Enrollment = enrollment, start: threading.Barrier = start) -> None:
            start.wait()
            with transaction.atomic():
                make.LessonStudyFactory(enrollment=enrollment, lesson=lesson)
                record_events(
                    *finish_completed(enrollment_ids=[enrollment.pk], by=None),
                    company_id=enrollment.company_id,
                    by=None,
                )
            connection.close()

        threads = [threading.Thread(target=study, args=(lesson,)) for lesson in lessons]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        enrollment.refresh_from_db()
        assert enrollment.is_finished
        assert Event.objects.filter(action="enrollment.finished", object_id=str(enrollment.pk)).count() == 1
