"""What is compared of every object kind, the baseline, and rows that no model can read."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import Model

from records.kinds import KINDS
from records.models import Event, Signature
from records.services import EventDraft, record_events
from records.stored_text import tolerate_invalid_utf8
from records.verification.baseline import record_baseline
from records.verification.run import verify_company
from tests import factories as make
from tests.operations.terminal import run_command, run_json_command
from tests.records.tampers import TABLES
from tests.records.test_signing import sign_as_ines
from tests.records.test_tampers import drop_triggers
from tests.world import World
from trainings.enrollments.services import enroll_students
from trainings.models import Enrollment

LEDGER = {"records"}


def list_covered_columns(model: type[Model]) -> set[str]:
    parts = [part for kind in KINDS.values() for part in kind.parts if part.model is model]
    return {column for part in parts for column in (*part.columns, part.owner.split("__")[0])}


@pytest.mark.parametrize("model", [model for model in TABLES if model._meta.app_label not in LEDGER])
def test_no_column_of_a_table_of_evidence_is_left_out(model: type[Model]) -> None:
    """A column that is added to a table goes into a part with a new name: see `records.kinds.Part`."""
    assert {field.attname for field in model._meta.concrete_fields} - list_covered_columns(model) - {"id"} == set()


@pytest.fixture
def unrecorded_enrollment(world: World) -> Enrollment:
    """An enrollment without a recorded state."""
    return make.EnrollmentFactory(training=make.TrainingFactory(company=world.alpine), user=world.sam)


def test_rows_from_before_are_counted_until_their_baseline(world: World, unrecorded_enrollment: Enrollment) -> None:
    status, output = run_command("verify_records", "--company", world.alpine.name)
    assert status == 0
    assert "Without a recorded state, and not compared: 1 object." in output

    assert run_json_command("record_baseline")["objects"] == {"Alpine Flight School": 1, "Baltic Aviation": 0}
    assert verify_company(world.alpine).unrecorded == 0
    Enrollment.objects.update(notes="A forged note")
    (finding,) = verify_company(world.alpine).findings
    assert finding.what == "it differs from the state recorded at event 1: notes"


def test_a_baseline_is_recorded_once_and_vouches_for_nothing_later(
    world: World, unrecorded_enrollment: Enrollment
) -> None:
    assert record_baseline(world.alpine) == 1
    forged = make.EnrollmentFactory(training=unrecorded_enrollment.training, user=world.sue)

    assert record_baseline(world.alpine) == 0
    (finding,) = verify_company(world.alpine).findings
    assert (finding.object, finding.what) == (f"trainings.enrollment:{forged.pk}", "no event records it")


def test_no_baseline_blesses_an_altered_ledger(world: World, unrecorded_enrollment: Enrollment) -> None:
    sign_as_ines(world, hours=1)
    drop_triggers()
    Signature.objects.update(meaning="Something else")

    assert run_command("record_baseline") == (
        1,
        "Not recorded: verify_records finds alterations in Alpine Flight School.",
    )


def test_a_dry_run_records_nothing(world: World, unrecorded_enrollment: Enrollment) -> None:
    assert run_json_command("record_baseline", "--dry-run")["objects"]["Alpine Flight School"] == 1
    assert not Event.objects.exists()


def test_a_removed_row_is_found(world: World) -> None:
    training = make.TrainingFactory(company=world.alpine)
    enroll_students(training=training, user_ids=[world.sam.pk], group_ids=[], by=world.maria)
    drop_triggers()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM trainings_enrollment")

    assert [finding.what for finding in verify_company(world.alpine).findings] == ["it was removed"]


ODD: dict[str, list[tuple[str, Any]]] = {
    "sqlite": [("at", "infinity"), ("at", ""), ("seq", "three"), ("payload", b"\xff"), ("object_id", "no uuid\x00")],
    "postgresql": [("at", "infinity"), ("at", "0044-03-15 BC"), ("seq", -3), ("object_id", "no uuid")],
}


@pytest.mark.parametrize("number", range(5))
def test_an_odd_event_is_a_finding_with_its_place_and_the_check_goes_on(world: World, number: int) -> None:
    if number >= len(ODD[connection.vendor]):
        pytest.skip("PostgreSQL stores fewer odd values.")
    for n in range(4):
        record_events(EventDraft("thing.noted", world.sam, {"n": n}), company_id=world.alpine.pk, by=None)
    column, value = ODD[connection.vendor][number]
    drop_triggers()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE records_event SET {column} = %s WHERE seq = 3", [value])

    report = verify_company(world.alpine)
    assert report.events == 4
    assert report.findings
    status, output = run_command("verify_records")
    assert status == 1
    assert "ALTERED" in output
    assert "\x00" not in output


def test_a_text_that_is_no_utf8_reads_as_its_bytes(world: World) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL stores none.")
    with tolerate_invalid_utf8(), connection.cursor() as cursor:
        cursor.execute("SELECT CAST(x'ff41' AS TEXT)")
        assert cursor.fetchone() == ("\\xffA",)


def test_queries_do_not_grow_with_the_school(world: World, queries_of: Any) -> None:
    def enroll(number: int) -> None:
        for training in make.TrainingFactory.create_batch(number, company=world.alpine):
            enroll_students(training=training, user_ids=[world.sam.pk, world.sue.pk], group_ids=[], by=world.maria)

    enroll(1)
    few = queries_of(lambda: verify_company(world.alpine))
    enroll(15)
    many = queries_of(lambda: verify_company(world.alpine))
    assert len(few) == len(many)
