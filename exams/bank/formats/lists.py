"""The markers that a browser shows before the items of a list."""

import re

from core.markup.elements import read_style
from core.markup.tree import Node

BULLET = "• "
TYPES = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
BULLETS = {"disc", "circle", "square", "none"}
NUMBERS = {"decimal", "decimal-leading-zero", "lower-alpha", "upper-alpha", "lower-latin", "upper-latin"}
NUMBERS |= {"lower-roman", "upper-roman"}
ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


class UnknownNumbering(Exception):
    """The list has a numbering that is not supported."""


def number_items(parent: Node) -> list[str]:
    """The markers of the items of a list, in order: "1. ", "b. ", "• ", or nothing."""
    items = [child for child in parent.children if child.tag == "li"]
    step = -1 if "reversed" in parent.attributes else 1
    start = parse_integer(parent.attributes.get("start"))
    number = start if start is not None else len(items) if step < 0 else 1
    markers = []
    for item in items:
        value = parse_integer(item.attributes.get("value"))
        number = number if value is None else value
        markers.append(
            write_marker(detect_list_kind(item) or detect_list_kind(parent), number, is_ordered=parent.tag == "ol")
        )
        number += step
    return markers


def parse_integer(text: str | None) -> int | None:
    match = re.fullmatch(r"\s*([+-]?[0-9]{1,9})\s*", text or "")
    return int(match[1]) if match else None


def detect_list_kind(node: Node) -> str:
    """The kind of marker in the style or type of the element, "" when it has none."""
    style = read_style(node)
    kind = style.get("list-style-type") or next(
        (word for word in style.get("list-style", "").split() if word in NUMBERS | BULLETS), ""
    )
    return kind or TYPES.get(node.attributes.get("type", ""), node.attributes.get("type", "").lower())


def write_marker(kind: str, number: int, *, is_ordered: bool) -> str:
    kind = kind or ("decimal" if is_ordered else "disc")
    if kind in BULLETS:
        return "" if kind == "none" else BULLET
    if kind not in NUMBERS:
        raise UnknownNumbering(kind)
    return f"{write_number(kind, number)}. "


def write_number(kind: str, number: int) -> str:
    """Like a browser, falls back to digits for numbers that the kind cannot express."""
    if kind == "decimal-leading-zero":
        return f"{number:02}"
    text = write_letters(number) if kind.endswith(("alpha", "latin")) else write_roman(number)
    if kind == "decimal" or not text:
        return str(number)
    return text.upper() if kind.startswith("upper") else text


def write_letters(number: int) -> str:
    """1 is a, 27 is aa."""
    letters = ""
    while number > 0:
        number, place = divmod(number - 1, 26)
        letters = chr(ord("a") + place) + letters
    return letters


def write_roman(number: int) -> str:
    roman = ""
    if 0 < number < 4000:
        for value, sign in ROMAN:
            count, number = divmod(number, value)
            roman += sign * count
    return roman
