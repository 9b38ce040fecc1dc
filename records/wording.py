"""How events are said in words: what each app declares in its `ledger_texts.py`, and the admin reads (office/ledger).

An app declares a sentence for every action that it records (`register_sentences`), how its models are named in
sentences (`register_names`), and what the keys of payloads mean (`register_facts`). Ids in payloads become names, and
moments, days and durations are written for the reader. tests/records/test_sentences.py demands a sentence for every
action in the code; an event whose action has none is shown raw.

Events are stored in English and by codes; their sentences are written when a manager reads them, in the manager's
language. So every text declared here is a lazy one; a function that chooses a text returns it in the active language.

What a translator must know. A sentence has named values; they may be put in another order, and one that the language
does not need may be left out. `%(actor)s` is a person or the server, and it is not known whether a man or a woman:
write sentences that suit both. `%(object)s` is a name, which stays as it is. `%(the_noun)s` is what the object is, with
its article as the object of a verb: `the flight`, `den Flug`, `el vuelo`, `le vol` (`RowName.the_noun`). A sentence
that needs another case is worded so that this form fits, with a preposition that takes it and does not merge with the
article: `hat die Unterschrift für %(the_noun)s %(object)s zurückgenommen`, `para %(the_noun)s`, `pour %(the_noun)s`.
`%(noun)s` is the noun alone, in the nominative.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from django.utils.functional import Promise

Text = str | Promise
Payload = Mapping[str, Any]
Pairs = Mapping[str, Sequence[Any]]  # the value before and the value after, by the name of what changed


class FactKind(Enum):
    """How the value of a fact is written."""

    TEXT = auto()
    NAME = auto()  # the id of a row, written as its name
    DAY = auto()  # ISO 8601
    MOMENT = auto()  # ISO 8601 with an offset
    DURATION = auto()  # seconds
    MINUTES = auto()
    PERCENT = auto()
    HIDDEN = auto()  # digests and other values for programs, which only the raw columns show


@dataclass(frozen=True)
class Fact:
    """What a key of a payload means: its label in tables, and how its value is written.

    The value may be a list or a dictionary of such values. `model` is the label of the model of a `NAME`, `key_model`
    of the model whose ids are the keys of a dictionary. `choices` are the texts of stored values.
    """

    label: Text
    kind: FactKind = FactKind.TEXT
    model: str = ""
    key_model: str = ""
    choices: Mapping[str, Text] = field(default_factory=dict)


def name_of(label: Text, model: str) -> Fact:
    return Fact(label, FactKind.NAME, model)


@dataclass(frozen=True)
class RowName:
    """How the rows of a model are named: `noun` is what they are, `the_noun` the noun with its article as the object of
    a verb, `company` the lookup to their school, or several of which one leads there, `related` what `describe` needs
    besides the row.

    A row that is gone is named by the first of `known_as`, keys of the event's payload, that is there. `is_shared`:
    rows without a school, such as shipped templates, are seen by every school. `target` returns the model and id of the
    row that a row is about, whose name stands for it: a signature is named by what is signed.
    """

    noun: Text
    the_noun: Text
    company: str | tuple[str, ...] = "company"
    related: tuple[str, ...] = ()
    describe: Callable[[Any], Text] = str
    known_as: tuple[str, ...] = ("name",)
    is_shared: bool = False
    target: Callable[[Any], tuple[str, str]] | None = None

    @property
    def company_lookups(self) -> tuple[str, ...]:
        return (self.company,) if isinstance(self.company, str) else self.company


@dataclass(frozen=True)
class Sentence:
    """The sentence of an action, and what its table shows.

    `text` has the named values `actor`, `object`, `noun` and `the_noun` (what the object is) and keys of the payload,
    or chooses the text by the payload, in the active language. `short` replaces it where the payload lacks one of
    them: older events have fewer. `facts` are the meanings of keys in this action alone; `pairs` reads from the payload
    what changed, with the values before and after, and `details` further sentences.
    """

    text: Text | Callable[[Payload], str]
    short: Text = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    pairs: Callable[[Payload], Pairs] = lambda payload: {}
    details: Callable[[Payload], Iterable[str]] = lambda payload: ()


SENTENCES: dict[str, Sentence] = {}
NAMES: dict[str, RowName] = {}
FACTS: dict[str, Fact] = {}


def register_sentences(sentences: Mapping[str, Text | Sentence]) -> None:
    """Registers the sentences of actions; a plain text is one without further declarations."""
    for action, sentence in sentences.items():
        SENTENCES[action] = sentence if isinstance(sentence, Sentence) else Sentence(sentence)


def register_names(names: Mapping[str, RowName]) -> None:
    """Registers how rows are named, by the label of their model, such as `onsite.classsession`."""
    NAMES.update(names)


def register_facts(facts: Mapping[str, Fact]) -> None:
    """Registers what keys of payloads mean in every action."""
    FACTS.update(facts)


def get_fact(action: str, key: str) -> Fact:
    """What a key means in an action; an unknown key is text under its own name."""
    own = SENTENCES[action].facts if action in SENTENCES else {}
    return own.get(key) or FACTS.get(key) or Fact(key.replace("_", " "))


def get_noun(label: str) -> str:
    """What the rows of a model are: `class`; an unknown model is called by its label."""
    return str(NAMES[label].noun) if label in NAMES else label


def get_the_noun(label: str) -> str:
    """The noun as the object of a verb: `the class`."""
    return str(NAMES[label].the_noun) if label in NAMES else label


def pair(before: str, after: str, name: str) -> Callable[[Payload], Pairs]:
    """Reads one change from two keys of the payload; `name` is what changed."""
    return lambda payload: {name: [payload.get(before), payload.get(after)]} if after in payload else {}


def read_pairs(key: str) -> Callable[[Payload], Pairs]:
    """Reads the changes from `{key: {field: [before, after]}}`."""
    return lambda payload: payload.get(key) or {}
