"""The operator's commands: what is due, and deleting it."""

from typing import Any

from records.models import Event
from retention.holds import place_hold
from tests.operations.terminal import run_command, run_json_command
from tests.retention.conftest import find_alterations, pass_retention
from tests.retention.school import FormerSchool
from tests.world import World
from trainings.models import Enrollment

ALPINE = ("--company", "Alpine Flight School")


def test_due_records_are_listed_and_nothing_is_deleted(world: World, school: FormerSchool, frozen_clock: Any) -> None:
    (sam,) = school.train(world.sam)
    assert run_json_command("list_due_records") == {"records": []}
    pass_retention(frozen_clock)

    status, text = run_command("list_due_records", *ALPINE)
    assert status == 0
    assert "1 record due for deletion." in text
    assert "Sam Student, PPL(A), ended 2026-03-18, due since 2029-03-19" in text
    assert run_json_command("list_due_records", "--company", "Baltic Aviation") == {"records": []}
    assert Enrollment.objects.filter(pk=sam.pk).exists()


def test_due_records_are_deleted_when_the_operator_says_yes(
    world: World, school: FormerSchool, frozen_clock: Any
) -> None:
    sam, sue = school.train(world.sam, world.sue)
    place_hold(enrollment_id=sue.pk, reason="An accident", by=world.maria)
    pass_retention(frozen_clock)

    assert run_command("delete_due_records", *ALPINE) == (1, "Say either --dry-run or --yes.")
    dry = run_json_command("delete_due_records", *ALPINE, "--dry-run")
    assert dry == {"records": [str(sam.pk)], "held": 1, "dry_run": True}
    assert Enrollment.objects.count() == 2
    done = run_json_command("delete_due_records", *ALPINE, "--yes")
    assert done == {"records": [str(sam.pk)], "held": 1, "forgotten": 0, "refused": {}, "dry_run": False}
    assert list(Enrollment.objects.all()) == [sue]
    event = Event.objects.get(action="record.deleted")
    assert (event.actor, event.actor_kind) == (None, "command")
    assert find_alterations(world) == []
    status, text = run_command("verify_records", *ALPINE)
    assert status == 0
    assert "Redacted when a record was deleted" in text
