"""Changes that bypass the server are found; what the server does causes no finding."""

import random
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet

from onsite.models import ClassSession
from records import signables
from records.management.commands.verify_records import CLEAN, get_exit_status
from records.models import Event, Head, Revocation, Signature
from records.services import EventDraft, record_events
from records.signables import CurrentState, Signable
from records.signing import get_current_signature
from records.verification import signature_checks
from records.verification.checkpoints import read_checkpoint, read_heads, write_checkpoint
from records.verification.findings import Report
from records.verification.run import verify_company
from tests import factories as make
from tests.records.test_signing import revoke_as_test, sign_as_ines
from tests.world import World
from trainings.enrollments.services import enroll_students

ROUNDS = 200
COLUMNS = {
    Event: (
        "id", "company_id", "seq", "at", "actor_id", "actor_name", "actor_kind", "action", "object_type", "object_id",
        "payload", "payload_digest", "state", "previous_mac", "mac", "key_id",
    ),
    Signature: (
        "id", "company_id", "object_type", "object_id", "version", "signer_id", "signer_name", "signer_role", "meaning",
        "content", "digest", "signed_at",
    ),
    Revocation: ("id", "company_id", "by_id", "by_name", "reason", "revoked_at"),
    Head: ("seq", "mac"),
}  # fmt: skip


@pytest.fixture
def world_with_history(world: World) -> World:
    """A school with a ledger: enrolled, noted, signed, revoked, signed again."""
    training = make.TrainingFactory(company=world.alpine)
    enroll_students(training=training, user_ids=[world.sam.pk, world.sue.pk], group_ids=[], by=world.maria)
    sign_as_ines(world, hours=1)
    revoke_as_test(world)
    sign_as_ines(world, hours=2)
    for n in range(12):
        record_events(EventDraft("thing.noted", world.sam, {"n": n}), company_id=world.alpine.pk, by=world.maria)
    return world


