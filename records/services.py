"""Appending events to the ledger (docs/records.md)."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.models import Model, QuerySet

from accounts.models import User
from core import clock
from core.database.updates import Update
from core.origin import PERSONAL, Channel, get_origin
from core.outages.waiting_rooms import WaitingRooms
from records.canonical import compute_mac, format_canonical_json, format_canonical_moment, get_current_key_id, sha256
from records.kinds import KINDS, State
from records.models import ACTOR_NAME_LENGTH, Event, Head

# The clock is read outside the subquery, and thus after the lock was waited for. `at` is a column of the head because
# only the locked row is read anew after the wait, and no other table.
LOCK = """SELECT seq, mac, at, {now} FROM
    (SELECT seq, mac, at FROM records_head WHERE company_id = %s FOR UPDATE {otherwise}) AS locked"""
WAIT, SKIP = "", "SKIP LOCKED"

# All acts of a school meet at its head: while one keeps it, the others must not take every thread (ADR 39).
WAITING_ROOMS = WaitingRooms(settings.LEDGER_WAITERS)


@dataclass(frozen=True)
class EventDraft:
    """An event that has no place in the chain yet: the action (`noun.verbed`), its object, and a payload of facts that
    is stored as canonical JSON."""

    action: str
    obj: Model
    payload: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Visitor:
    """Somebody who acts without an account: an inspector, for whom a manager has opened the records."""

    name: str


def record_events(*drafts: EventDraft, company_id: uuid.UUID, by: User | Visitor | None) -> list[Event]:
    """Appends the events of one act to the school's chain, all with the same moment and actor; without drafts, nothing.

    If the object is of an object kind (`records.kinds`), its event carries its current state. Code that changes rows of
    such an object must therefore record an event about it in the same transaction, after the change.

    The chain stays locked until the end of the transaction. Call this once per transaction, and last, after all other
    rows are locked: otherwise two transactions can deadlock. States are read under that lock, so a concurrent change of
    the same rows is either committed already, or is recorded later in the chain. The moment is read under it as well,
    from the database's clock: along a chain it never goes back (docs/decisions/0041).

    `by` is None for an act of the server itself or of a command. The channel comes from `core.origin`; that of a
    visitor is always the inspector's. Raises Busy as `lock_head` does.
    """
    if not drafts:
        return []
    with transaction.atomic():
        head = lock_head(company_id)
        events = chain_events(drafts, Act(get_actor(by), head.next_moment, read_states(drafts)), head)
        Event.objects.bulk_create(events)
        move_head(events[-1])
    return events


@dataclass(frozen=True)
class Actor:
    """Who acts: the user and their name, or None and the name of a visitor or of the operator's account; and the
    channel."""

    user: User | None
    name: str
    channel: Channel


def get_actor(by: User | Visitor | None) -> Actor:
    """Without a user, an act in a channel of people (session, API key, admin) is the server's own."""
    origin = get_origin()
    if isinstance(by, Visitor):
        return Actor(None, by.name[:ACTOR_NAME_LENGTH], Channel.INSPECTOR)
    if by is not None:
        return Actor(by, str(by), origin.channel)
    if origin.channel in PERSONAL:
        return Actor(None, "", Channel.SERVER)
    return Actor(None, origin.operator[:ACTOR_NAME_LENGTH], origin.channel)


@dataclass(frozen=True)
class LockedHead:
    """The number, MAC and moment of the last event of a chain, and the moment of the lock."""

    company_id: uuid.UUID
    seq: int
    mac: str
    at: datetime | None
    locked_at: datetime

    @property
    def next_moment(self) -> datetime:
        """The moment of the next events: the present one, but never before the last event, even if the clock of the
        database was put back or the database moved to another machine."""
        return max(self.locked_at, self.at or self.locked_at)


def lock_head(company_id: uuid.UUID) -> LockedHead:
    """Locks the head of the school's chain until the end of the transaction; creates it for the first event.

    Raises Busy while as many as may already wait for it.
    """
    head = find_head(company_id, SKIP)
    if head is None:  # somebody else has it, or there is none
        with WAITING_ROOMS.enter(company_id):
            head = find_head(company_id, WAIT) or create_head(company_id)
    return head


