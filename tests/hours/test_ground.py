"""Hours of ground school: signed classes, study time that counts, credits, and what is planned."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from accounts.models import Company
from core import clock
from exams.cycles import LessonReset
from onsite.classes.scheduling import delete_class
from tests import factories as make
from tests.hours.conftest import DEADLINE, count, hold_class, read_balance, require
from tests.world import World
from trainings.models import Credit, Enrollment, Lesson, LessonStudy, StudySession, Subject, Training


def study(enrollment: Enrollment, lesson: Lesson, minutes: int, ended_at: datetime | None = None) -> None:
    row, _created = LessonStudy.objects.get_or_create(enrollment=enrollment, lesson=lesson)
    StudySession.objects.create(study=row, seconds=60 * minutes, ended_at=ended_at or clock.now())


def give_credit(enrollment: Enrollment, item: Any, kind: str, by: Any) -> Credit:
    return Credit.objects.create(
        enrollment=enrollment, kind=kind, item_id=item.pk, reason="Had it before", credited_by=by, signed_at=clock.now()
    )


def test_a_signed_class_counts_its_minutes(enrollment: Enrollment, lesson: Lesson, subject: Subject) -> None:
    hold_class(enrollment, lesson, subject)

    assert count(enrollment, "CLASSROOM") == count(enrollment, "GROUND") == (60, 0, 0)
    assert count(enrollment, "SELF_STUDY") == (0, 0, 0)


def test_the_time_that_the_teacher_recorded_counts_instead(
    enrollment: Enrollment, lesson: Lesson, subject: Subject
) -> None:
    hold_class(enrollment, lesson, subject, seconds=2_719)

    assert count(enrollment, "CLASSROOM") == (45, 0, 0)


def test_a_class_that_is_not_signed_is_not_done_and_can_still_be(
    enrollment: Enrollment, lesson: Lesson, subject: Subject
) -> None:
    hold_class(enrollment, lesson, subject, signed_at=None)

    assert count(enrollment, "CLASSROOM") == (0, 0, 60)


@pytest.mark.parametrize("signed", [True, False])
def test_whoever_was_absent_has_not_had_the_class_and_can_have_the_lesson(
    enrollment: Enrollment, lesson: Lesson, subject: Subject, signed: bool
) -> None:
    more = {} if signed else {"signed_at": None}
    hold_class(enrollment, lesson, subject, is_present=False, **more)

    assert count(enrollment, "CLASSROOM") == (0, 0, 90)


def test_a_deleted_class_counts_for_nothing(
    world: World, enrollment: Enrollment, lesson: Lesson, subject: Subject
) -> None:
    row = hold_class(enrollment, None, subject, signed_at=None)
    delete_class(session_id=row.class_session_id, by=world.maria)

    assert count(enrollment, "CLASSROOM") == (0, 0, 90)


def test_an_exam_in_class_is_no_instruction(enrollment: Enrollment, subject: Subject) -> None:
    hold_class(enrollment, None, subject, exam=make.ExamFactory(subject=subject))

    assert count(enrollment, "CLASSROOM") == (0, 0, 0)


def test_hours_are_counted_by_subject(
    training: Training, enrollment: Enrollment, lesson: Lesson, subject: Subject
) -> None:
    other = make.SubjectFactory(training=training, code="050", order=2)
    hold_class(enrollment, None, other)
    hold_class(enrollment, lesson, subject)

    assert count(enrollment, "CLASSROOM", subject) == (60, 0, 0)
    assert count(enrollment, "GROUND", other) == (60, 0, 0)
    assert count(enrollment, "GROUND") == (120, 0, 0)
    Lesson.objects.filter(pk=lesson.pk).update(subject=other)
    assert count(enrollment, "CLASSROOM", subject) == (0, 0, 0)


@pytest.mark.parametrize(
    ("later", "planned"), [(timedelta(), 60), (timedelta(microseconds=1), 0), (timedelta(hours=-1), 60)]
)
def test_a_class_counts_as_planned_if_it_is_over_at_the_deadline(
    training: Training, enrollment: Enrollment, subject: Subject, later: timedelta, planned: int
) -> None:
    starts_at = DEADLINE - timedelta(minutes=60) + later
    hold_class(enrollment, None, subject, starts_at=starts_at, is_present=None)

    assert count(enrollment, "CLASSROOM") == (0, 0, planned)


@pytest.mark.parametrize(
    ("zone", "starts_at", "planned"),
    [
        # 31 March is the last day: it ends at 11:00 UTC in Auckland, and at 4:00 the next day in New York.
        ("Pacific/Auckland", datetime(2026, 3, 31, 10, 0, tzinfo=UTC), 60),
        ("Pacific/Auckland", datetime(2026, 3, 31, 10, 1, tzinfo=UTC), 0),
        ("America/New_York", datetime(2026, 4, 1, 3, 0, tzinfo=UTC), 60),
        ("America/New_York", datetime(2026, 4, 1, 3, 1, tzinfo=UTC), 0),
    ],
)
def test_the_last_day_of_the_training_is_the_schools(
    training: Training, enrollment: Enrollment, subject: Subject, zone: str, starts_at: datetime, planned: int
) -> None:
    Company.objects.update(timezone_id=zone)
    Training.objects.update(ends_on=date(2026, 3, 31))
    Enrollment.objects.update(finish_before_at=None)
    hold_class(enrollment, None, subject, starts_at=starts_at, is_present=None)

    assert count(enrollment, "CLASSROOM") == (0, 0, planned)


def test_a_lesson_is_planned_once_by_its_class_or_by_its_length(
    enrollment: Enrollment, lesson: Lesson, subject: Subject
) -> None:
    assert count(enrollment, "CLASSROOM") == (0, 0, 90)

    hold_class(enrollment, lesson, subject, starts_in=2, is_present=None)
    assert count(enrollment, "CLASSROOM") == (0, 0, 60)


def test_a_class_after_the_deadline_leaves_its_lesson_possible(
    enrollment: Enrollment, lesson: Lesson, subject: Subject
) -> None:
    hold_class(enrollment, lesson, subject, starts_in=60, is_present=None)

    assert count(enrollment, "CLASSROOM") == (0, 0, 90)


def test_after_the_deadline_nothing_more_is_planned(
    enrollment: Enrollment, lesson: Lesson, subject: Subject, frozen_clock: Any
) -> None:
    hold_class(enrollment, lesson, subject)
    hold_class(enrollment, None, subject, starts_in=1, is_present=None)
    frozen_clock.move_to(DEADLINE)

    balance = read_balance(enrollment, "CLASSROOM")

    # The class of 19 March was held and can still be signed.
    assert (balance.done, balance.planned, balance.best) == (60, 60, 120)
    assert not balance.is_reachable


@pytest.mark.parametrize("column", ["finished_at", "withdrawn_at"])
def test_an_enrollment_that_has_ended_plans_nothing(
    enrollment: Enrollment, lesson: Lesson, subject: Subject, column: str
) -> None:
    hold_class(enrollment, None, subject, starts_in=1, is_present=None)
    reason = {"withdrawn_on": date(2026, 3, 18), "withdrawal_reason": "Moved"} if column == "withdrawn_at" else {}
    Enrollment.objects.update(**{column: clock.now()}, **reason)

    assert count(enrollment, "CLASSROOM") == (0, 0, 0)


def test_study_counts_up_to_the_planned_length_of_the_lesson(online: Enrollment, online_lesson: Lesson) -> None:
    study(online, online_lesson, 25)
    assert count(online, "SELF_STUDY") == count(online, "GROUND") == (25, 0, 35)

    study(online, online_lesson, 300)
    assert count(online, "SELF_STUDY") == (60, 0, 0)
    assert count(online, "CLASSROOM") == (0, 0, 0)


def test_studying_at_home_is_no_hour_of_a_training_in_class(enrollment: Enrollment, lesson: Lesson) -> None:
    study(enrollment, lesson, 25)

    assert count(enrollment, "GROUND") == (0, 0, 90)


def test_study_from_before_a_restart_does_not_count(online: Enrollment, online_lesson: Lesson) -> None:
    now = clock.now()
    study(online, online_lesson, 40, now - timedelta(days=2))
    LessonReset.objects.create(enrollment=online, lesson=online_lesson, number=1, reset_at=now - timedelta(days=1))
    assert count(online, "SELF_STUDY") == (0, 0, 60)

    study(online, online_lesson, 10, now - timedelta(days=1))
    study(online, online_lesson, 10)
    assert count(online, "SELF_STUDY") == (20, 0, 40)


def test_a_credited_lesson_counts_apart_what_was_not_recorded(
    world: World, online: Enrollment, online_lesson: Lesson
) -> None:
    study(online, online_lesson, 20)
    credit = give_credit(online, online_lesson, "LESSON", world.maria)

    balance = read_balance(online, "SELF_STUDY")
    assert (balance.done, balance.credited, balance.planned, balance.missing) == (20, 40, 0, 540)

    Credit.objects.filter(pk=credit.pk).update(
        signed_at=None, revoked_at=clock.now(), revoked_by=world.maria, revocation_reason="Wrong person"
    )
    assert count(online, "SELF_STUDY") == (20, 0, 40)


def test_minutes_are_cut_once_so_that_halves_are_not_lost(online: Enrollment, online_lesson: Lesson) -> None:
    require(online.training, "SELF_STUDY", 1)
    row = LessonStudy.objects.create(enrollment=online, lesson=online_lesson)
    StudySession.objects.create(study=row, seconds=30 * 60 + 30)

    balance = read_balance(online, "SELF_STUDY")

    assert (balance.done, balance.planned, balance.best, balance.missing) == (30, 29, 60, 30)
    assert balance.is_reachable


def test_a_class_that_was_signed_before_it_began_is_not_done_yet(enrollment: Enrollment, subject: Subject) -> None:
    hold_class(enrollment, None, subject, starts_at=clock.now() + timedelta(hours=1), signed_at=clock.now())

    assert count(enrollment, "CLASSROOM") == (0, 0, 60)