@pytest.fixture(autouse=True)
def triggers_dropped(db: None) -> Iterator[None]:
    """Switches the triggers off, as somebody with the password of the database can."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        transaction.set_rollback(True)


def alter_value(value: Any, world: World, dice: random.Random) -> Any:
    """`value` with the smallest change that its column can store."""
    if isinstance(value, uuid.UUID):
        return world.baltic.pk if value == world.alpine.pk else uuid.UUID(int=value.int ^ 1)
    if isinstance(value, str):
        place = dice.randrange(len(value)) if value else 0
        return value[:place] + ("b" if value[place : place + 1] != "b" else "c") + value[place + 1 :]
    if isinstance(value, int):
        return value + 1000
    return value - timedelta(microseconds=1) if value is not None else world.tom.pk


def alter_a_column(world: World, dice: random.Random) -> None:
    model = dice.choice(list(COLUMNS))
    column = dice.choice(COLUMNS[model])
    rows = model._default_manager.filter(company=world.alpine)
    row = dice.choice(list(rows.order_by("pk")))
    change_column(rows.filter(pk=row.pk), column, getattr(row, column), world, dice)


def change_column(rows: QuerySet[Any], column: str, value: Any, world: World, dice: random.Random) -> None:
    is_user = column in {"actor_id", "signer_id", "by_id"}
    rows.update(**{column: world.tom.pk if is_user else alter_value(value, world, dice)})


def remove_a_row(world: World, dice: random.Random) -> None:
    model = dice.choice([Event, Signature, Revocation, Head])
    rows = model._default_manager.filter(company=world.alpine)
    row = rows.filter(pk=dice.choice(list(rows.values_list("pk", flat=True))))
    row._raw_delete(row.db)


def is_clean(report: Report) -> bool:
    """Whether the command ends with exit status 0."""
    return get_exit_status([report]) == CLEAN


def list_events(world: World) -> list[Event]:
    return list(Event.objects.filter(company=world.alpine).order_by("seq"))


def swap_two_events(world: World, dice: random.Random) -> None:
    one, two = dice.sample(list_events(world), 2)
    for row, seq in ((one, 10**6), (two, one.seq), (one, two.seq)):
        Event.objects.filter(pk=row.pk).update(seq=seq)


def replay_an_event(world: World, dice: random.Random) -> None:
    """Appends a copy of an event, linked and with the head moved, but without the key."""
    events = list_events(world)
    row = dice.choice(events)
    row.pk, row.seq, row.previous_mac = uuid.uuid4(), events[-1].seq + 1, events[-1].mac
    row.save(force_insert=True)
    Head.objects.filter(company=world.alpine).update(seq=row.seq, mac=row.mac)


def insert_an_event(world: World, dice: random.Random) -> None:
    """Inserts a forged event and renumbers those after it."""
    events = list_events(world)
    place = dice.randrange(len(events))
    for row in reversed(events[place:]):
        Event.objects.filter(pk=row.pk).update(seq=row.seq + 1)
    forged = events[place]
    forged.pk = uuid.uuid4()
    forged.save(force_insert=True)
    Head.objects.filter(company=world.alpine).update(seq=len(events) + 1)


def backdate(world: World, dice: random.Random) -> None:
    row = dice.choice(list_events(world))
    Event.objects.filter(pk=row.pk).update(at=row.at - timedelta(days=dice.randrange(1, 400)))


def forge_a_signature(world: World, dice: random.Random) -> None:
    signature = dice.choice(list(Signature.objects.filter(company=world.alpine)))
    signature.pk, signature.version = uuid.uuid4(), 3
    signature.save(force_insert=True)


def truncate_chain(world: World, dice: random.Random) -> None:
    """A clean shorter chain, as in an older database: only the checkpoint knows better."""
    events = list_events(world)
    kept = events[: -dice.randrange(1, 8)]
    cut = Event.objects.filter(company=world.alpine, seq__gt=kept[-1].seq)
    cut._raw_delete(cut.db)
    Head.objects.filter(company=world.alpine).update(seq=kept[-1].seq, mac=kept[-1].mac)


ALTERATIONS: list[Callable[[World, random.Random], None]] = [
    alter_a_column, alter_a_column, alter_a_column, remove_a_row, swap_two_events, replay_an_event, insert_an_event,
    backdate, forge_a_signature, truncate_chain,
]  # fmt: skip


def test_every_alteration_is_found(world_with_history: World, tmp_path: Any) -> None:
    write_checkpoint(tmp_path / "heads.json", read_heads())
    checkpoint = read_checkpoint(tmp_path / "heads.json")[str(world_with_history.alpine.pk)]
    assert verify_company(world_with_history.alpine, checkpoint).findings == []

    missed = []
    for round in range(ROUNDS):
        alter = ALTERATIONS[round % len(ALTERATIONS)]
        point = transaction.savepoint()
        alter(world_with_history, random.Random(round))
        if is_clean(verify_company(world_with_history.alpine, checkpoint)):
            missed.append(f"{alter.__name__} in round {round}")
        transaction.savepoint_rollback(point)

    assert missed == []


@pytest.mark.parametrize(("model", "column"), [(model, column) for model in COLUMNS for column in COLUMNS[model]])
def test_a_change_in_any_column_is_found(world_with_history: World, model: Any, column: str) -> None:
    rows = model._default_manager.filter(company=world_with_history.alpine)
    row = rows.order_by("pk").first()

    change_column(rows.filter(pk=row.pk), column, getattr(row, column), world_with_history, random.Random(1))

    assert not is_clean(verify_company(world_with_history.alpine))


def test_a_finding_names_the_place_and_the_object(world_with_history: World) -> None:
    Event.objects.filter(company=world_with_history.alpine, seq=3).update(payload='{"hours":9}')

    (finding, *_) = verify_company(world_with_history.alpine).findings
    assert (finding.seq, finding.what) == (3, "the payload was altered")
    assert finding.object.startswith("records.signature:")


def sign_people(monkeypatch: Any, world: World, content: dict[str, Any] | None) -> None:
    """Makes users signable, with this current content or, for None, as if they were deleted."""
    signature = get_current_signature(world.sam)
    assert signature is not None
    current = {} if content is None else {str(world.sam.pk): CurrentState(content, signature.signed_at)}
    monkeypatch.setitem(signables.SIGNABLES, "accounts.user", Signable(ClassSession, "company_id", lambda ids: current))
    monkeypatch.setattr(signature_checks, "read_current_objects", lambda rows, label: current)


def test_an_edit_of_the_signed_object_itself_is_found(world_with_history: World, monkeypatch: Any) -> None:
    sign_people(monkeypatch, world_with_history, {"hours": 3, "new": None})

    (finding,) = verify_company(world_with_history.alpine).findings
    assert finding.what == "it differs from what was signed: hours"


def test_an_object_that_vanished_after_it_was_signed_is_found(world_with_history: World, monkeypatch: Any) -> None:
    sign_people(monkeypatch, world_with_history, None)

    assert "the object was removed" in verify_company(world_with_history.alpine).findings[0].what


def test_a_lost_key_makes_old_events_unverifiable_not_false(world_with_history: World, settings: Any) -> None:
    before = verify_company(world_with_history.alpine).events
    settings.RECORDS_KEYS = {"new": "another key"}
    record_events(EventDraft("thing.noted", world_with_history.sam), company_id=world_with_history.alpine.pk, by=None)

    report: Report = verify_company(world_with_history.alpine)
    assert (report.findings, report.unverifiable, report.events) == ([], before, before + 1)


def test_an_older_key_still_vouches_for_what_it_sealed(world_with_history: World, settings: Any) -> None:
    settings.RECORDS_KEYS = {"new": "another key", **settings.RECORDS_KEYS}
    record_events(EventDraft("thing.noted", world_with_history.sam), company_id=world_with_history.alpine.pk, by=None)

    report = verify_company(world_with_history.alpine)
    assert (report.findings, report.unverifiable) == ([], 0)


def test_an_altered_key_id_is_told_from_a_lost_key(world_with_history: World) -> None:
    last = Event.objects.filter(company=world_with_history.alpine).order_by("-seq")[0]
    Event.objects.filter(pk=last.pk).update(key_id="2026b")

    assert [finding.what for finding in verify_company(world_with_history.alpine).findings] == [
        "the key id was altered"
    ]


def test_a_key_that_turns_up_out_of_its_turn_is_found(world_with_history: World) -> None:
    Event.objects.filter(company=world_with_history.alpine, seq=5).update(key_id="long-lost")

    findings = {(finding.seq, finding.what) for finding in verify_company(world_with_history.alpine).findings}
    assert {(5, "the key id was altered"), (6, "the key is used out of order")} <= findings
