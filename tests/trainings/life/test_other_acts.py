"""Extending deadlines, transferring to another supervisor, and reopening a finish that was a mistake."""

import json
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from core.exceptions import Conflict, InvalidInput
from evidence.certificates.services import revoke_certificate
from evidence.models import Certificate
from records.models import Event
from tests import factories as make
from tests.trainings.life.conftest import School, assert_records_are_clean, list_actions
from tests.trainings.life.test_withdrawing import withdraw
from trainings.enrollment_acts.deadline_extension import Extension, extend_deadlines
from trainings.enrollment_acts.reopening_by_hand import reopen_by_hand
from trainings.enrollment_acts.supervising import transfer_enrollments
from trainings.enrollments.finishing import finish_by_hand
from trainings.models import Enrollment, LessonStudy

UNTIL = date(2026, 6, 30)


def extend(school: School, *rows: Enrollment, **extension: Any) -> Any:
    ids = [row.pk for row in rows]
    return extend_deadlines(enrollment_ids=ids, extension=Extension(**extension), by=school.world.maria)


def transfer(school: School, *rows: Enrollment, to: Any) -> Any:
    return transfer_enrollments(enrollment_ids=[row.pk for row in rows], supervisor_id=to.pk, by=school.world.maria)


def test_a_deadline_is_extended_to_a_day_for_all_who_have_an_earlier_one(school: School) -> None:
    start_of = school.world.alpine.get_day_start
    people = [school.world.sam, school.world.sue, *make.UserFactory.create_batch(2, company=school.world.alpine)]
    early, late, without, withdrawn = school.enroll(*people)
    for row, day in ((early, date(2026, 5, 1)), (late, UNTIL), (withdrawn, date(2026, 5, 1))):
        Enrollment.objects.filter(pk=row.pk).update(finish_before_at=start_of(day))
    withdraw(school, withdrawn)

    chosen = extend(school, early, late, without, withdrawn, until=UNTIL)

    early.refresh_from_db()
    assert early.finish_before_at == start_of(UNTIL)
    assert {skipped.enrollment.pk: skipped.why for skipped in chosen.skipped} == {
        late.pk: "Its deadline, 30 Jun 2026, is not earlier.",
        without.pk: "It has no deadline.",
        withdrawn.pk: "It is withdrawn.",
    }
    facts = json.loads(Event.objects.get(action="enrollment.deadline_extended").payload)
    assert (facts["from"], facts["to"]) == ("2026-05-01", "2026-06-30")


def test_or_by_days_for_each(school: School) -> None:
    rows = school.enroll(school.world.sam, school.world.sue)
    days = [date(2026, 4, 1), date(2026, 5, 1)]
    for row, day in zip(rows, days, strict=True):
        deadline = school.world.alpine.get_day_start(day)
        Enrollment.objects.filter(pk=row.pk).update(finish_before_at=deadline)

    extend(school, *rows, days=14)

    moved = [Enrollment.objects.get(pk=row.pk).finish_before_at for row in rows]
    # Across the change of the clocks on 5 April, too.
    assert moved == [school.world.alpine.get_day_start(day + timedelta(days=14)) for day in days]
    assert_records_are_clean(school.world)


@pytest.mark.parametrize(
    ("extension", "errors"),
    [
        ({}, {"until": ["Give the new day, or how many days more."]}),
        ({"until": UNTIL, "days": 3}, {"until": ["Give the new day, or how many days more."]}),
        ({"days": 0}, {"days": ["At least 1 day, at most 3660."]}),
        ({"days": 3661}, {"days": ["At least 1 day, at most 3660."]}),
        ({"until": date(2200, 1, 1)}, {"until": ["The day must not be after 2199-12-31."]}),
    ],
)
def test_an_extension_has_bounds(school: School, extension: dict[str, Any], errors: Any) -> None:
    with pytest.raises(InvalidInput) as error:
        extend(school, school.enroll_sam(), **extension)

    assert error.value.errors == errors


