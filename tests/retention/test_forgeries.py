"""Only what a sealed event lists may differ from its seal: everything else stays a finding."""

import json
from typing import Any

import pytest
from django.db import connection

from records.canonical import format_canonical_json, sha256
from records.models import Event, Head, Signature
from records.redactions import REDACTED_PAYLOAD, Redaction, digest_row, redact_rows
from records.verification.run import verify_company
from retention.deleting.services import delete_each
from tests.records.test_tampers import drop_triggers
from tests.retention.conftest import find_alterations, pass_retention
from tests.retention.school import FormerSchool
from tests.world import World
from trainings.models import Enrollment


@pytest.fixture
def deleted(world: World, school: FormerSchool, frozen_clock: Any) -> Event:
    """The event of Sam's deleted record; Sue's is still there. The guards of the database are switched off."""
    sam, _sue = school.train(world.sam, world.sue)
    pass_retention(frozen_clock)
    delete_each([sam.pk], world.alpine, None)
    assert find_alterations(world) == []
    drop_triggers()
    return Event.objects.get(action="record.deleted")


@pytest.fixture(autouse=True)
def restore_constraints(db: None) -> Any:
    yield
    if connection.vendor != "postgresql" and connection.connection is not None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def list_whats(world: World) -> list[str]:
    return [finding.what for finding in find_alterations(world)]


def get_redacted() -> Event:
    event: Event = Event.objects.filter(payload=REDACTED_PAYLOAD).order_by("seq")[0]
    return event


@pytest.mark.parametrize(
    "change",
    [
        {"payload": '{"redacted":false}'},
        {"actor_name": "Somebody else"},
        {"action": "class.changed"},
        {"at": "2020-01-01 00:00:00+00:00"},
        {"mac": "0" * 64},
        {"payload_digest": sha256(REDACTED_PAYLOAD)},
    ],
)
def test_no_column_of_a_redacted_event_can_be_changed(world: World, deleted: Event, change: dict[str, Any]) -> None:
    event = get_redacted()
    Event.objects.filter(pk=event.pk).update(**change)
    assert f"it differs from what event {deleted.seq} left of it" in list_whats(world) or any(
        "link" in what for what in list_whats(world)
    )


def test_an_event_that_no_event_lists_cannot_be_redacted(world: World, deleted: Event) -> None:
    """By somebody with the database, who knows how, but has no key."""
    own = Event.objects.filter(action="enrollment.created").exclude(payload=REDACTED_PAYLOAD).get()
    Event.objects.filter(pk=own.pk).update(payload=REDACTED_PAYLOAD)
    assert list_whats(world) == ["the payload was altered"]


def test_a_list_cannot_be_extended(world: World, deleted: Event) -> None:
    own = Event.objects.filter(action="enrollment.created").exclude(payload=REDACTED_PAYLOAD).get()
    Event.objects.filter(pk=own.pk).update(payload=REDACTED_PAYLOAD)
    own.refresh_from_db()
    facts = json.loads(deleted.payload)
    facts["redacted"]["events"].append([own.seq, own.mac, digest_row(own)])
    payload = format_canonical_json(facts)
    Event.objects.filter(pk=deleted.pk).update(payload=payload, payload_digest=sha256(payload))

    whats = list_whats(world)
    assert "the payload was altered" in whats
    assert "the event was altered" in whats


def test_a_forged_event_without_the_key_lists_nothing(world: World, deleted: Event) -> None:
    own = Event.objects.filter(action="enrollment.created").exclude(payload=REDACTED_PAYLOAD).get()
    Event.objects.filter(pk=own.pk).update(payload=REDACTED_PAYLOAD)
    own.refresh_from_db()
    head = Head.objects.get(pk=world.alpine.pk)
    payload = format_canonical_json({"redacted": {"events": [[own.seq, own.mac, digest_row(own)]]}})
    forged = Event(
        company=world.alpine, seq=head.seq + 1, at=deleted.at, actor_name="", actor_kind="server",
        action="record.deleted", object_type="trainings.enrollment", object_id=own.object_id, payload=payload,
        payload_digest=sha256(payload), state="null", previous_mac=head.mac, mac="1" * 64, key_id=deleted.key_id,
    )  # fmt: skip
    forged.save(force_insert=True)
    Head.objects.filter(pk=world.alpine.pk).update(seq=forged.seq, mac=forged.mac)

    assert {"the payload was altered", "the event was altered"} <= set(list_whats(world))


