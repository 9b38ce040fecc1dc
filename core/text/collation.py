"""The order of names, on purpose and the same on both databases: Unicode's root collation, numbers by their value.

`Ärzte` stands among the names with A and not behind Zeta, `de Groot` beside `De Groot`, and `Exam 2` before `Exam 10`.
No language is preferred, because one list holds names of many. PostgreSQL asks ICU, which knows all scripts; SQLite has
no such library and asks this module, which knows the letters of `collation.json` (Latin, Greek, Cyrillic, Georgian,
Armenian, Hebrew, Arabic, Devanagari, Thai, kana: as ICU 72 orders them) and takes other scripts by their code points.

A column with `db_collation=NAMES` is ordered so wherever it is ordered, by its index too. Equal is only what is
identical, so that comparing and uniqueness stay what they were.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db.backends.signals import connection_created

NAMES = "names"
ICU_LOCALE = "und-u-kn-true"  # the root collation; kn: digits count as the number that they write

Element = tuple[int, Any]
Key = tuple[tuple[Element, ...], tuple[int, ...], tuple[int, ...], str]

THAI_AND_LAO_VOWELS = re.compile("([\u0e40-\u0e44\u0ec0-\u0ec4])(.)")  # written before the consonant they follow
HANGUL = ("\uac00", "\ud7a3")
LAST_PLACE = 1_000_000  # Han, and what is in no table
MAX_KEY_LENGTH = 200  # characters of a name that order it


class Table:
    """Places of letters: `iterate_letters` in order, each with its cases and styles; `accents` in order; and what is
    `spelled` with other letters, such as æ with a and e."""

    def __init__(self) -> None:
        found = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
        self.letters = {
            letter: (place, variant)
            for place, variants in enumerate(found["letters"])
            for variant, letter in enumerate(variants)
        }
        self.accents = {mark: place for place, marks in enumerate(found["accents"], start=1) for mark in marks}
        self.spelled: dict[str, str] = found["spelled"]


@lru_cache(maxsize=1)
def load_table() -> Table:
    return Table()


@lru_cache(maxsize=50_000)
def sort_key(text: str) -> Key:
    """By letters; where these are equal by accents, then by case, then by code points."""
    primaries: list[Element] = []
    secondaries: list[int] = []
    tertiaries: list[int] = []
    composed = unicodedata.normalize("NFC", THAI_AND_LAO_VOWELS.sub(r"\2\1", text[:MAX_KEY_LENGTH]))
    for piece in re.findall(r"\d+|\D", composed):
        for primary, secondary, tertiary in iterate_number(piece) if piece.isdecimal() else iterate_letters(piece):
            if primary is not None:
                primaries.append(primary)
                tertiaries.append(tertiary)
            secondaries.append(secondary)
    return tuple(primaries), tuple(secondaries), tuple(tertiaries), text


def iterate_number(digits: str) -> Iterator[tuple[Element, int, int]]:
    value = "".join(str(unicodedata.digit(digit)) for digit in digits).lstrip("0")
    yield (load_table().letters["0"][0], (len(value), value)), 0, 0


def iterate_letters(character: str) -> Iterator[tuple[Element | None, int, int]]:
    known = load_table()
    if character in known.letters:
        place, variant = known.letters[character]
        yield (place, 0), 0, variant
    elif character in known.accents:
        yield None, known.accents[character], 0
    elif HANGUL[0] <= character <= HANGUL[1]:
        yield (known.letters[HANGUL[0]][0], ord(character)), 0, 0
    else:
        parts = known.spelled.get(character) or unicodedata.normalize("NFD", character)
        if parts != character:
            for part in parts:
                yield from iterate_number(part) if part.isdecimal() else iterate_letters(part)
        elif unicodedata.category(character)[0] not in "MC":
            yield (LAST_PLACE, ord(character)), 0, 0


def compare_names(one: str, other: str) -> int:
    first, second = sort_key(one), sort_key(other)
    return (first > second) - (first < second)


def add_to_sqlite(sender: Any, connection: Any, **kwargs: Any) -> None:
    if connection.vendor == "sqlite":
        connection.connection.create_collation(NAMES, compare_names)


def install_name_collation() -> None:
    """Call it before the first connection is made."""
    connection_created.connect(add_to_sqlite, dispatch_uid="collation of names")
