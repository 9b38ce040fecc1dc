"""Which item of a dossier corresponds to which item of a training here: proposals, of which a manager decides.

Two schools that use the same shipped template have items with equal codes and names. Otherwise names are compared word
by word; nothing is ever credited because names are alike.
"""

import re
import unicodedata
import uuid
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from enum import Enum

from dossiers.reading.records import DoneItem
from trainings.credits.items import Item

MIN_SIMILARITY = 0.5  # of the words of both names, those that both have
WORD = re.compile(r"\w+")


class Likeness(Enum):
    EQUAL = "equal"  # code and name
    SAME_NAME = "same name"
    SIMILAR = "similar"


@dataclass(frozen=True)
class Match:
    source: DoneItem
    likeness: Likeness


def match_items(here: Sequence[Item], there: Sequence[DoneItem]) -> dict[uuid.UUID, Match]:
    """The proposals by the id of the item here, the most certain first: an item there is proposed once. Only what was
    done there is proposed, and only lessons for lessons, exams for exams, missions for missions."""
    open_items, sources = list(here), [item for item in there if item.is_done]
    found: dict[uuid.UUID, Match] = {}
    for likeness, build_key in KEYS.items():
        pair_equal(open_items, sources, likeness, build_key, found)
    pair_similar(open_items, sources, found)
    return found


def build_full_key(item: Item | DoneItem) -> Hashable:
    return str(item.kind), fold(item.code), fold(item.name)


def build_name_key(item: Item | DoneItem) -> Hashable:
    return str(item.kind), fold(item.name)


KEYS: dict[Likeness, Callable[[Item | DoneItem], Hashable]] = {
    Likeness.EQUAL: build_full_key,
    Likeness.SAME_NAME: build_name_key,
}


def pair_equal(
    here: list[Item],
    there: list[DoneItem],
    likeness: Likeness,
    build_key: Callable[[Item | DoneItem], Hashable],
    found: dict[uuid.UUID, Match],
) -> None:
    """Adds what has equal keys, and takes it out of both lists."""
    by_key = {build_key(source): source for source in reversed(there)}
    for item in list(here):
        source = by_key.pop(build_key(item), None)
        if source is not None:
            found[item.id] = Match(source, likeness)
            here.remove(item)
            there.remove(source)


def pair_similar(here: Sequence[Item], there: Sequence[DoneItem], found: dict[uuid.UUID, Match]) -> None:
    """Adds the best pairs of what is left, in the order of their similarity."""
    ours = [(item, list_words(item.name)) for item in here]
    theirs = [(source, list_words(source.name)) for source in there]
    pairs = [
        (similarity, number, item, source)
        for number, (item, words) in enumerate(ours)
        for source, their_words in theirs
        if str(item.kind) == source.kind and (similarity := compare(words, their_words)) >= MIN_SIMILARITY
    ]
    used: set[str] = set()
    for _similarity, _number, item, source in sorted(pairs, key=lambda pair: (-pair[0], pair[1])):
        if item.id not in found and source.id not in used:
            used.add(source.id)
            found[item.id] = Match(source, Likeness.SIMILAR)


def compare(one: set[str], two: set[str]) -> float:
    """The share of common words, from 0 to 1."""
    return len(one & two) / len(one | two) if one and two else 0.0


def list_words(name: str) -> set[str]:
    return set(WORD.findall(fold(name)))


def fold(text: str) -> str:
    """Without case, accents, and differences in punctuation and spaces."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return " ".join(WORD.findall("".join(letter for letter in plain if not unicodedata.combining(letter))))
