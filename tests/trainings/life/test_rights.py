"""Who may do which act to whose enrollment: managers of the school; another school's is the same as none."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from core.exceptions import Forbidden, NotFound
from tests import factories as make
from tests.trainings.life.conftest import School
from trainings.credits.giving import CreditInput, give_credits
from trainings.credits.revoking import revoke_credit
from trainings.enrollment_acts.deadline_extension import Extension, extend_deadlines
from trainings.enrollment_acts.pausing import pause_enrollments, resume_enrollments
from trainings.enrollment_acts.reopening_by_hand import reopen_by_hand
from trainings.enrollment_acts.supervising import transfer_enrollments
from trainings.enrollment_acts.withdrawing import undo_withdrawal, withdraw_enrollments
from trainings.models import Credit, Enrollment

Act = Callable[[School, uuid.UUID, Any], Any]
ACTS: dict[str, Act] = {
    "withdraw": lambda school, key, by: withdraw_enrollments(enrollment_ids=[key], reason="Left", by=by),
    "undo": lambda school, key, by: undo_withdrawal(enrollment_id=key, reason="Back", by=by),
    "pause": lambda school, key, by: pause_enrollments(enrollment_ids=[key], reason="Ill", by=by),
    "resume": lambda school, key, by: resume_enrollments(enrollment_ids=[key], by=by),
    "extend": lambda school, key, by: extend_deadlines(enrollment_ids=[key], extension=Extension(days=3), by=by),
    "transfer": lambda school, key, by: transfer_enrollments(
        enrollment_ids=[key], supervisor_id=find_supervisor(school, by).pk, by=by
    ),
    "reopen": lambda school, key, by: reopen_by_hand(enrollment_id=key, reason="Mistake", by=by),
    "credit": lambda school, key, by: give_credits(
        enrollment_id=key, credit=CreditInput([school.exam.pk], "PPL"), password=make.PASSWORD, by=by
    ),
    "revoke": lambda school, key, by: revoke_credit(credit_id=find_credit(key), reason="Forged", by=by),
}


def find_supervisor(school: School, by: Any) -> Any:
    return school.world.otto if by.company_id == school.world.baltic.pk else school.world.tom


def find_credit(enrollment_id: uuid.UUID) -> uuid.UUID:
    row = Credit.objects.filter(enrollment=enrollment_id).first()
    return row.pk if row else uuid.uuid4()


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("person", ["charles", "ines", "sam"])
def test_nobody_below_a_manager_does_anything(school: School, act: str, person: str) -> None:
    row = school.enroll_sam()
    school.credit(row, [school.mission])

    with pytest.raises(Forbidden, match=r"^Only managers may do this\.$"):
        ACTS[act](school, row.pk, getattr(school.world, person))


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("is_known", [True, False], ids=["another school's", "none"])
def test_another_schools_enrollment_is_the_same_as_none(school: School, act: str, is_known: bool) -> None:
    row = school.enroll_sam()
    school.credit(row, [school.mission])
    before = Enrollment.objects.values().get(pk=row.pk)

    with pytest.raises(NotFound):
        ACTS[act](school, row.pk if is_known else uuid.uuid4(), school.world.otto)

    assert Enrollment.objects.values().get(pk=row.pk) == before
