"""Withdrawing a student: the enrollment stays on record and out of every list of the unfinished."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.exceptions import Conflict, InvalidInput
from onsite.classes.class_plans import ClassPlan
from onsite.classes.scheduling import schedule_class
from onsite.models import Attendance
from records.models import Event
from tests import factories as make
from tests.trainings.life.conftest import REASON, School, assert_records_are_clean, list_actions
from trainings.enrollment_acts.pausing import pause_enrollments
from trainings.enrollment_acts.withdrawing import undo_withdrawal, withdraw_enrollments
from trainings.enrollments.finishing import finish_by_hand
from trainings.models import Enrollment, LessonStudy


def withdraw(school: School, *rows: Enrollment, **more: Any) -> Any:
    return withdraw_enrollments(enrollment_ids=[row.pk for row in rows], reason=REASON, by=school.world.maria, **more)


def schedule(school: School, *users: Any, in_hours: int) -> Any:
    plan = ClassPlan(
        school.subject.pk,
        timezone.now() + timedelta(hours=in_hours),
        school.world.ines.pk,
        [user.pk for user in users],
        {"lesson_id": school.lessons[0].pk},
    )
    return schedule_class(plan=plan, notify=False, by=school.world.maria)


def test_a_withdrawn_enrollment_stays_on_record_with_day_and_reason(school: School) -> None:
    row = school.enroll_sam()

    chosen = withdraw(school, row)

    assert [done.pk for done in chosen.concerned] == [row.pk]
    row.refresh_from_db()
    assert (row.state, row.withdrawal_reason) == (Enrollment.State.WITHDRAWN, REASON)
    # 10:00 UTC on the 18th is 23:00 of that day in Auckland.
    assert row.withdrawn_on == date(2026, 3, 18)
    event = Event.objects.get(action="enrollment.withdrawn")
    assert json.loads(event.payload) == {
        "user": str(school.world.sam.pk),
        "training": str(school.training.pk),
        "training_name": school.training.name,
        "day": "2026-03-18",
        "reason": REASON,
    }
    assert_records_are_clean(school.world)


def test_it_is_neither_finished_nor_unfinished(school: School) -> None:
    row = school.enroll_sam(finish_before_at=timezone.now() - timedelta(days=1))
    rows = Enrollment.objects
    assert rows.overdue(timezone.now()).get() == row

    withdraw(school, row)

    for chosen in (rows.unfinished(), rows.ongoing(), rows.overdue(timezone.now()), rows.finished()):
        assert not chosen.exists()
    assert rows.withdrawn().get() == row


def test_the_student_may_be_enrolled_anew(school: School) -> None:
    first = school.enroll_sam()
    withdraw(school, first)

    second = school.enroll_sam()

    assert second.pk != first.pk
    assert second.state == Enrollment.State.ONGOING


def test_many_are_withdrawn_at_once_and_the_others_are_named(school: School, frozen_clock: Any) -> None:
    ongoing, withdrawn, finished, late = school.enroll(
        school.world.sam, school.world.sue, *make.UserFactory.create_batch(2, company=school.world.alpine)
    )
    withdraw(school, withdrawn)
    Enrollment.objects.filter(pk=finished.pk).update(finished_at=timezone.now())
    Enrollment.objects.filter(pk=late.pk).update(created_at=timezone.now())
    frozen_clock.shift(timedelta(days=3))
    Enrollment.objects.filter(pk=late.pk).update(created_at=timezone.now())

    chosen = withdraw(school, ongoing, withdrawn, finished, late, day=date(2026, 3, 20))

    assert [row.pk for row in chosen.concerned] == [ongoing.pk]
    assert {skipped.enrollment.pk: skipped.why for skipped in chosen.skipped} == {
        withdrawn.pk: "It is withdrawn.",
        finished.pk: "It is finished.",
        late.pk: "It began on 21 Mar 2026, after that day.",
    }


@pytest.mark.parametrize(
    ("reason", "day", "field", "text"),
    [
        (" ", None, "reason", "Give a reason."),
        ("x" * 501, None, "reason", "At most 500 characters."),
        ("Left", date(2026, 3, 19), "day", "The day cannot be in the future."),
    ],
)
def test_reason_and_day_are_checked(school: School, reason: str, day: date | None, field: str, text: str) -> None:
    row = school.enroll_sam()

    with pytest.raises(InvalidInput) as error:
        withdraw_enrollments(enrollment_ids=[row.pk], reason=reason, day=day, by=school.world.maria)

    assert error.value.errors == {field: [text]}


def test_the_student_leaves_the_rosters_of_classes_that_have_not_begun(school: School) -> None:
    sams, sues = school.enroll(school.world.sam, school.world.sue)
    past = schedule(school, school.world.sam, in_hours=-2)
    ahead = schedule(school, school.world.sam, school.world.sue, in_hours=20)
    # Recorded in advance: what a teacher has recorded stays.
    excused = schedule(school, school.world.sam, in_hours=30)
    Attendance.objects.filter(class_session=excused).update(remarks="Is on holiday")

    withdraw(school, sams)

    assert set(Attendance.objects.values_list("class_session", "enrollment")) == {
        (past.pk, sams.pk),
        (ahead.pk, sues.pk),
        (excused.pk, sams.pk),
    }
    changed = Event.objects.get(action="class.changed")
    assert json.loads(changed.payload) == {"added": [], "changed": {}, "removed": [str(school.world.sam.pk)]}


def test_nobody_withdrawn_is_put_on_a_roster(school: School) -> None:
    withdraw(school, school.enroll_sam())

    with pytest.raises(InvalidInput) as error:
        schedule(school, school.world.sam, in_hours=1)

    assert error.value.errors == {"students": [f"Withdrawn from this training: {school.world.sam.pk}."]}


def test_a_withdrawal_is_taken_back(school: School) -> None:
    row = school.enroll_sam()
    withdraw(school, row)

    undone = undo_withdrawal(enrollment_id=row.pk, reason="The wrong Sam", by=school.world.maria)

    assert undone.state == Enrollment.State.ONGOING
    assert (undone.withdrawn_on, undone.withdrawal_reason) == (None, "")
    assert list_actions(row) == ["enrollment.created", "enrollment.withdrawn", "enrollment.withdrawal_undone"]
    assert_records_are_clean(school.world)


def test_not_while_the_student_is_enrolled_again(school: School) -> None:
    row = school.enroll_sam()
    withdraw(school, row)
    school.enroll_sam()

    with pytest.raises(Conflict, match=r"^The student is enrolled in this training again\.$"):
        undo_withdrawal(enrollment_id=row.pk, reason="The wrong Sam", by=school.world.maria)


def test_what_is_not_withdrawn_cannot_come_back(school: School) -> None:
    with pytest.raises(Conflict, match=r"^It is not withdrawn\.$"):
        undo_withdrawal(enrollment_id=school.enroll_sam().pk, reason="Why not", by=school.world.maria)


def test_completed_while_withdrawn_it_finishes_when_it_comes_back(school: School) -> None:
    training = make.TrainingFactory(company=school.world.alpine)
    lesson = make.LessonFactory(subject=make.SubjectFactory(training=training))
    row = school.enroll_sam(training=training)
    withdraw(school, row)
    LessonStudy.objects.create(enrollment=row, lesson=lesson)
    assert finish_by_hand(enrollment_ids=[row.pk], by=school.world.maria) == 0

    undone = undo_withdrawal(enrollment_id=row.pk, reason="The wrong Sam", by=school.world.maria)

    assert undone.state == Enrollment.State.FINISHED


def test_withdrawing_ends_a_pause(school: School) -> None:
    row = school.enroll_sam()
    pause_enrollments(enrollment_ids=[row.pk], reason="Ill", by=school.world.maria)

    withdraw(school, row)

    row.refresh_from_db()
    assert (row.state, row.paused_at) == (Enrollment.State.WITHDRAWN, None)
    assert json.loads(Event.objects.get(action="enrollment.withdrawn").payload)["paused_on"] == "2026-03-18"


NOW, TODAY = datetime(2026, 3, 18, 10, tzinfo=UTC), date(2026, 3, 18)
WITHDRAWN = {"withdrawn_at": NOW, "withdrawn_on": TODAY, "withdrawal_reason": "Left"}
PAUSED = {"paused_at": NOW, "paused_on": TODAY, "pause_reason": "Ill"}


@pytest.mark.parametrize(
    "columns",
    [
        {"finished_at": NOW} | WITHDRAWN,
        WITHDRAWN | {"withdrawal_reason": ""},
        {"withdrawal_reason": "Left"},
        PAUSED | {"pause_reason": ""},
        WITHDRAWN | PAUSED,
        {"finished_at": NOW} | PAUSED,
    ],
    ids=[
        "finished",
        "no reason",
        "reason alone",
        "pause without reason",
        "withdrawn and paused",
        "finished and paused",
    ],
)
def test_the_database_refuses_states_that_exclude_each_other(school: School, columns: dict[str, Any]) -> None:
    row = school.enroll_sam()

    with pytest.raises(IntegrityError), transaction.atomic():
        Enrollment.objects.filter(pk=row.pk).update(**columns)


def test_the_number_of_queries_does_not_grow(school: School, queries_of: Any) -> None:
    one = school.enroll(*make.UserFactory.create_batch(1, company=school.world.alpine))
    many = school.enroll(*make.UserFactory.create_batch(30, company=school.world.alpine))

    assert len(queries_of(lambda: withdraw(school, *one))) == len(queries_of(lambda: withdraw(school, *many)))
