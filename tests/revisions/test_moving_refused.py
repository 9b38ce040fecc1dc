"""Who is not moved, and why; classes and exams that stand in the way; rights; what a preview costs."""

from typing import Any

import pytest
from django.utils import timezone

from core.exceptions import Conflict, Forbidden, NotFound
from exams.models import Exam
from exams.sitting.services import start_attempt
from onsite.models import Attendance
from revisions.moving.moving import MoveOrder, preview_move
from tests import factories as make
from tests.revisions.conftest import Course, assert_records_are_clean, list_actions
from tests.revisions.test_moving import get_lost, make_enrolled, make_passed, plan_class, preview
from trainings.models import Credit, Enrollment, Training


def test_a_finished_enrollment_stays_in_its_revision(published: Course, sam: Enrollment, revised: Training) -> None:
    Enrollment.objects.filter(pk=sam.pk).update(finished_at=timezone.now())

    with pytest.raises(Conflict, match="None of the students"):
        published.move(sam, **get_lost(published, published.wind))
    assert preview(published, sam).students[0].obstacle == "It is finished."


def test_an_exam_that_is_being_taken_has_to_end_first(published: Course, sam: Enrollment, revised: Training) -> None:
    exam = Exam.objects.with_bank_size().get(pk=published.exam.pk)
    start_attempt(enrollment=sam, exam=exam, by=sam.user)

    assert preview(published, sam).students[0].obstacle == "An exam is being taken: Final."
    with pytest.raises(Conflict, match="None of the students"):
        published.move(sam, **get_lost(published, published.wind))


def test_classes_to_come_are_listed_and_left(published: Course, sam: Enrollment, revised: Training) -> None:
    session = plan_class(published, sam, hours=24)

    (student,) = preview(published, sam).students
    assert student.classes == [str(session)]
    published.move(sam, **get_lost(published, published.wind))

    assert not Attendance.objects.exists()
    assert list_actions(session) == ["class.scheduled", "class.changed"]
    assert_records_are_clean(published.world)


def test_a_class_that_was_held_has_to_be_recorded_first(published: Course, sam: Enrollment, revised: Training) -> None:
    session = plan_class(published, sam, hours=-2)

    assert preview(published, sam).students[0].obstacle == f"A class has to be recorded first: {session}."


def test_who_can_be_moved_is_and_the_others_are_named(published: Course, sam: Enrollment, revised: Training) -> None:
    (sue,) = make_enrolled(published, published.world.sue)
    plan_class(published, sue, hours=-2)

    plan = published.move(sam, sue, **get_lost(published, published.wind))

    assert [student.enrollment for student in plan.moving] == [sam]
    sue.refresh_from_db()
    assert sue.training == published.training


def test_what_changed_since_the_preview_is_looked_at_again(
    published: Course, sam: Enrollment, revised: Training
) -> None:
    seen = preview(published, sam).seen
    make_passed(sam, published.exam)

    with pytest.raises(Conflict, match="has changed since"):
        published.move(sam, seen=seen, **get_lost(published, published.wind))


def test_the_decisions_of_the_manager_do_not_change_what_was_seen(
    published: Course, sam: Enrollment, revised: Training
) -> None:
    assert preview(published, sam).seen == preview(published, sam, kept_ids=[]).seen


def test_students_of_the_current_revision_stay(published: Course) -> None:
    row = published.enroll_sam()

    with pytest.raises(Conflict, match="superseded"):
        preview(published, row)


@pytest.mark.parametrize("person", ["charles", "ines", "sam"])
def test_only_managers_move_students(published: Course, sam: Enrollment, revised: Training, person: str) -> None:
    with pytest.raises(Forbidden):
        preview_move(order=MoveOrder(published.training.pk, [sam.pk]), by=getattr(published.world, person))


def test_another_school_does_not_find_them(published: Course, sam: Enrollment, revised: Training) -> None:
    with pytest.raises(NotFound):
        preview_move(order=MoveOrder(published.training.pk, [sam.pk]), by=published.world.otto)


def test_a_wrong_password_moves_nobody(published: Course, sam: Enrollment, revised: Training) -> None:
    with pytest.raises(Forbidden):
        published.move(sam, password="wrong", **get_lost(published, published.wind))
    assert not Credit.objects.exists()


def test_a_preview_takes_as_many_queries_for_thirty_students(
    published: Course, sam: Enrollment, revised: Training, queries_of: Any
) -> None:
    one = queries_of(lambda: preview(published, sam))
    users = make.UserFactory.create_batch(29, company=published.world.alpine)
    rows = make_enrolled(published, *users)
    for row in rows:
        published.study(row, published.fronts)
        plan_class(published, row, hours=24)

    thirty = queries_of(lambda: preview(published, sam, *rows))

    assert len(thirty) == len(one), thirty
