"""Events as stories: the sentence of each, and what it changed as a table. A page of them takes a fixed number of
queries."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Company
from core.origin import Channel
from office.ledger.facts import CHANGED, Writer, find_field_fact, iterate_facts, iterate_keys
from office.ledger.names import Key, NameBook, fill, write_gone
from records.models import Event
from records.redactions import is_redacted
from records.wording import (
    NAMES,
    SENTENCES,
    Fact,
    Pairs,
    Payload,
    Sentence,
    get_fact,
    get_noun,
    get_the_noun,
)

# For an action that no app knows any more: what happened, and to what.
RAW = Sentence(gettext_lazy("%(actor)s: %(action)s, %(noun)s %(object)s"))
# For an event that said something about a person whose record is deleted (records/redactions.py).
REDACTED = Sentence(gettext_lazy("Deleted with a record: what was said here (%(action)s)."))


@dataclass(frozen=True)
class Line:
    """A line of the table: what it is and its value now; `before` is None unless the event knows the former value."""

    label: str
    value: SafeString
    before: SafeString | None = None


@dataclass(frozen=True)
class Story:
    """An event in words. `lines` and `details` are for its own page."""

    event: Event
    sentence: SafeString
    lines: tuple[Line, ...]
    details: tuple[str, ...]

    @property
    def has_pairs(self) -> bool:
        return any(line.before is not None for line in self.lines)


class Telling:
    """Tells one event. `keys` are the rows that it needs names of, before they are read."""

    def __init__(self, event: Event, book: NameBook, company: Company) -> None:
        self.event, self.book = event, book
        self.payload = read_payload(event)
        self.sentence = REDACTED if is_redacted(event) else SENTENCES.get(event.action, RAW)
        self.writer = Writer(book, company.zone)

    @cached_property
    def facts(self) -> list[tuple[str, Fact, Any]]:
        return list(iterate_facts(self.event.action, self.payload))

    @cached_property
    def pairs(self) -> Pairs:
        return {name: pair for name, pair in self.sentence.pairs(self.payload).items() if is_pair(pair)}

    def iterate_keys(self) -> Iterator[Key]:
        yield self.event.object_type, self.event.object_id
        for _key, fact, value in self.facts:
            yield from iterate_keys(fact, self.event.action, value)
        for name, pair in self.pairs.items():
            yield from iterate_keys(self.find_pair_fact(name), self.event.action, list(pair))

    def find_pair_fact(self, name: str) -> Fact:
        return find_field_fact(self.event.object_type, name)

    def tell(self) -> Story:
        details = tuple(self.sentence.details(self.payload))
        return Story(self.event, self.write_sentence(), tuple(self.iterate_lines()), details)

    def write_sentence(self) -> SafeString:
        chosen = self.sentence.text(self.payload) if callable(self.sentence.text) else self.sentence.text
        for text in (chosen, self.sentence.short, RAW.text):
            try:
                if text:
                    return fill(str(text), **self.list_values())
            except KeyError:
                continue
        raise AssertionError  # RAW needs nothing of the payload

    def list_values(self) -> dict[str, SafeString]:
        """The named values of a sentence. Those that the payload does not have are missing."""
        written = {
            key: self.writer.write(self.event.action, get_fact(self.event.action, key), value)
            for key, value in self.payload.items()
            if value is not None
        }
        label = self.book.find_label(self.event.object_type, self.event.object_id)
        own = {"noun": get_noun(label), "the_noun": get_the_noun(label), "action": self.event.action}
        plain = {name: conditional_escape(text) for name, text in own.items()}
        return {**written, **plain, "actor": self.write_actor(), "object": self.write_object()}

    def write_actor(self) -> SafeString:
        event = self.event
        if event.actor_id:
            address = reverse("admin:accounts_user_change", args=[event.actor_id])
            return format_html('<a href="{}" class="ledger-link">{}</a>', address, event.actor_name)
        if event.actor_kind == Channel.COMMAND:
            # Translators: `name` is an account of the server's operating system.
            return fill(_("The operator %(name)s"), name=event.actor_name)
        if event.actor_kind == Channel.INSPECTOR:
            return conditional_escape(event.actor_name)
        return conditional_escape(_("The server"))

    def write_object(self) -> SafeString:
        """The name of the row; of one that is gone, what the event knows of it."""
        name = self.book.find(self.event.object_type, self.event.object_id)
        if name is not None:
            return name.html
        known_as = NAMES[self.event.object_type].known_as if self.event.object_type in NAMES else ("name",)
        texts = (self.payload.get(key) for key in known_as)
        known = next((text for text in texts if isinstance(text, str) and text), None)
        return write_gone(known) if known else self.book.write(self.event.object_type, self.event.object_id)

    def iterate_lines(self) -> Iterator[Line]:
        action, paired = self.event.action, set(self.pairs)
        for name, (before, after) in self.pairs.items():
            fact = self.find_pair_fact(name)
            yield Line(str(fact.label), self.writer.write(action, fact, after), self.writer.write(action, fact, before))
        for key, fact, value in self.facts:
            if key not in paired:
                shown = self.name_fields(value) if key == CHANGED else value
                yield Line(str(fact.label), self.writer.write(action, fact, shown))

    def name_fields(self, value: Any) -> Any:
        """Of an event that says only which fields changed, their labels."""
        return [str(self.find_pair_fact(str(name)).label) for name in value] if isinstance(value, list) else value


def tell_events(events: Sequence[Event], company: Company) -> list[Story]:
    """The stories of a page of events of one school. One query for each model whose rows they mention."""
    book = NameBook(company)
    tellings = [Telling(event, book, company) for event in events]
    book.load({key for telling in tellings for key in telling.iterate_keys()})
    return [telling.tell() for telling in tellings]


def write_names(keys: Iterable[Key], company: Company) -> dict[Key, SafeString]:
    """The noun and linked name of each row, such as what is signed. One query for each model."""
    book, wanted = NameBook(company), set(keys)
    book.load(wanted)
    return {key: format_html("{} {}", get_noun(key[0]), book.write(*key)) for key in wanted}


def write_content(action: str, content: Mapping[str, Any], company: Company) -> tuple[Line, ...]:
    """The lines of signed content, which has the keys of payloads."""
    facts = list(iterate_facts(action, content))
    book = NameBook(company)
    book.load({key for _key, fact, value in facts for key in iterate_keys(fact, action, value)})
    writer = Writer(book, company.zone)
    return tuple(Line(str(fact.label), writer.write(action, fact, value)) for _key, fact, value in facts)


def read_payload(event: Event) -> Payload:
    """The payload; empty if it is no object, as in a row that was altered."""
    try:
        payload = json.loads(event.payload)
    except ValueError:
        return {}
    return payload if isinstance(payload, dict) else {}


def is_pair(value: Any) -> bool:
    return isinstance(value, list | tuple) and len(value) == 2
