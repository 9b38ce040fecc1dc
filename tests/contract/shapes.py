"""Reads the shapes of docs/api.md from its blocks marked `shape`, and compares responses with them.

The notation is explained at the top of that document. To document a path, add a block there; no code here changes.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings

DOCUMENT = Path(settings.BASE_DIR) / "docs" / "api.md"
BLOCK = re.compile(r"^```shape\n(.*?)^```$", re.DOTALL | re.MULTILINE)
OPERATION = re.compile(r"(GET|POST) (/\S+)")
DEFINITION = re.compile(r"^(\w+) = ", re.MULTILINE)
TOKEN = re.compile(r'\s*("[^"]*"|<\w+>|\w+|…|[{}\[\]:,?*|])')
UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
DAY = r"\d{4}-\d\d-\d\d"

KINDS: dict[str, Callable[[Any], bool]] = {
    "text": lambda value: isinstance(value, str),
    "id": lambda value: isinstance(value, str) and bool(re.fullmatch(UUID, value)),
    "digits": lambda value: isinstance(value, str) and bool(re.fullmatch(r"[0-9]+", value)),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "flag": lambda value: isinstance(value, bool),
    "moment": lambda value: isinstance(value, str) and bool(re.fullmatch(rf"{DAY} \d\d:\d\d:\d\d", value)),
    "day": lambda value: isinstance(value, str) and bool(re.fullmatch(DAY, value)),
    "unix": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "iso": lambda value: isinstance(value, str) and bool(re.fullmatch(rf"{DAY}T\d\d:\d\d:\d\d[+-]\d\d:\d\d", value)),
}


class Shape(Protocol):
    def find_faults(self, value: Any, place: str) -> Iterator[str]:
        """Yields what is wrong with the value, each fault with its place."""


@dataclass
class Kind:
    """A scalar value: one of KINDS, or a fixed word."""

    name: str

    def find_faults(self, value: Any, place: str) -> Iterator[str]:
        fits = value == self.name.strip('"') if self.name.startswith('"') else KINDS[self.name](value)
        if not fits:
            yield f"{place}: {value!r:.80} is no {self.name}"


@dataclass
class Constant:
    """`true` or `false`."""

    value: bool

    def find_faults(self, value: Any, place: str) -> Iterator[str]:
        if value is not self.value:
            yield f"{place}: {value!r:.80} is not {self.value}"


@dataclass
class OneOf:
    shapes: list[Shape]

    def find_faults(self, value: Any, place: str) -> Iterator[str]:
        faults = [list(shape.find_faults(value, place)) for shape in self.shapes]
        if all(faults):
            yield from chain.from_iterable(faults)


@dataclass
class ListOf:
    shape: Shape

    def find_faults(self, value: Any, place: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{place}: {value!r:.80} is no list"
            return
        for index, entry in enumerate(value):
            yield from self.shape.find_faults(entry, f"{place}[{index}]")


@dataclass
class MapOf:
    key: Shape
    shape: Shape

    def find_faults(self, value: Any, place: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{place}: {value!r:.80} is no map"
            return
        for key, entry in value.items():
            yield from self.key.find_faults(key, f"{place}, a key")
            yield from self.shape.find_faults(entry, f"{place}.{key}")


@dataclass
class Key:
    shape: Shape
    may_be_null: bool = False
    may_be_missing: bool = False


@dataclass
class Keys:
    """An object with exactly these keys."""

    keys: dict[str, Key] = field(default_factory=dict)

    def find_faults(self, value: Any, place: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{place}: {value!r:.80} is no object"
            return
        for name, key in self.keys.items():
            if name not in value:
                if not key.may_be_missing:
                    yield f"{place}.{name} is missing"
            elif value[name] is not None or not key.may_be_null:
                yield from key.shape.find_faults(value[name], f"{place}.{name}")
        for name in value.keys() - self.keys.keys():
            yield f"{place}.{name} is not documented"


class Reader:
    """A recursive-descent parser of one shape; `known` are the named shapes."""

    def __init__(self, text: str, known: dict[str, Shape]) -> None:
        self.tokens = split_tokens(text)
        self.known = known

    def read(self) -> Shape:
        shape = self.read_alternatives()
        if self.tokens:
            raise ValueError(f"After the shape there is still {' '.join(self.tokens[:5])!r}")
        return shape

    def read_alternatives(self) -> Shape:
        shapes = [self.read_one()]
        while self.take_token("|"):
            shapes.append(self.read_one())
        return shapes[0] if len(shapes) == 1 else OneOf(shapes)

    def read_one(self) -> Shape:
        if self.take_token("["):
            shape: Shape = ListOf(self.read_alternatives())
            self.expect("]")
            return shape
        if self.take_token("{"):
            return self.read_map() if self.tokens[0].startswith("<") else self.read_object()
        return self.get_shape(self.tokens.pop(0))

    def read_map(self) -> Shape:
        key = self.get_shape(self.tokens.pop(0).strip("<>"))
        self.expect(":")
        shape = MapOf(key, self.read_alternatives())
        self.expect("}")
        return shape

    def read_object(self) -> Shape:
        keys: dict[str, Key] = {}
        while not self.take_token("}"):
            if self.take_token("…"):
                spread = self.get_shape(self.tokens.pop(0))
                assert isinstance(spread, Keys), "Only an object can stand after …"
                keys |= spread.keys
            else:
                name, key = self.read_key()
                keys[name] = key
            self.take_token(",")
        return Keys(keys)

    def read_key(self) -> tuple[str, Key]:
        name = self.tokens.pop(0)
        marks = {mark: self.take_token(mark) for mark in ("*", "?")}
        shape = self.read_alternatives() if self.take_token(":") else self.read_by_name(name)
        return name, Key(shape, may_be_null=marks["?"], may_be_missing=marks["*"])

    def read_by_name(self, name: str) -> Shape:
        if name in self.known:
            return self.known[name]
        return Kind("id" if name == "id" or name.endswith("_id") else "text")

    def get_shape(self, name: str) -> Shape:
        if name in ("true", "false"):
            return Constant(name == "true")
        if name in KINDS or name.startswith('"'):
            return Kind(name)
        if name not in self.known:
            raise ValueError(f"There is no kind and no shape called {name!r}")
        return self.known[name]

    def take_token(self, token: str) -> bool:
        is_next = bool(self.tokens) and self.tokens[0] == token
        if is_next:
            self.tokens.pop(0)
        return is_next

    def expect(self, token: str) -> None:
        if not self.take_token(token):
            raise ValueError(f"{token!r} is missing before {' '.join(self.tokens[:5])!r}")


def split_tokens(text: str) -> list[str]:
    tokens, place = [], 0
    text = text.rstrip()
    while place < len(text):
        match = TOKEN.match(text, place)
        if match is None:
            raise ValueError(f"This cannot be parsed: {text[place : place + 40]!r}")
        tokens.append(match[1])
        place = match.end()
    return tokens


def build_operation_key(method: str, path: str) -> str:
    """`GET /a/{}/b.json`, without the names of path variables."""
    return f"{method.upper()} {re.sub(r'{[^}]*}', '{}', path)}"


@cache
def load_documented() -> dict[str, Shape]:
    """The shape of each operation that docs/api.md documents, by `build_operation_key`."""
    known: dict[str, Shape] = {}
    documented: dict[str, Shape] = {}
    for block in BLOCK.findall(DOCUMENT.read_text(encoding="utf-8")):
        operations = OPERATION.findall(block)
        if not operations:
            define_shapes(block, known)
            continue
        shape = Reader(OPERATION.sub("", block), known).read()
        documented |= {build_operation_key(method, path): shape for method, path in operations}
    return documented


def define_shapes(block: str, known: dict[str, Shape]) -> None:
    """Adds a block of `Name = shape` lines to `known`; each may use those before it."""
    _, *parts = DEFINITION.split(block)
    for name, text in zip(parts[::2], parts[1::2], strict=True):
        known[name] = Reader(text, known).read()
