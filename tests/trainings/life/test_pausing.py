"""Pausing a training: nothing is due, nothing that counts can be done, and the deadline moves by the pause."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from core.exceptions import Forbidden, InvalidInput
from exams.models import Exam
from exams.sitting.services import start_attempt
from missions.services import FlightInput, record_flight
from records.models import Event
from tests import factories as make
from tests.trainings.life.conftest import School, assert_records_are_clean, list_actions
from tests.trainings.life.test_withdrawing import schedule, withdraw
from trainings.endpoints.lessons.services import complete_lesson
from trainings.enrollment_acts.pausing import pause_enrollments, resume_enrollments
from trainings.enrollments.deadlines import remind_of_deadlines
from trainings.enrollments.finishing import finish_by_hand
from trainings.models import Enrollment, LessonStudy


def pause(school: School, *rows: Enrollment, **more: Any) -> Any:
    return pause_enrollments(enrollment_ids=[row.pk for row in rows], reason="Ill", by=school.world.maria, **more)


def resume(school: School, *rows: Enrollment) -> Any:
    return resume_enrollments(enrollment_ids=[row.pk for row in rows], by=school.world.maria)


def test_a_paused_enrollment_is_unfinished_and_not_ongoing(school: School) -> None:
    row = school.enroll_sam(finish_before_at=timezone.now() - timedelta(days=1))

    pause(school, row)

    row.refresh_from_db()
    assert (row.state, row.paused_on, row.pause_reason) == (Enrollment.State.PAUSED, date(2026, 3, 18), "Ill")
    rows = Enrollment.objects
    assert rows.unfinished().get() == rows.paused().get() == row
    assert not rows.ongoing().exists()
    assert not rows.overdue(timezone.now()).exists()
    assert_records_are_clean(school.world)


def test_nobody_is_reminded_during_a_pause(school: School) -> None:
    row = school.enroll_sam(finish_before_at=timezone.now() + timedelta(days=2))
    pause(school, row)

    assert remind_of_deadlines(timezone.now()) == 0
    resume(school, row)
    assert remind_of_deadlines(timezone.now()) == 1


@pytest.mark.parametrize(
    ("act", "sentence"),
    [(pause, "This training is paused."), (withdraw, "This training was ended by a withdrawal.")],
    ids=["paused", "withdrawn"],
)
def test_nothing_that_counts_can_be_done(school: School, act: Any, sentence: str) -> None:
    row = school.enroll_sam()
    act(school, row)
    exam = Exam.objects.with_bank_size().get(pk=school.exam.pk)

    with pytest.raises(Forbidden) as lesson_error:
        complete_lesson(enrollment=row, lesson=school.lessons[0], seconds=60, by=school.world.sam)
    with pytest.raises(Forbidden) as exam_error:
        start_attempt(enrollment=row, exam=exam, by=school.world.sam)

    assert {lesson_error.value.message, exam_error.value.message} == {sentence}


def test_nobody_paused_is_put_on_a_new_roster_and_who_is_on_one_stays(school: School) -> None:
    row = school.enroll_sam()
    session = schedule(school, school.world.sam, in_hours=20)
    pause(school, row)

    with pytest.raises(InvalidInput) as error:
        schedule(school, school.world.sam, in_hours=1)

    assert error.value.errors == {"students": [f"Their training is paused: {school.world.sam.pk}."]}
    assert session.attendances.get().enrollment_id == row.pk


def test_resuming_moves_the_deadline_by_the_days_of_the_pause(school: School, frozen_clock: Any) -> None:
    """Auckland puts its clocks back on 5 April 2026: the deadline stays the beginning of a day."""
    deadline = school.world.alpine.get_day_start(date(2026, 4, 1))
    row = school.enroll_sam(finish_before_at=deadline)
    pause(school, row)
    frozen_clock.move_to(datetime(2026, 3, 28, 10, tzinfo=UTC))

    resume(school, row)

    row.refresh_from_db()
    assert row.state == Enrollment.State.ONGOING
    assert row.finish_before_at == school.world.alpine.get_day_start(date(2026, 4, 11))
    facts = json.loads(Event.objects.get(action="enrollment.resumed").payload)
    assert (facts["paused_on"], facts["paused_days"], facts["finish_before"]) == ("2026-03-18", 10, "2026-04-11")
    assert list_actions(row) == ["enrollment.created", "enrollment.paused", "enrollment.resumed"]
    assert_records_are_clean(school.world)


def test_a_pause_may_have_begun_on_an_earlier_day(school: School, frozen_clock: Any) -> None:
    row = school.enroll_sam(finish_before_at=school.world.alpine.get_day_start(date(2026, 5, 1)))
    frozen_clock.shift(timedelta(days=4))
    pause(school, row, day=date(2026, 3, 20))

    resume(school, row)

    row.refresh_from_db()
    assert row.finish_before_at == school.world.alpine.get_day_start(date(2026, 5, 3))


def test_without_a_deadline_none_appears(school: School, frozen_clock: Any) -> None:
    row = school.enroll_sam()
    pause(school, row)
    frozen_clock.shift(timedelta(days=4))

    resume(school, row)

    row.refresh_from_db()
    assert row.finish_before_at is None


def test_whoever_is_paused_is_not_paused_again_and_whoever_is_not_does_not_resume(school: School) -> None:
    paused, ongoing = school.enroll(school.world.sam, school.world.sue)
    pause(school, paused)

    assert [skipped.why for skipped in pause(school, paused, ongoing).skipped] == ["It is paused."]
    resume(school, paused)
    assert [skipped.why for skipped in resume(school, paused, ongoing).skipped] == ["It is not paused."]


def test_a_finish_ends_a_pause(school: School) -> None:
    training = make.TrainingFactory(company=school.world.alpine, auto_finish=False)
    lesson = make.LessonFactory(subject=make.SubjectFactory(training=training))
    row = school.enroll_sam(training=training)
    LessonStudy.objects.create(enrollment=row, lesson=lesson)
    pause(school, row)

    assert finish_by_hand(enrollment_ids=[row.pk], by=school.world.maria) == 1

    row.refresh_from_db()
    assert (row.state, row.paused_at) == (Enrollment.State.FINISHED, None)


def test_the_number_of_queries_does_not_grow(school: School, queries_of: Any) -> None:
    one = school.enroll(*make.UserFactory.create_batch(1, company=school.world.alpine))
    many = school.enroll(*make.UserFactory.create_batch(30, company=school.world.alpine))

    assert len(queries_of(lambda: pause(school, *one))) == len(queries_of(lambda: pause(school, *many)))
    assert len(queries_of(lambda: resume(school, *one))) == len(queries_of(lambda: resume(school, *many)))


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (pause, "This training has been paused since 2026-03-18."),
        (withdraw, "The student was withdrawn from this training on 2026-03-18."),
    ],
    ids=["paused", "withdrawn"],
)
def test_only_what_was_flown_before_is_still_recorded(
    school: School, frozen_clock: Any, act: Any, sentence: str
) -> None:
    row = school.enroll_sam()
    act(school, row)
    frozen_clock.shift(timedelta(days=2))

    def record(day: date) -> Any:
        flight = FlightInput(is_completed=True, seconds=3600, flown_on=day)
        return record_flight(enrollment_id=row.pk, template_id=school.mission.pk, flight=flight, by=school.world.maria)

    with pytest.raises(InvalidInput) as error:
        record(date(2026, 3, 19))
    assert error.value.errors == {"date": [sentence]}
    assert record(date(2026, 3, 18)).is_completed
