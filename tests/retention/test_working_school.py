"""A school that worked at random deletes its records, one after the other: the ledger stays in order all the time."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core import clock
from onsite.models import Attendance
from records.models import Event, Signature
from records.verification.checkpoints import read_checkpoint, read_heads, write_checkpoint
from records.verification.run import verify_company
from retention.deleting.services import delete_each
from retention.querysets import due_for_deletion
from tests.records.working_school import WorkingSchool
from tests.world import World
from trainings.enrollment_acts.withdrawing import withdraw_enrollments
from trainings.models import Enrollment


@pytest.fixture(autouse=True)
def files(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.mark.parametrize("seed", [5, 6])
def test_the_ledger_of_a_school_that_deletes_everything_stays_in_order(
    world: World, frozen_clock: Any, tmp_path: Path, seed: int
) -> None:
    school = WorkingSchool(world, seed=seed)
    for _ in range(220):
        school.act()
        frozen_clock.shift(60)
    going_on = Enrollment.objects.filter(company=world.alpine, finished_at=None, withdrawn_at=None)
    withdraw_enrollments(
        enrollment_ids=going_on.values_list("pk", flat=True), reason="The school closed", by=world.maria
    )
    write_checkpoint(tmp_path / "heads.json", read_heads())
    checkpoint = read_checkpoint(tmp_path / "heads.json")[str(world.alpine.pk)]
    frozen_clock.shift(timedelta(days=4 * 366))
    records = list(due_for_deletion(world.alpine, clock.now()))
    assert len(records) > 10

    for row in records:
        outcome = delete_each([row.pk], world.alpine, None)
        assert outcome.deleted == [row.pk], outcome.refused
        assert verify_company(world.alpine, checkpoint).findings == []
        assert not Event.objects.filter(payload__contains=str(row.pk)).exclude(
            action__in=["record.deleted", "attendance.deleted"]
        )
        assert not Signature.objects.filter(content__contains=str(row.pk))
    assert not Attendance.objects.filter(class_session__company=world.alpine).exists()