def test_without_the_event_every_redaction_is_a_finding(world: World, deleted: Event) -> None:
    redacted = len(json.loads(deleted.payload)["redacted"]["events"])
    Event.objects.filter(pk=deleted.pk).delete()
    whats = list_whats(world)
    assert whats.count("the payload was altered") >= redacted - 3  # of some, the actor alone was redacted
    assert "the signed content was altered" in whats


def test_a_row_cannot_be_redacted_again_to_something_else(world: World, deleted: Event) -> None:
    """Not even to what an earlier redaction left of it: the last list counts."""
    shared = Event.objects.get(action="class.scheduled")
    before = shared.payload
    delete_each(list(Enrollment.objects.values_list("pk", flat=True)), world.alpine, None)
    assert find_alterations(world) == []
    shared.refresh_from_db()
    assert shared.payload != before

    Event.objects.filter(pk=shared.pk).update(payload=before)
    last = Event.objects.filter(action="record.deleted").order_by("-seq")[0]
    assert list_whats(world) == [f"it differs from what event {last.seq} left of it"]


def test_the_former_content_cannot_come_back(world: World, school: FormerSchool, deleted: Event) -> None:
    """A redacted row with its original content matches its seal, and not the list."""
    event = get_redacted()
    Event.objects.filter(pk=event.pk).update(payload='{"what it said":"before"}')
    assert f"it differs from what event {deleted.seq} left of it" in list_whats(world)


def test_a_signature_can_be_redacted_only_as_listed(world: World, deleted: Event) -> None:
    signature = Signature.objects.filter(content=REDACTED_PAYLOAD).order_by("pk")[0]
    Signature.objects.filter(pk=signature.pk).update(content="{}")
    assert list_whats(world) == [f"it differs from what event {deleted.seq} left of it"]
    Signature.objects.filter(pk=signature.pk).update(content=signature.content, signer_name="Somebody")
    assert list_whats(world) == [f"it differs from what event {deleted.seq} left of it"]


def test_a_deleted_object_cannot_come_back_and_no_other_one_go(world: World, deleted: Event) -> None:
    objects = json.loads(deleted.payload)["objects"]
    (enrollment,) = objects["trainings.enrollment"]
    sues = Enrollment.objects.get()
    Enrollment.objects.bulk_create(
        [Enrollment(pk=enrollment, company=world.alpine, training=sues.training, user=world.sam)]
    )
    assert any("deleted at event" in what for what in list_whats(world))
    Enrollment.objects.filter(pk=enrollment).delete()
    assert list_whats(world) == []
    sues.flight_records.get().grades.all().delete()
    sues.flight_records.all().delete()
    assert list_whats(world) == ["it differs from what was signed: the object was removed"]


def test_a_list_whose_key_is_lost_makes_rows_unverifiable_not_altered(
    world: World, deleted: Event, settings: Any
) -> None:
    key_id = deleted.key_id
    settings.RECORDS_KEYS = {"another": "key"}
    report = verify_company(world.alpine)
    assert report.findings == []
    assert report.unverifiable == report.events
    settings.RECORDS_KEYS = {key_id: "wrong"}
    assert verify_company(world.alpine).findings != []


def test_only_columns_that_tell_of_people_can_be_redacted(world: World, deleted: Event) -> None:
    event = Event.objects.order_by("seq")[0]
    for values in ({"action": "x"}, {"mac": "0"}, {"seq": 7}):
        with pytest.raises(ValueError, match="Not redactable"):
            redact_rows([Redaction(event, values)])
    with pytest.raises(ValueError, match="never redacted"):
        redact_rows([Redaction(deleted, {"payload": "{}"})])
