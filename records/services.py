"""Appending to the ledger (design: Records)."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import Model

from accounts.models import User
from core import clock
from core.origin import PERSONAL, Channel, get_origin
from records.canonical import compute_mac, format_moment, get_current_key, sha256, write_canonical
from records.kinds import KINDS, State
from records.models import ACTOR_NAME_LENGTH, Event, Head


@dataclass(frozen=True)
class EventDraft:
    """An event before it has its place in the chain: what was done (`noun.verbed`), to which object, and what of it
    matters later (text, whole numbers, flags, lists and maps of these)."""

    action: str
    obj: Model
    payload: dict[str, Any] = field(default_factory=dict)


def record_events(*drafts: EventDraft, company_id: uuid.UUID, by: User | None) -> list[Event]:
    """Appends the events of one act to the school's chain, all with the same moment and actor.

    An event about an object that is evidence (`records.kinds`) carries the digests of its rows as they stand now, so
    whoever changes such a row records an event about its object in the same transaction, after the change.

    Holds the chain's lock until the transaction ends: call it last, once per transaction, after every other row is
    locked, or two writers may wait for each other. The rows are digested under that lock: whoever changed them too has
    committed before, or comes later in the chain. Without drafts it does nothing. `by` None is nobody of the school:
    the server itself, or who runs a command. By which way it came in, `core.origin` knows.
    """
    if not drafts:
        return []
    with transaction.atomic():
        head = lock_head(company_id)
        events = chain_events(drafts, Act(get_actor(by), clock.now(), read_states(drafts)), head)
        Event.objects.bulk_create(events)
        Head.objects.filter(pk=company_id).update(seq=events[-1].seq, mac=events[-1].mac)
    return events


@dataclass(frozen=True)
class Actor:
    """Who did it, as an event tells it: the person, the name of the person or of the operator's account, the way."""

    user: User | None
    name: str
    channel: Channel


def get_actor(by: User | None) -> Actor:
    origin = get_origin()
    if by is not None:
        return Actor(by, str(by), origin.channel)
    if origin.channel in PERSONAL:
        return Actor(None, "", Channel.SERVER)
    return Actor(None, origin.operator[:ACTOR_NAME_LENGTH], origin.channel)


def lock_head(company_id: uuid.UUID) -> Head:
    heads = Head.objects.select_for_update()
    head = heads.filter(pk=company_id).first()
    if head is None:
        Head.objects.bulk_create([Head(company_id=company_id)], ignore_conflicts=True)
        head = heads.get(pk=company_id)
    return head


@dataclass(frozen=True)
class Act:
    """What the events of one call share: who and when, and by object id the states of those that are evidence."""

    actor: Actor
    at: datetime
    states: Mapping[str, State | None]


def read_states(drafts: Sequence[EventDraft]) -> dict[str, State | None]:
    """One query a part and kind; None for an object that is gone."""
    ids: dict[str, set[uuid.UUID]] = {}
    for draft in drafts:
        if draft.obj.pk and draft.obj._meta.label_lower in KINDS:
            ids.setdefault(draft.obj._meta.label_lower, set()).add(draft.obj.pk)
    found: dict[str, State | None] = {}
    for label, wanted in ids.items():
        found |= dict.fromkeys(map(str, wanted)) | KINDS[label].states(wanted)
    return found


def chain_events(drafts: Sequence[EventDraft], act: Act, head: Head) -> list[Event]:
    events: list[Event] = []
    previous = head.mac
    for seq, draft in enumerate(drafts, start=head.seq + 1):
        event = seal_event(draft, act, head.company_id, seq, previous)
        previous = event.mac
        events.append(event)
    return events


def seal_event(draft: EventDraft, act: Act, company_id: uuid.UUID, seq: int, previous: str) -> Event:
    payload, id = write_canonical(draft.payload), str(draft.obj.pk)
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
        state=write_canonical(act.states[id]) if id in act.states else "",
        previous_mac=previous,
        key_id=get_current_key(),
    )
    mac = compute_mac(build_sealed_text(event), event.key_id)
    if mac is None:
        raise ImproperlyConfigured("There is no key to seal the ledger with.")
    event.mac = mac
    return event


def build_sealed_text(event: Event) -> str:
    """What the MAC of an event covers: every column but the MAC itself. Events without a state were sealed before there
    were states, or would be sealed the same then."""
    return write_canonical(
        [
            str(event.pk),
            str(event.company_id),
            event.seq,
            format_moment(event.at),
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
