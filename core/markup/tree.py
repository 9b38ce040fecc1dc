"""HTML, parsed as a browser parses it, as a tree of nodes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

# The parser's time grows with the square of the tags, and no text written by a person comes near these limits.
MAX_MARKS = 4000
MAX_DEPTH = 100
MAX_NODES = 20_000
TEXT = "-text"


class UnreadableHtml(Exception):
    """The HTML is too long or nested too deeply. The message says why."""


@dataclass(frozen=True)
class Node:
    """An element with its attributes and children, or (with the tag `TEXT`) a piece of text."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: tuple[Node, ...] = ()
    text: str = ""

    @property
    def is_text(self) -> bool:
        return self.tag == TEXT

    def find_all(self) -> Iterator[Node]:
        """Yields the node and its descendants in document order."""
        yield self
        for child in self.children:
            yield from child.find_all()

    def read_text(self) -> str:
        return "".join(node.text for node in self.find_all())


def parse_html(html: str, *, max_marks: int = MAX_MARKS) -> Node:
    """The body of `html` with all its elements, known or not, and without comments.

    Raises UnreadableHtml for more tags or levels than any real text has.
    """
    if html.count("<") + html.count("&") > max_marks:
        raise UnreadableHtml(f"Its HTML has more than {max_marks} tags.")
    # Parsed inside a body, elements of a head (style sheets, scripts) are part of the tree too.
    body = LexborHTMLParser(f"<!DOCTYPE html><body>{html}").body
    children = Builder().read_children(body, 1) if body is not None else ()
    return Node("body", dict(read_attributes(body)) if body is not None else {}, children)


class Builder:
    """Copies the parser's tree up to `MAX_NODES`: the repair of broken markup multiplies elements."""

    def __init__(self) -> None:
        self.count = 0

    def read_children(self, parent: LexborNode, depth: int) -> tuple[Node, ...]:
        if depth > MAX_DEPTH:
            raise UnreadableHtml(f"Its HTML is nested more than {MAX_DEPTH} levels deep.")
        children = (self.read_node(child, depth) for child in parent.iter(include_text=True))
        return tuple(node for node in children if node is not None)

    def read_node(self, node: LexborNode, depth: int) -> Node | None:
        self.count += 1
        if self.count > MAX_NODES:
            raise UnreadableHtml(f"Its HTML has more than {MAX_NODES} elements.")
        tag = str(node.tag).lower()
        if tag == TEXT:
            return Node(TEXT, text=node.text_content or "")
        if tag.startswith(("-", "!", "_")):
            return None
        return Node(tag, dict(read_attributes(node)), self.read_children(node, depth + 1))


def read_attributes(node: LexborNode) -> Iterator[tuple[str, str]]:
    for name, value in node.attributes.items():
        yield name.lower(), value or ""
