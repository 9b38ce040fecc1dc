"""Two acts on one enrollment at the same moment: one of them wins, and the records agree."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from core.exceptions import DomainError
from exams.models import Attempt, Exam
from exams.sitting.services import start_attempt
from onsite.models import Attendance
from tests import factories as make
from tests.exams.exam_setup import fill_bank
from tests.parallel import run_in_parallel
from tests.trainings.life.conftest import School, assert_records_are_clean, create_school
from tests.trainings.life.test_pausing import pause
from tests.trainings.life.test_withdrawing import schedule, withdraw
from tests.world import World
from trainings.endpoints.lessons.services import complete_lesson
from trainings.models import Credit, Enrollment

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
ROUNDS = 10


@pytest.fixture
def school() -> School:
    return create_school(World())


def run(*acts: Any) -> list[str]:
    """What each act was rejected with; "" for one that was not."""
    outcomes = [""] * len(acts)

    def attempt(place: int, act: Callable[[], Any]) -> None:
        try:
            act()
        except DomainError as error:
            outcomes[place] = error.sentence

    run_in_parallel(partial(attempt, place, act) for place, act in enumerate(acts))
    return outcomes


def enroll_somebody(school: School, training: Any = None) -> Enrollment:
    (row,) = school.enroll(make.UserFactory(company=school.world.alpine), training=training)
    return row


def test_an_enrollment_is_withdrawn_or_finished_and_never_both(school: School) -> None:
    training = make.TrainingFactory(company=school.world.alpine)
    lesson = make.LessonFactory(subject=make.SubjectFactory(training=training))
    for _ in range(ROUNDS):
        row = enroll_somebody(school, training)

        _withdrawn, studied = run(
            lambda row=row: withdraw(school, row),
            lambda row=row: complete_lesson(enrollment=row, lesson=lesson, seconds=1, by=row.user),
        )

        row.refresh_from_db()
        assert row.state == (Enrollment.State.WITHDRAWN if studied else Enrollment.State.FINISHED)
    assert_records_are_clean(school.world)


def test_two_managers_credit_an_item_once(school: School) -> None:
    for _ in range(ROUNDS):
        row = enroll_somebody(school)

        outcomes = run(*[lambda row=row: school.credit(row, [school.exam])] * 2)

        assert sorted(outcomes) == ["", f"Credited already: {school.exam.name}."]
        assert Credit.objects.filter(enrollment=row).count() == 1
    assert_records_are_clean(school.world)


def test_an_exam_is_begun_before_the_pause_or_not_at_all(school: School) -> None:
    fill_bank(school.exam, 3)
    Exam.objects.filter(pk=school.exam.pk).update(question_count=3)
    exam = Exam.objects.with_bank_size().get(pk=school.exam.pk)
    for _ in range(ROUNDS):
        row = enroll_somebody(school)

        _paused, started = run(
            lambda row=row: pause(school, row),
            lambda row=row: start_attempt(enrollment=row, exam=exam, by=row.user),
        )

        assert started in {"", "This training is paused."}
        assert Attempt.objects.filter(enrollment=row).exists() is (started == "")
        row.refresh_from_db()
        assert row.state == Enrollment.State.PAUSED
    assert_records_are_clean(school.world)


def test_nobody_withdrawn_is_left_on_a_new_roster(school: School) -> None:
    for number in range(ROUNDS):
        row = enroll_somebody(school)

        withdrawn, scheduled = run(
            lambda row=row: withdraw(school, row),
            lambda row=row, number=number: schedule(school, row.user, in_hours=number + 1),
        )

        row.refresh_from_db()
        assert not (withdrawn and scheduled)
        # Withdrawn and on a roster is only who was scheduled first and could not be withdrawn.
        assert Attendance.objects.filter(enrollment=row).exists() is bool(withdrawn)
        assert row.is_withdrawn is not bool(withdrawn)
    assert_records_are_clean(school.world)
