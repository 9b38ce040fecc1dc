"""Text for printing: removes invisible characters, and finds and names unprintable ones."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from core.pdf.fonts import load_covered_characters

JOINER = 0x200D
# Invisible characters that stay, because they change the shape of their neighbours (joiners, variation selectors, tags
# of flags) or allow a line break (soft hyphen, zero-width space).
SHAPING = {0x00AD, 0x200B, 0x200C, JOINER, *range(0xFE00, 0xFE10), *range(0xE0020, 0xE0080), *range(0xE0100, 0xE01F0)}
SKIN_TONES = range(0x1F3FB, 0x1F400)

# The other invisible characters. Bidirectional controls would let a name rearrange the text around it.
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
MEANINGLESS = {"Co", "Cs"}  # private-use characters, which differ between fonts, and surrogates
LINE_ENDS = {"\r\n": "\n", "\r": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n", "\t": " "}


def normalise_text(text: str) -> str:
    """`text` as it is printed: in NFC, with one kind of line ending, without invisible characters."""
    for other, plain in LINE_ENDS.items():
        text = text.replace(other, plain)
    return "".join(char for char in unicodedata.normalize("NFC", text) if is_visible(char))


def is_visible(char: str) -> bool:
    return char == "\n" or (unicodedata.category(char) != "Cc" and ord(char) not in INVISIBLE)


def split_clusters(text: str) -> Iterator[str]:
    """Yields the characters of `text`, each with the marks, modifiers and joined characters drawn with it."""
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
    """Whether one font has all characters of this cluster of a normalised text, and the engine reaches that font.

    The engine tries the fonts in order and skips one that has no character of the cluster, or only its first. It stops
    at a font that has a later character but not the first, and would silently drop the first.
    """
    shown = [ord(char) for char in cluster if char != "\n" and ord(char) not in SHAPING]
    if any(unicodedata.category(chr(point)) in MEANINGLESS for point in shown):
        return False
    for covered in load_covered_characters():
        has_glyph = [point in covered for point in shown]
        if all(has_glyph):
            return True
        if any(has_glyph) and not has_glyph[0]:
            return False
    return False


def name_character(char: str) -> str:
    """`U+1F6E9 SMALL AIRPLANE`."""
    return f"U+{ord(char):04X} {unicodedata.name(char, 'without a name')}"


def find_unprintable(text: str) -> list[str]:
    """The names of the unprintable characters in `text`, each once, in order."""
    missing = [cluster for cluster in split_clusters(normalise_text(text)) if not is_printable(cluster)]
    return [name_character(char) for char in dict.fromkeys("".join(missing)) if ord(char) not in SHAPING]


def spell_out(text: str) -> str:
    """`text` with each unprintable character replaced by its name: `Ann [U+13000 EGYPTIAN …]`."""
    clusters = split_clusters(normalise_text(text))
    return "".join(c if is_printable(c) else "".join(map(spell_out_character, c)) for c in clusters)


def spell_out_character(char: str) -> str:
    return char if is_printable(char) and not extends_cluster(char) else f"[{name_character(char)}]"


def detect_han_language(page: Any) -> str:
    """The language in whose form Han characters are printed: Chinese, Japanese and Korean share their code points.

    Japanese when the page has kana anywhere, Korean when it has Hangul, else Chinese.
    """
    letters = "".join(text for _, text in iterate_texts(page))
    if KANA.search(letters):
        return "ja"
    return "ko" if HANGUL.search(letters) else "zh"


def map_texts(value: Any, change: Callable[[str], str]) -> Any:
    """`value`, which consists of dictionaries and lists, with `change` applied to every text in it."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: map_texts(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [map_texts(item, change) for item in value]
    return value


def iterate_texts(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Yields every text in `value` with its place: `("subjects.3.name", "Air Law")`."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict | list | tuple):
        items = value.items() if isinstance(value, dict) else enumerate(value, 1)
        for key, item in items:
            yield from iterate_texts(item, f"{place}.{key}" if place else str(key))
