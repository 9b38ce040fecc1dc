"""Two managers at the same record at the same moment. PostgreSQL only: SQLite has one writer."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from core.exceptions import Conflict
from missions.services import FlightInput, record_instructed_flight
from records.models import Event
from records.redactions import REDACTED_PAYLOAD, allow_redaction
from retention.deleting.services import delete_each
from retention.holds import place_hold
from retention.models import LegalHold
from tests.exams.concurrency import assert_ledger_is_gapless, run_concurrently
from tests.retention.conftest import find_alterations, pass_retention
from tests.retention.school import FormerSchool
from tests.world import World
from trainings.models import Enrollment

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def school() -> FormerSchool:
    return FormerSchool(World())


def test_of_two_deletions_at_once_one_deletes_and_the_other_is_told(school: FormerSchool, frozen_clock: Any) -> None:
    rows = school.train(school.world.sam, school.world.sue, school.sid)
    pass_retention(frozen_clock)
    ids, alpine = [row.pk for row in rows], school.world.alpine

    outcomes = run_concurrently([lambda: delete_each(ids, alpine, None) for _ in range(3)])

    assert sorted(id for outcome in outcomes for id in outcome.deleted) == sorted(ids)
    refused = [why for outcome in outcomes for why in outcome.refused.values()]
    assert refused == ["The record is deleted already."] * 6
    assert Event.objects.filter(action="record.deleted").count() == 3
    assert_ledger_is_gapless()
    assert find_alterations(school.world) == []


def test_a_hold_and_a_deletion_at_once_never_both_succeed(school: FormerSchool, frozen_clock: Any) -> None:
    (row,) = school.train(school.world.sam)
    pass_retention(frozen_clock)
    maria, alpine = school.world.maria, school.world.alpine

    held, deleted = run_concurrently(
        [
            lambda: place_hold(enrollment_id=row.pk, reason="An accident", by=maria),
            lambda: delete_each([row.pk], alpine, None),
        ]
    )

    assert isinstance(held, LegalHold) != (deleted.deleted == [row.pk])
    assert Enrollment.objects.filter(pk=row.pk).exists() == isinstance(held, LegalHold)
    assert find_alterations(school.world) == []


def test_what_others_record_meanwhile_of_the_class_goes_on(school: FormerSchool, frozen_clock: Any) -> None:
    """The deletion holds the class, the enrollments and the ledger in the order of every other act."""
    sam, _sue = school.train(school.world.sam, school.world.sue)
    pass_retention(frozen_clock)
    (again,) = school.enroll(school.world.sue)
    world, flight = school.world, FlightInput(True, 1800)

    def fly() -> Any:
        return record_instructed_flight(
            enrollment_id=again.pk, template_id=school.mission.pk, flight=flight, by=world.maria
        )

    outcomes = run_concurrently([lambda: delete_each([sam.pk], world.alpine, None), fly, fly])

    assert outcomes[0].deleted == [sam.pk]
    assert not [
        outcome for outcome in outcomes[1:] if isinstance(outcome, Exception) and not isinstance(outcome, Conflict)
    ]
    assert find_alterations(world) == []


@pytest.mark.parametrize(
    ("statement", "passes"),
    [
        (f"UPDATE records_event SET payload = '{REDACTED_PAYLOAD}', actor_name = 'Deleted person'", True),
        ("UPDATE records_signature SET content = '{}', signer_name = 'Deleted person'", True),
        ("UPDATE records_event SET mac = 'x'", False),
        ("UPDATE records_event SET payload = '{}', action = 'x'", False),
        ("UPDATE records_signature SET signed_at = now()", False),
        ("DELETE FROM records_event", False),
        ("DELETE FROM records_signature", False),
    ],
)
def test_the_database_lets_redactions_pass_in_a_transaction_that_says_so_and_nothing_else(
    school: FormerSchool, frozen_clock: Any, statement: str, passes: bool
) -> None:
    school.train(school.world.sam)
    frozen_clock.shift(timedelta(days=1))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    with transaction.atomic(), connection.cursor() as cursor:
        if passes:
            with allow_redaction():
                cursor.execute(statement)
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                cursor.execute(statement)  # the permission ended with the block
        else:
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), allow_redaction():
                cursor.execute(statement)
        transaction.set_rollback(True)
