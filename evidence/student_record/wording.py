"""Signatures and events of a student record in words, in English, for people who have no access to the admin."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise

from accounts.models import Company
from accounts.roles import name_role
from core.dates.writing import format_day, format_duration
from core.origin import Channel
from core.units import SECONDS_PER_MINUTE
from evidence.student_record.events import iterate_signature_keys
from evidence.student_record.names import name_signed
from records.models import Event, Signature
from records.wording import SENTENCES, Fact, FactKind, Payload, get_fact, get_noun, get_the_noun


@dataclass(frozen=True)
class SignatureInWords:
    """What is signed, who signed it and what that means; `revocation` says who took it back, if anybody did."""

    what: str
    version: int
    sentence: str
    revocation: str
    digest: str


def write_signature(signature: Signature, names: dict[str, str], company: Company) -> SignatureInWords:
    who = f"{signature.signer_name} ({name_role(signature.signer_role)})"
    sentence = f"Signed by {who} on {company.local_text(signature.signed_at)}: “{signature.meaning}”"
    what = name_signed(signature, names)
    return SignatureInWords(what, signature.version, sentence, write_revocation(signature, company), signature.digest)


def write_revocation(signature: Signature, company: Company) -> str:
    revocation = getattr(signature, "revocation", None)
    if revocation is None:
        return ""
    text = f"Taken back by {revocation.by_name} on {company.local_text(revocation.revoked_at)}"
    return f"{text}: {revocation.reason}" if revocation.reason else f"{text}."


@dataclass(frozen=True)
class EventInWords:
    seq: int
    at: str
    actor: str
    text: str


@dataclass(frozen=True)
class Book:
    """The names of objects and people by id; `targets` are what signatures and revocations are of, by their ids: the
    label of the model, and the id."""

    names: Mapping[str, str]
    targets: Mapping[str, tuple[str, str]]
    company: Company


def list_targets(signatures: Iterable[Signature]) -> dict[str, tuple[str, str]]:
    return {str(pk): (row.object_type, row.object_id) for row in signatures for pk in iterate_signature_keys(row)}


def write_events(events: Iterable[Event], book: Book) -> list[EventInWords]:
    """The events, each as the ledger's own sentence. A sentence that needs the name of something that is not in the
    book is replaced by a shorter one."""
    return [EventInWords(row.seq, book.company.local_text(row.at), row.actor_name, tell(row, book)) for row in events]


def tell(event: Event, book: Book) -> str:
    payload = read_payload(event)
    label, id = book.targets.get(event.object_id, (event.object_type, event.object_id))
    values = {
        **write_values(event.action, payload, book),
        "actor": write_actor(event),
        "object": book.names.get(id, ""),
        "noun": get_noun(label),
        "the_noun": get_the_noun(label),
    }
    return fill_first(list_sentences(event.action, payload), values) or f"{values['actor']}: {event.action}"


def write_actor(event: Event) -> str:
    if event.actor_name:
        return f"The operator {event.actor_name}" if event.actor_kind == Channel.COMMAND else event.actor_name
    return "The server"


def list_sentences(action: str, payload: Payload) -> list[str]:
    if action not in SENTENCES:
        return []
    text, short = SENTENCES[action].text, SENTENCES[action].short
    chosen = str(text) if isinstance(text, str | Promise) else text(payload)
    return [chosen, *([str(short)] if short else [])]


def fill_first(sentences: Iterable[str], values: Mapping[str, str]) -> str:
    """The first sentence of which every value is known; empty if there is none."""
    for sentence in sentences:
        try:
            return " ".join((sentence % values).split())
        except KeyError:
            continue
    return ""


def write_values(action: str, payload: Payload, book: Book) -> dict[str, str]:
    """The values of the payload that can be said in a sentence, by key."""
    written = {}
    for key, value in payload.items():
        try:
            written[key] = write_value(get_fact(action, key), value, book)
        except (KeyError, ValueError, TypeError, OverflowError):
            continue  # a name that is not of this record, or an older form: the sentence does without it
    return written


def write_value(fact: Fact, value: Any, book: Book) -> str:
    """Raises KeyError for the id of a row that the book does not have, TypeError for a value that is no scalar."""
    if isinstance(value, list):
        return ", ".join(write_value(fact, part, book) for part in value)
    if isinstance(value, dict) or value is None:
        raise TypeError
    text = str(value)
    match fact.kind:
        case FactKind.NAME:
            return book.names[text]
        case FactKind.DAY:
            return format_day(date.fromisoformat(text[:10]))
        case FactKind.MOMENT:
            return book.company.local_text(datetime.fromisoformat(text))
        case FactKind.DURATION | FactKind.MINUTES:
            return format_duration(int(text) * (SECONDS_PER_MINUTE if fact.kind is FactKind.MINUTES else 1))
    return str(fact.choices.get(text, text)) + (" %" if fact.kind is FactKind.PERCENT else "")


def read_payload(event: Event) -> dict[str, Any]:
    payload = json.loads(event.payload)
    return payload if isinstance(payload, dict) else {}
