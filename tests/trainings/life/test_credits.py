"""Credits for earlier training: signed by a manager, counted as done, revoked like any correction."""

import hashlib
import json
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from core import clock
from core.exceptions import Conflict, Forbidden, InvalidInput
from evidence.certificates.services import revoke_certificate
from evidence.models import Certificate
from exams.models import Exam
from records.models import Event, Signature
from records.verification.run import verify_company
from tests import factories as make
from tests.trainings.life.conftest import School, assert_records_are_clean, list_actions
from tests.trainings.life.test_withdrawing import withdraw
from trainings.credits.giving import CreditInput, give_credits
from trainings.credits.items import list_items, read_item_names
from trainings.credits.revoking import revoke_credit
from trainings.enrollments.progress import get_flight_progress, get_ground_school_progress
from trainings.models import Credit, Enrollment

PDF = b"%PDF-1.7 A licence"


def count_progress(row: Enrollment) -> tuple[int, int, int, int]:
    counted = Enrollment.objects.with_progress(timezone.now()).get(pk=row.pk)
    ground, flights = get_ground_school_progress(counted), get_flight_progress(counted)
    return ground.completed, ground.total, flights.completed, flights.total


def revoke(school: School, credit: Credit) -> Credit:
    return revoke_credit(credit_id=credit.pk, reason="The licence was forged", by=school.world.maria)


@pytest.mark.parametrize("type", ["DISTANCE", "ONSITE", "REMOTE"])
def test_credited_items_count_as_done_in_every_type_of_training(school: School, type: str) -> None:
    school.training.type = type
    school.training.save()
    row = school.enroll_sam()
    assert count_progress(row) == (0, 3, 0, 1)

    school.credit(row, [school.lessons[0], school.exam, school.mission])

    assert count_progress(row) == (2, 3, 1, 1)
    items = {item.id: item for item in list_items(row, clock.now())}
    assert [items[item.pk].is_credited for item in school.items] == [True, False, True, True]
    assert [items[item.pk].is_done for item in school.items] == [True, False, True, True]
    assert_records_are_clean(school.world)


def test_a_credited_lesson_needs_no_gate_exam(school: School) -> None:
    make.ExamFactory(subject=school.subject, lesson=school.lessons[0], type=Exam.Type.ONLINE)
    row = school.enroll_sam()

    school.credit(row, [school.lessons[0]])

    assert count_progress(row)[0] == 1


def test_an_item_done_and_credited_counts_once(school: School) -> None:
    row = school.enroll_sam()
    make.LessonStudyFactory(enrollment=row, lesson=school.lessons[0])

    school.credit(row, [school.lessons[0]])

    assert count_progress(row)[0] == 1


def test_a_credit_is_signed_and_on_record(school: School) -> None:
    row = school.enroll_sam()

    (credit,) = school.credit(row, [school.mission], document=ContentFile(PDF, "licence.pdf"))

    assert (credit.kind, credit.credited_by, credit.is_live) == (Credit.Kind.MISSION, school.world.maria, True)
    with credit.document.open() as stored:
        assert stored.read() == PDF
    assert str(credit.document.name).startswith("private/credits/2026/")
    assert credit.document_digest == hashlib.sha256(PDF).hexdigest()
    signature = Signature.objects.get(object_id=str(credit.pk))
    assert json.loads(signature.content) == {
        "enrollment": str(row.pk),
        "student": str(school.world.sam.pk),
        "training": str(school.training.pk),
        "kind": "MISSION",
        "item": str(school.mission.pk),
        "reason": "PPL of another school",
        "document": credit.document_digest,
        "names": {
            "student": "Sam Student",
            "training": school.training.name,
            "item": school.mission.name,
            "group": "Missions",
        },
    }
    assert list_actions(credit) == ["credit.given"]
    assert read_item_names([credit]) == {school.mission.pk: school.mission.name}


def test_a_changed_credit_is_found(school: School) -> None:
    (credit,) = school.credit(school.enroll_sam(), [school.mission])
    Credit.objects.update(reason="ATPL of another school")

    (finding,) = verify_company(school.world.alpine).findings

    assert (finding.object, finding.what) == (
        f"trainings.credit:{credit.pk}",
        "it differs from what was signed: reason",
    )


