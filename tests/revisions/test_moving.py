"""Moving students to the current revision: what is kept is credited, and nothing that was done is lost in silence."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Notification
from core.exceptions import InvalidInput
from exams.models import Attempt, Exam
from onsite.classes.class_plans import ClassPlan
from onsite.classes.scheduling import schedule_class
from onsite.models import ClassSession
from records.models import Event
from revisions.moving.moving import MoveOrder, preview_move
from tests import factories as make
from tests.revisions.conftest import Course, assert_records_are_clean, find_copy, list_actions
from trainings.credits.giving import CreditInput, give_credits
from trainings.models import Credit, Enrollment, Lesson, LessonStudy, Training


def preview(course: Course, *rows: Enrollment, **more: Any) -> Any:
    order = MoveOrder(course.training.pk, [row.pk for row in rows], **more)
    return preview_move(order=order, by=course.world.maria)


def get_lost(course: Course, *items: Any) -> dict[str, Any]:
    return {"confirmed_ids": {str(item.pk) for item in items}, "reason": "No longer taught"}


def test_the_preview_names_what_is_kept_lost_new_and_begun(
    published: Course, sam: Enrollment, revised: Training
) -> None:
    plan = preview(published, sam)

    (student,) = plan.students
    assert student.obstacle == ""
    assert [change.old.label for change in student.kept] == ["050 Meteorology: Fronts"]
    assert [change.old.label for change in student.lost] == ["061 Navigation: Wind"]
    assert [item.label for item in student.new] == ["050 Meteorology: Ice"]
    assert student.begun == ["Clouds"]
    assert [(change.old.name, change.fields) for change in plan.decisions] == [("Fronts", {"minutes": [60, 90]})]


def test_what_is_done_and_kept_is_credited_and_signed(published: Course, sam: Enrollment, revised: Training) -> None:
    published.move(sam, **get_lost(published, published.wind))

    sam.refresh_from_db()
    assert sam.training == revised
    credit = Credit.objects.get()
    assert credit.item_id == find_copy(Lesson, published.fronts, revised).pk
    assert credit.origin_item_id == published.fronts.pk
    assert credit.reason == "Done as “050 Meteorology: Fronts” in revision 1."
    assert (credit.credited_by, credit.signed_at) == (published.world.maria, credit.credited_at)
    assert LessonStudy.objects.filter(enrollment=sam, lesson=published.fronts).exists()
    assert_records_are_clean(published.world)


def test_the_move_is_on_record_with_what_was_kept_and_lost(
    published: Course, sam: Enrollment, revised: Training
) -> None:
    published.move(sam, **get_lost(published, published.wind))

    assert list_actions(sam)[-1] == "enrollment.moved_to_revision"
    facts = json.loads(Event.objects.get(action="enrollment.moved_to_revision").payload)
    assert facts == {
        "user": str(sam.user_id),
        "training": str(revised.pk),
        "training_name": "Meteorology course",
        "from_training": str(published.training.pk),
        "from_revision": 1,
        "to_revision": 2,
        "kept": ["050 Meteorology: Fronts"],
        "lost": ["061 Navigation: Wind"],
        "classes": 0,
        "reason": "No longer taught",
    }


def test_a_student_who_is_moved_gets_a_message(published: Course, sam: Enrollment, revised: Training) -> None:
    published.move(sam, **get_lost(published, published.wind))

    message = Notification.objects.filter(recipient=sam.user).order_by("pk").reverse()[0]
    assert message.subject == "Your training Meteorology course now follows revision 2 of the syllabus"


def test_nothing_is_lost_that_the_manager_did_not_confirm_by_name(
    published: Course, sam: Enrollment, revised: Training
) -> None:
    with pytest.raises(InvalidInput) as error:
        published.move(sam, reason="No longer taught")

    assert error.value.errors == {"lost": ["Confirm that this is lost: 061 Navigation: Wind."]}
    sam.refresh_from_db()
    assert sam.training == published.training


def test_losing_needs_a_reason(published: Course, sam: Enrollment, revised: Training) -> None:
    with pytest.raises(InvalidInput) as error:
        published.move(sam, confirmed_ids={str(published.wind.pk)})
    assert list(error.value.errors) == ["reason"]


def test_a_changed_item_that_the_manager_does_not_keep_is_lost_only_when_confirmed(
    published: Course, sam: Enrollment, revised: Training
) -> None:
    with pytest.raises(InvalidInput, match="invalid") as error:
        published.move(sam, kept_ids=[], **get_lost(published, published.wind))
    assert error.value.errors == {"lost": ["Confirm that this is lost: 050 Meteorology: Fronts."]}

    published.move(sam, kept_ids=[], **get_lost(published, published.wind, published.fronts))
    assert not Credit.objects.exists()


def test_moving_without_a_loss_needs_neither(published: Course, sam: Enrollment) -> None:
    published.revise(lambda draft: make.LessonFactory(subject=draft.subjects.first()))

    published.move(sam)

    assert Credit.objects.count() == 2


def test_a_lesson_whose_gate_exam_changed_is_a_changed_item(published: Course) -> None:
    row = published.enroll_sam()
    published.study(row, published.clouds)
    make_passed(row, published.gate)
    published.revise(
        lambda draft: Exam.objects.filter(subject__training=draft, lesson__isnull=False).update(name="New")
    )

    (decision,) = preview(published, row).decisions
    assert (decision.old.name, decision.fields) == ("Clouds", {"gates": None})


def make_passed(row: Enrollment, exam: Exam) -> Attempt:
    return make.AttemptFactory(
        enrollment=row, exam=exam, finished_at=timezone.now(), score=100, is_passed=True, deadline_at=timezone.now()
    )


def test_a_credit_goes_along_with_its_reason(published: Course, sam: Enrollment, revised: Training) -> None:
    given = CreditInput([published.exam.pk], "PPL of another school")
    give_credits(enrollment_id=sam.pk, credit=given, password=make.PASSWORD, by=published.world.maria)

    published.move(sam, **get_lost(published, published.wind))

    credit = Credit.objects.get(origin_item_id=published.exam.pk)
    assert credit.reason == "Credited as “050 Meteorology: Final” in revision 1: PPL of another school"
    assert_records_are_clean(published.world)


def test_who_has_nothing_left_to_do_is_finished_by_the_move(published: Course) -> None:
    row = published.enroll_sam()
    published.study(row, published.fronts, published.clouds)
    make_passed(row, published.gate)
    make_passed(row, published.exam)
    make.FlightRecordFactory(enrollment=row, template=published.mission, is_completed=True)

    def drop(draft: Training) -> None:
        Lesson.objects.filter(pk=find_copy(Lesson, published.wind, draft).pk).update(deleted_at=timezone.now())

    published.revise(drop)

    published.move(row)

    row.refresh_from_db()
    assert row.is_finished
    assert list_actions(row)[-2:] == ["enrollment.moved_to_revision", "enrollment.finished"]


def plan_class(course: Course, row: Enrollment, hours: int) -> ClassSession:
    plan = ClassPlan(
        course.subject.pk,
        timezone.now() + timedelta(hours=hours),
        course.world.ines.pk,
        [row.user_id],
        {"lesson_id": course.clouds.pk},
    )
    return schedule_class(plan=plan, notify=False, by=course.world.maria)


def make_enrolled(course: Course, *users: Any) -> list[Enrollment]:
    """Enrollments from before the course was revised."""
    rows = make.EnrollmentFactory.create_batch
    return [rows(1, training=course.training, user=user)[0] for user in users]
