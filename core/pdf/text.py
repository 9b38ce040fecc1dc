"""Text on its way to paper: what is taken out, what cannot be printed, and how that is named."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from core.pdf.fonts import load_covered_characters

JOINER = 0x200D
# Characters that show nothing and stay, because letters and emoji beside them take another shape: the joiners, the
# variation selectors and the tags of flags; the soft hyphen and the zero-width space, at which a line may end.
SHAPING = {0x00AD, 0x200B, 0x200C, JOINER, *range(0xFE00, 0xFE10), *range(0xE0020, 0xE0080), *range(0xE0100, 0xE01F0)}
SKIN_TONES = range(0x1F3FB, 0x1F400)

# The other characters that show nothing. Those of writing direction would let a name rearrange the page around it.
INVISIBLE = {
    *(0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x200E, 0x200F, 0x3164, 0xFEFF, 0xFFA0),
    *range(0x180B, 0x1810),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    *range(0xFFF0, 0xFFFC),
    *range(0x1D173, 0x1D17B),
    *(set(range(0xE0000, 0xE1000)) - SHAPING),
}
KANA = re.compile("[\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9d]")
HANGUL = re.compile("[\u1100-\u11ff\uac00-\ud7a3]")
MEANINGLESS = {"Co", "Cs"}  # private characters, which mean something else in each font, and halves of characters
LINE_ENDS = {"\r\n": "\n", "\r": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n", "\t": " "}


def normalise_text(text: str) -> str:
    """`text` as it is printed: letters composed with their accents (NFC), one kind of line end, nothing invisible."""
    for other, plain in LINE_ENDS.items():
        text = text.replace(other, plain)
    return "".join(char for char in unicodedata.normalize("NFC", text) if is_visible(char))


def is_visible(char: str) -> bool:
    return char == "\n" or (unicodedata.category(char) != "Cc" and ord(char) not in INVISIBLE)


def split_clusters(text: str) -> Iterator[str]:
    """The characters of `text`, each with the marks, modifiers and joined characters that are drawn with it."""
    cluster = ""
    for char in text:
        if cluster and not (extends_cluster(char) or ord(cluster[-1]) == JOINER):
            yield cluster
            cluster = ""
        cluster += char
    if cluster:
        yield cluster


def extends_cluster(char: str) -> bool:
    return unicodedata.category(char).startswith("M") or ord(char) in SHAPING or ord(char) in SKIN_TONES


def is_printable(cluster: str) -> bool:
    """Whether one font holds all of this cluster of a normalised text, and the engine comes to it.

    The engine tries the fonts in order and goes on past one that holds nothing of the cluster or its first character
    alone. In a font that holds a later character but not the first, it would lose the first without a word.
    """
    shown = [ord(char) for char in cluster if char != "\n" and ord(char) not in SHAPING]
    if any(unicodedata.category(chr(point)) in MEANINGLESS for point in shown):
        return False
    for held in load_covered_characters():
        found = [point in held for point in shown]
        if all(found):
            return True
        if any(found) and not found[0]:
            return False
    return False


def name_character(char: str) -> str:
    """`U+1F6E9 SMALL AIRPLANE`."""
    return f"U+{ord(char):04X} {unicodedata.name(char, 'without a name')}"


def find_unprintable(text: str) -> list[str]:
    """The names of the characters in `text` that cannot be printed, each once, in order."""
    missing = [cluster for cluster in split_clusters(normalise_text(text)) if not is_printable(cluster)]
    return [name_character(char) for char in dict.fromkeys("".join(missing)) if ord(char) not in SHAPING]


def spell_out(text: str) -> str:
    """`text` with the names of the characters that cannot be printed in their places: `Ann [U+13000 EGYPTIAN …]`."""
    clusters = split_clusters(normalise_text(text))
    return "".join(c if is_printable(c) else "".join(map(spell_out_character, c)) for c in clusters)


def spell_out_character(char: str) -> str:
    return char if is_printable(char) and not extends_cluster(char) else f"[{name_character(char)}]"


def detect_han_language(page: Any) -> str:
    """In which language's form the Han characters are printed, which share one code point in Chinese, Japanese and
    Korean: Japanese where the page has kana anywhere, Korean where it has Hangul, else Chinese."""
    letters = "".join(text for _, text in iterate_texts(page))
    if KANA.search(letters):
        return "ja"
    return "ko" if HANGUL.search(letters) else "zh"


def map_texts(value: Any, change: Callable[[str], str]) -> Any:
    """`value`, made of dictionaries and lists, with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: map_texts(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [map_texts(item, change) for item in value]
    return value


def iterate_texts(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every text in `value` with its place: `("subjects.3.name", "Air Law")`."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict | list | tuple):
        items = value.items() if isinstance(value, dict) else enumerate(value, 1)
        for key, item in items:
            yield from iterate_texts(item, f"{place}.{key}" if place else str(key))