def test_crediting_everything_finishes(school: School) -> None:
    row = school.enroll_sam()

    school.credit(row, school.items)

    row.refresh_from_db()
    assert row.is_finished
    assert Certificate.objects.unrevoked().get().enrollment_id == row.pk
    assert_records_are_clean(school.world)


def test_revoking_takes_a_finish_back(school: School) -> None:
    row = school.enroll_sam()
    *_, credit = school.credit(row, school.items)

    revoked = revoke(school, credit)

    row.refresh_from_db()
    assert (row.is_finished, count_progress(row)) == (False, (3, 3, 0, 1))
    assert (revoked.is_live, revoked.revoked_by, revoked.signed_at) == (False, school.world.maria, None)
    assert list_actions(credit) == ["credit.given", "credit.revoked"]
    assert list_actions(row) == ["enrollment.created", "enrollment.finished", "enrollment.reopened"]
    assert not Certificate.objects.unrevoked().exists()
    assert_records_are_clean(school.world)


def test_not_while_a_certificate_is_relied_on(school: School, frozen_clock: Any) -> None:
    row = school.enroll_sam()
    *_, credit = school.credit(row, school.items)
    frozen_clock.shift(7 * 86_400)

    with pytest.raises(Conflict, match="certificate 2026-00001 has been issued"):
        revoke(school, credit)
    revoke_certificate(certificate=Certificate.objects.get(), reason="The licence was forged", by=school.world.maria)
    revoke(school, credit)

    row.refresh_from_db()
    assert row.state == Enrollment.State.ONGOING


def test_a_credit_is_revoked_once_and_may_be_given_again(school: School) -> None:
    row = school.enroll_sam()
    (credit,) = school.credit(row, [school.exam])
    revoke(school, credit)

    with pytest.raises(Conflict, match=r"^This credit is revoked already\.$"):
        revoke(school, credit)
    school.credit(row, [school.exam])

    assert Credit.objects.live().count() == 1
    assert_records_are_clean(school.world)


def test_one_item_is_credited_once(school: School) -> None:
    row = school.enroll_sam()
    school.credit(row, [school.exam])

    with pytest.raises(Conflict) as error:
        school.credit(row, [school.exam, school.mission])

    assert error.value.message == f"Credited already: {school.exam.name}."
    twin = Credit.objects.get()
    twin.pk = make.EnrollmentFactory.build().pk
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_nothing_is_credited_to_what_has_ended(school: School) -> None:
    row = school.enroll_sam()
    withdraw(school, row)

    with pytest.raises(Conflict, match=r"^It is withdrawn\.$"):
        school.credit(row, [school.exam])


def test_items_are_those_of_the_training(school: School) -> None:
    gate = make.ExamFactory(subject=school.subject, lesson=school.lessons[0])
    row = school.enroll_sam()

    for item in (make.LessonFactory(), gate, school.subject):
        with pytest.raises(InvalidInput) as error:
            school.credit(row, [item])
        assert error.value.errors == {"items": ["The training has no such item."]}
    with pytest.raises(InvalidInput) as none:
        school.credit(row, [])
    assert none.value.errors == {"items": ["Choose at least one item, at most 500."]}


def give(school: School, row: Enrollment, *, password: str, by: User) -> list[Credit]:
    given = CreditInput([school.exam.pk], "PPL")
    return give_credits(enrollment_id=row.pk, credit=given, password=password, by=by)


def test_the_password_is_needed_and_nobody_credits_themselves(school: School) -> None:
    sams, own = school.enroll(school.world.sam, school.world.maria)

    with pytest.raises(Forbidden):
        give(school, sams, password="wrong", by=school.world.maria)
    with pytest.raises(Forbidden, match=r"^You cannot credit anything to yourself\.$"):
        give(school, own, password=make.PASSWORD, by=school.world.maria)

    assert not Credit.objects.exists()
    assert Event.objects.filter(action="signature.refused").count() == 1
