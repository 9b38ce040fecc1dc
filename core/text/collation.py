"""The sort order of names, the same on both databases: Unicode's root collation, with numbers sorted by value.

`Ärzte` sorts under A and not after Zeta, `de Groot` next to `De Groot`, and `Exam 2` before `Exam 10`.
No language is preferred, because one list holds names of many. PostgreSQL uses ICU, which knows all scripts. SQLite has
no ICU and calls this module, which knows the letters of `collation.json` (Latin, Greek, Cyrillic, Georgian, Armenian,
Hebrew, Arabic, Devanagari, Thai, kana: in the order of ICU 72) and sorts other scripts by code point. The terms are
those of the Unicode Collation Algorithm (UTS 10): a key compares letters (primary weights) first, then accents
(secondary), then case and style (tertiary).

Every ORDER BY and every index of a column with `db_collation=NAMES` uses this order. Only identical texts are equal, so
comparison and uniqueness are those of plain text.
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
ICU_LOCALE = "und-u-kn-true"  # the root collation; kn: digits sort as numbers

Element = tuple[int, Any]
Key = tuple[tuple[Element, ...], tuple[int, ...], tuple[int, ...], str]

THAI_AND_LAO_VOWELS = re.compile("([\u0e40-\u0e44\u0ec0-\u0ec4])(.)")  # written before the consonant, sorted after it
HANGUL = ("\uac00", "\ud7a3")
LAST_PLACE = 1_000_000  # Han, and whatever is not in the table
MAX_COMPARED_LENGTH = 200  # texts that are equal up to here are compared by code point


class CollationTable:
    """The contents of `collation.json`: `letters` with their place and variant (case, style), the places of `accents`,
    and letters that are `spelled` as several others, such as æ as a and e."""

    def __init__(self) -> None:
        table = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
        self.letters = {
            letter: (place, variant)
            for place, variants in enumerate(table["letters"])
            for variant, letter in enumerate(variants)
        }
        self.accents = {mark: place for place, marks in enumerate(table["accents"], start=1) for mark in marks}
        self.spelled: dict[str, str] = table["spelled"]


@lru_cache(maxsize=1)
def load_table() -> CollationTable:
    return CollationTable()


@lru_cache(maxsize=50_000)
def build_sort_key(text: str) -> Key:
    """The sort key of a text: by letters, then by accents, then by case, then by code points."""
    primaries: list[Element] = []
    secondaries: list[int] = []
    tertiaries: list[int] = []
    composed = unicodedata.normalize("NFC", THAI_AND_LAO_VOWELS.sub(r"\2\1", text[:MAX_COMPARED_LENGTH]))
    for piece in re.findall(r"\d+|\D", composed):
        for primary, secondary, tertiary in iterate_number(piece) if piece.isdecimal() else iterate_letters(piece):
            if primary is not None:
                primaries.append(primary)
                tertiaries.append(tertiary)
            secondaries.append(secondary)
    return tuple(primaries), tuple(secondaries), tuple(tertiaries), text


def iterate_number(digits: str) -> Iterator[tuple[Element, int, int]]:
    """Yields the weights of a number: it sorts as the letter 0, then by its count of digits, then by the digits."""
    value = "".join(str(unicodedata.digit(digit)) for digit in digits).lstrip("0")
    yield (load_table().letters["0"][0], (len(value), value)), 0, 0


def iterate_letters(character: str) -> Iterator[tuple[Element | None, int, int]]:
    """Yields primary, secondary and tertiary weights; several for a letter that is spelled as others, none for a mark
    that is not in the table."""
    table = load_table()
    if character in table.letters:
        place, variant = table.letters[character]
        yield (place, 0), 0, variant
    elif character in table.accents:
        yield None, table.accents[character], 0
    elif HANGUL[0] <= character <= HANGUL[1]:
        yield (table.letters[HANGUL[0]][0], ord(character)), 0, 0
    else:
        parts = table.spelled.get(character) or unicodedata.normalize("NFD", character)
        if parts != character:
            for part in parts:
                yield from iterate_number(part) if part.isdecimal() else iterate_letters(part)
        elif unicodedata.category(character)[0] not in "MC":
            yield (LAST_PLACE, ord(character)), 0, 0


def compare_names(left: str, right: str) -> int:
    """-1, 0 or 1, as SQLite expects of a collation."""
    left_key, right_key = build_sort_key(left), build_sort_key(right)
    return (left_key > right_key) - (left_key < right_key)


def create_sqlite_collation(sender: Any, connection: Any, **kwargs: Any) -> None:
    if connection.vendor == "sqlite":
        connection.connection.create_collation(NAMES, compare_names)


def install_name_collation() -> None:
    """Registers the collation for every SQLite connection. Must run before the first connection is opened."""
    connection_created.connect(create_sqlite_collation, dispatch_uid="collation of names")