def create_head(company_id: uuid.UUID) -> LockedHead:
    """`ignore_conflicts`, because another transaction may create it at the same time."""
    Head.objects.bulk_create([Head(company_id=company_id)], ignore_conflicts=True)
    head = find_head(company_id, WAIT)
    if head is None:
        raise Head.DoesNotExist
    return head


def find_head(company_id: uuid.UUID, otherwise: str) -> LockedHead | None:
    """The locked head; None for a school without events, and with SKIP while another transaction has it. On SQLite
    every transaction that writes is alone anyway."""
    if connection.vendor != "postgresql":
        row = Head.objects.select_for_update().filter(pk=company_id).values_list("seq", "mac", "at").first()
        return LockedHead(company_id, *row, clock.now()) if row else None
    now, parameters = clock.build_database_now()
    with connection.cursor() as cursor:
        cursor.execute(LOCK.format(now=now, otherwise=otherwise), [*parameters, company_id])
        found = cursor.fetchone()
    return LockedHead(company_id, *found) if found else None


def move_head(last: Event) -> None:
    """Moves the locked head to the last event of the chain."""
    update_head.run(company_id=last.company_id, seq=last.seq, mac=last.mac, at=last.at)


@Update
def update_head(*, company_id: uuid.UUID, **columns: Any) -> tuple[QuerySet[Any], dict[str, Any]]:
    return Head.objects.filter(pk=company_id), columns


@dataclass(frozen=True)
class Act:
    """What the events of one call of `record_events` share: actor, moment, and the states by object id."""

    actor: Actor
    at: datetime
    states: Mapping[str, State | None]


def read_states(drafts: Sequence[EventDraft]) -> dict[str, State | None]:
    """The current states by object id; None for a deleted object. One query for each table of each kind."""
    ids: dict[str, set[uuid.UUID]] = {}
    for draft in drafts:
        if draft.obj.pk and draft.obj._meta.label_lower in KINDS:
            ids.setdefault(draft.obj._meta.label_lower, set()).add(draft.obj.pk)
    states: dict[str, State | None] = {}
    for label, ids_of_kind in ids.items():
        states |= dict.fromkeys(map(str, ids_of_kind)) | KINDS[label].read_states(ids_of_kind)
    return states


def chain_events(drafts: Sequence[EventDraft], act: Act, head: LockedHead) -> list[Event]:
    """The sealed events, each with the MAC of the one before it."""
    events: list[Event] = []
    previous = head.mac
    for seq, draft in enumerate(drafts, start=head.seq + 1):
        event = seal_event(draft, act, head.company_id, seq, previous)
        previous = event.mac
        events.append(event)
    return events


def seal_event(draft: EventDraft, act: Act, company_id: uuid.UUID, seq: int, previous: str) -> Event:
    payload, id = format_canonical_json(draft.payload), str(draft.obj.pk)
    event = Event(
        company_id=company_id,
        seq=seq,
        at=act.at,
        actor=act.actor.user,
        actor_name=act.actor.name,
        actor_kind=act.actor.channel.value,
        action=draft.action,
        object_type=draft.obj._meta.label_lower,
        object_id=id,
        payload=payload,
        payload_digest=sha256(payload),
        state=format_canonical_json(act.states[id]) if id in act.states else "",
        previous_mac=previous,
        key_id=get_current_key_id(),
    )
    mac = compute_mac(build_sealed_text(event), event.key_id)
    if mac is None:
        raise ImproperlyConfigured("RECORDS_KEYS has no key to seal the ledger with.")
    event.mac = mac
    return event


def build_sealed_text(event: Event) -> str:
    """The text that the MAC of an event covers: every column except the MAC; the payload by its digest.

    Never change the list or its order: the events of existing ledgers are sealed with it. The state was added later; an
    empty one is left out, so that the MACs of older events stay valid.
    """
    return format_canonical_json(
        [
            str(event.pk),
            str(event.company_id),
            event.seq,
            format_canonical_moment(event.at),
            event.actor_id,
            event.actor_name,
            event.actor_kind,
            event.action,
            event.object_type,
            event.object_id,
            event.payload_digest,
            event.previous_mac,
            event.key_id,
            *([event.state] if event.state else []),
        ]
    )
