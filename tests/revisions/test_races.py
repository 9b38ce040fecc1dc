"""Two acts on one course at the same moment: one of them wins, the other is told, and the records agree."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from core.exceptions import DomainError
from exams.models import Attempt, Exam
from exams.sitting.services import finish_attempt, start_attempt
from revisions.models import Revision
from tests import factories as make
from tests.parallel import run_in_parallel
from tests.revisions.conftest import Course, assert_records_are_clean, create_course, find_copy
from tests.revisions.test_moving import preview
from tests.world import World
from trainings.endpoints.lessons.services import complete_lesson
from trainings.models import Credit, Enrollment, Lesson, LessonStudy, Subject, Training

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
ROUNDS = 5


@pytest.fixture
def published() -> Course:
    course = create_course(World())
    course.publish()
    course.training.refresh_from_db()
    return course


def run(*acts: Callable[[], Any]) -> list[str]:
    """What each act was rejected with; "" for one that was not."""
    outcomes = [""] * len(acts)

    def attempt(place: int, act: Callable[[], Any]) -> None:
        try:
            act()
        except DomainError as error:
            outcomes[place] = error.sentence

    run_in_parallel(partial(attempt, place, act) for place, act in enumerate(acts))
    return outcomes


def add_lesson(draft: Training) -> None:
    make.LessonFactory(subject=draft.subjects.order_by("order").first())


def test_of_two_managers_who_start_a_revision_one_does(published: Course) -> None:
    outcomes = run(published.start, published.start)

    assert sorted(outcomes) == ["", "Revision 2 has been started already."]
    assert Training.objects.filter(revision=2).count() == 1


def test_of_two_managers_who_approve_at_once_one_does(published: Course) -> None:
    for _ in range(ROUNDS):
        draft = published.start()
        add_lesson(draft)

        outcomes = run(*[partial(published.approve, draft)] * 2)

        assert outcomes.count("") == 1, outcomes
        assert "This is no draft of a revision. It may have been approved just now." in outcomes
        assert Revision.objects.filter(signed_at__isnull=True).count() == 0
        assert Training.objects.filter(superseded_at__isnull=True).count() == 1
    assert_records_are_clean(published.world)


def test_what_is_added_while_a_draft_is_approved_is_in_it_or_refused(published: Course) -> None:
    from exams.authoring.adding import add_exam

    for number in range(ROUNDS):
        draft = published.start()
        add_lesson(draft)
        subject = find_copy(Subject, published.subject, draft)

        run(
            partial(published.approve, draft),
            partial(
                add_exam,
                subject_id=subject.pk,
                lesson_id=None,
                fields={"name": f"Extra {number}"},
                by=published.world.maria,
            ),
        )

        assert_records_are_clean(published.world)


def test_a_draft_is_approved_or_discarded(published: Course) -> None:
    from revisions.lifecycle.drafting import discard_draft

    draft = published.start()
    add_lesson(draft)

    outcomes = run(
        lambda: published.approve(draft), lambda: discard_draft(training_id=draft.pk, by=published.world.maria)
    )

    assert outcomes.count("") == 1, outcomes
    assert Training.objects.filter(pk=draft.pk).exists() == (outcomes[0] == "")
    assert_records_are_clean(published.world)


def enroll_somebody(course: Course) -> Enrollment:
    return make.EnrollmentFactory(training=course.training, user=make.UserFactory(company=course.world.alpine))


def test_who_is_moved_while_finishing_an_exam_loses_no_result(published: Course) -> None:
    """The exam is finished first, and the manager is told to look again; or the move finds it open, and the student
    stays."""
    published.revise(add_lesson)
    for _ in range(ROUNDS):
        row = enroll_somebody(published)
        exam = Exam.objects.with_bank_size().get(pk=published.exam.pk)
        attempt = start_attempt(enrollment=row, exam=exam, by=row.user)
        seen = preview(published, row).seen

        moved, finished = run(
            partial(published.move, row, seen=seen),
            partial(finish_attempt, attempt=attempt, by=row.user),
        )

        row.refresh_from_db()
        assert (moved != "", finished) == (True, ""), (moved, finished)
        assert row.training == published.training
        assert Attempt.objects.get(pk=attempt.pk).finished_at is not None


def test_a_lesson_that_is_completed_during_the_move_is_credited_or_refused(published: Course) -> None:
    current = published.revise(add_lesson)
    copy = find_copy(Lesson, published.fronts, current)
    for _ in range(ROUNDS):
        row = enroll_somebody(published)

        moved, studied = run(
            partial(published.move, row),
            partial(complete_lesson, enrollment=row, lesson=published.fronts, seconds=1, by=row.user),
        )

        assert moved == ""
        is_credited = Credit.objects.filter(enrollment=row, item_id=copy.pk).exists()
        assert is_credited == LessonStudy.objects.filter(enrollment=row).exists() == (studied == "")
    assert_records_are_clean(published.world)


def test_a_student_is_moved_once(published: Course) -> None:
    published.revise(add_lesson)
    for _ in range(ROUNDS):
        row = enroll_somebody(published)

        outcomes = run(*[partial(published.move, row)] * 2)

        assert outcomes.count("") == 1, outcomes
        row.refresh_from_db()
        assert row.training.revision == 2
