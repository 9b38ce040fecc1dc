"""Writes the facts of events: values of payloads, with ids as names, in the formats of the reader."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, tzinfo
from typing import Any, NamedTuple

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateField, DateTimeField, Field
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from core.dates.writing import format_day, format_duration, format_moment
from core.units import SECONDS_PER_MINUTE
from office.ledger.names import NOTHING, Key, NameBook, fill
from records.wording import FACTS, NAMES, Fact, FactKind, Payload, get_fact

YES, NO = gettext_lazy("yes"), gettext_lazy("no")
FLAGS = {True: YES, False: NO, "True": YES, "False": NO}
LONGER_TEXT = gettext_lazy("(a longer text)")  # of which the event has the digest alone (office/forms/changes.py)
CHANGED = "changed"


class Writer(NamedTuple):
    """Writes values for one reader: the names, and the school's time zone."""

    book: NameBook
    zone: tzinfo

    def write(self, action: str, fact: Fact, value: Any) -> SafeString:
        """The value of a fact, as HTML."""
        if value in (None, "", [], {}):
            return NOTHING
        if isinstance(value, Mapping):
            pairs = [
                (self.write_key(action, fact, key), self.write_entry(action, fact, key, value[key])) for key in value
            ]
            # Translators: a line of a list, such as "present: yes".
            texts = [(fill(gettext("%(name)s: %(value)s"), name=name, value=text),) for name, text in pairs]
            return format_html_join("; ", "{}", texts)
        if isinstance(value, list):
            return format_html_join(", ", "{}", [(self.write(action, fact, part),) for part in value])
        return format_html("{}", self.write_scalar(fact, value))

    def write_key(self, action: str, fact: Fact, key: str) -> SafeString | str:
        return self.book.write(fact.key_model, key) if fact.key_model else str(get_fact(action, key).label) or key

    def write_entry(self, action: str, fact: Fact, key: str, value: Any) -> SafeString:
        return self.write(action, replace(fact, key_model="") if fact.key_model else get_fact(action, key), value)

    def write_scalar(self, fact: Fact, value: Any) -> SafeString | str:
        try:
            return self.write_kind(fact, value)
        except (ValueError, TypeError, OverflowError):
            return str(value)  # an older event, or a changed one: shown as it is

    def write_kind(self, fact: Fact, value: Any) -> SafeString | str:
        text = str(value)
        match fact.kind:
            case FactKind.NAME:
                return self.book.write(fact.model, text)
            case FactKind.DAY:
                return format_day(date.fromisoformat(text[:10]))
            case FactKind.MOMENT:
                return format_moment(datetime.fromisoformat(text), self.zone)
            case FactKind.DURATION:
                return format_duration(int(text))
            case FactKind.MINUTES:
                return format_duration(int(text) * SECONDS_PER_MINUTE)
            case FactKind.PERCENT:
                return gettext("%(number)s %%") % {"number": text}
        return write_text(fact, value)


def write_text(fact: Fact, value: Any) -> str:
    text = str(value)
    if text in fact.choices:
        return str(fact.choices[text])
    if isinstance(value, bool) or text in FLAGS:
        return str(FLAGS[value])
    return str(LONGER_TEXT) if text.startswith("sha256 ") else text


def iterate_facts(action: str, payload: Payload) -> Iterator[tuple[str, Fact, Any]]:
    """The facts that a table shows, by key. The dictionary of an event that says what changed is taken apart."""
    for key, value in payload.items():
        if key == CHANGED and isinstance(value, Mapping):
            yield from iterate_facts(action, value)
        elif (fact := get_fact(action, key)).kind is not FactKind.HIDDEN and value not in (None, "", [], {}):
            yield key, fact, value


def iterate_keys(fact: Fact, action: str, value: Any) -> Iterator[Key]:
    """The rows whose names the value needs."""
    if isinstance(value, list):
        for part in value:
            yield from iterate_keys(fact, action, part)
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from [(fact.key_model, key)] if fact.key_model else []
            yield from iterate_keys(fact if fact.key_model else get_fact(action, key), action, part)
    elif fact.kind is FactKind.NAME and value not in (None, ""):
        yield fact.model, str(value)


def find_field_fact(label: str, name: str) -> Fact:
    """What a form's field means: that of the model's field with the name, else of the key of payloads."""
    try:
        field: Any = apps.get_model(label)._meta.get_field(name)
    except (LookupError, FieldDoesNotExist, ValueError):
        return FACTS.get(name) or Fact(name.replace("_", " "))
    text = str(getattr(field, "verbose_name", name))
    if field.is_relation:
        target = field.related_model._meta.label_lower
        return Fact(text, FactKind.NAME, target) if target in NAMES else Fact(text)
    return build_column_fact(field, text)


def build_column_fact(field: "Field[Any, Any]", text: str) -> Fact:
    if isinstance(field, DateField):
        return Fact(text, FactKind.MOMENT if isinstance(field, DateTimeField) else FactKind.DAY)
    if field.name == "seconds":
        return Fact(text, FactKind.DURATION)
    return Fact(text, choices={str(value): str(label) for value, label in field.flatchoices})