def test_students_are_transferred_to_another_supervisor(school: School) -> None:
    sams, sues = school.enroll(school.world.sam, school.world.sue)
    (toms,) = school.enroll(school.world.tom)
    withdraw(school, sues)

    chosen = transfer(school, sams, sues, toms, to=school.world.tom)

    sams.refresh_from_db()
    assert sams.supervisor == school.world.tom
    assert {skipped.enrollment.pk: skipped.why for skipped in chosen.skipped} == {
        sues.pk: "It is withdrawn.",
        toms.pk: "Nobody supervises their own training.",
    }
    assert [skipped.why for skipped in transfer(school, sams, to=school.world.tom).skipped] == [
        "Tom Teacher supervises it already."
    ]
    facts = json.loads(Event.objects.get(action="enrollment.transferred").payload)
    assert (facts["from"], facts["to"], facts["to_name"]) == (
        str(school.world.ines.pk), str(school.world.tom.pk), "Tom Teacher",
    )  # fmt: skip
    assert_records_are_clean(school.world)


def test_a_supervisor_is_on_the_staff_of_the_school_and_can_log_in(school: School) -> None:
    row = school.enroll_sam()
    school.world.tom.is_active = False
    school.world.tom.save()

    for person, text in (
        (school.world.sue, "There is no instructor with this id."),
        (school.world.otto, "There is no instructor with this id."),
        (school.world.tom, "Tom Teacher can no longer log in."),
    ):
        with pytest.raises(InvalidInput) as error:
            transfer(school, row, to=person)
        assert error.value.errors == {"supervisor": [text]}


@pytest.fixture
def finished(school: School) -> Enrollment:
    """Finished by a manager, in a training that does not finish by itself."""
    training = make.TrainingFactory(company=school.world.alpine, auto_finish=False, validity_days=30)
    lesson = make.LessonFactory(subject=make.SubjectFactory(training=training))
    row = school.enroll_sam(training=training)
    LessonStudy.objects.create(enrollment=row, lesson=lesson)
    assert finish_by_hand(enrollment_ids=[row.pk], by=school.world.maria) == 1
    return row


def reopen(school: School, row: Enrollment) -> Enrollment:
    return reopen_by_hand(enrollment_id=row.pk, reason="Sam has not flown yet", by=school.world.maria)


def revoke(school: School) -> None:
    revoke_certificate(certificate=Certificate.objects.get(), reason="Finished by mistake", by=school.world.maria)


def test_a_mistaken_finish_is_reopened_once_its_certificate_is_revoked(school: School, finished: Enrollment) -> None:
    with pytest.raises(Conflict, match=r"^Revoke the certificate 2026-00001 first\.$"):
        reopen(school, finished)
    revoke(school)

    reopen(school, finished)

    finished.refresh_from_db()
    assert (finished.state, finished.valid_until_on) == (Enrollment.State.ONGOING, None)
    assert list_actions(finished) == ["enrollment.created", "enrollment.finished", "enrollment.reopened"]
    assert json.loads(Event.objects.get(action="enrollment.reopened").payload)["reason"] == "Sam has not flown yet"
    assert_records_are_clean(school.world)


def test_what_would_be_finished_again_at_once_is_not_reopened(school: School, finished: Enrollment) -> None:
    revoke(school)
    finished.training.auto_finish = True
    finished.training.save()

    with pytest.raises(Conflict, match=r"^Everything is done, and this training finishes by itself"):
        reopen(school, finished)


def test_not_while_the_student_is_enrolled_again(school: School, finished: Enrollment) -> None:
    revoke(school)
    school.enroll_sam(training=finished.training)

    with pytest.raises(Conflict, match="has enrolled again since"):
        reopen(school, finished)


def test_what_is_not_finished_is_not_reopened(school: School) -> None:
    with pytest.raises(Conflict, match=r"^It is not finished\.$"):
        reopen(school, school.enroll_sam(finish_before_at=timezone.now()))


def test_the_number_of_queries_does_not_grow(school: School, queries_of: Any) -> None:
    deadline = timezone.now()
    one = school.enroll(*make.UserFactory.create_batch(1, company=school.world.alpine), finish_before_at=deadline)
    many = school.enroll(*make.UserFactory.create_batch(30, company=school.world.alpine), finish_before_at=deadline)

    for act in (partial(extend, days=3), partial(transfer, to=school.world.tom)):
        assert len(queries_of(partial(act, school, *one))) == len(queries_of(partial(act, school, *many)))
