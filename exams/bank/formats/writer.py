"""Writes HTML as plain text, and notes what plain text cannot express."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _

from core.markup.elements import CONTENT_ELEMENTS, describe_element, find_content_style, is_presentational, read_style
from core.markup.mathml import UnknownMath, write_formula
from core.markup.tex import has_formula
from core.markup.tree import Node
from core.markup.wiris import convert_wiris
from exams.bank.formats.lists import UnknownNumbering, number_items
from exams.bank.formats.tables import InvalidTable, has_columns, list_rows, write_rows

EDGE = "\x02"  # where a block begins or ends
FIXED_SPACE = "\x03"  # a space that is not collapsed or stripped
UNDERLINED, STRUCK_OUT = "\u0332", "\u0336"
SCRIPT_MARKS = {"sup": "^", "sub": "_", "super": "^"}

BLOCKS = frozenset(
    """
    address article aside blockquote caption center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3
    h4 h5 h6 header hgroup hr legend main menu nav p pre section summary body
    """.split()  # noqa: SIM905
)
EMPHASIS = {"b", "strong", "i", "em", "mark", "big", "font"}
INLINE = frozenset(
    """
    a abbr acronym basefont bdi br cite code data dfn img kbd label nobr nolink o:p q samp small span sub sup time tt
    u ins s strike del var wbr math meta link title style col colgroup
    """.split()  # noqa: SIM905
)
READ_ATTRIBUTES = {
    "a": {"href"}, "img": {"src", "srcset", "sizes"}, "ol": {"type", "start", "reversed"}, "ul": {"type"},
    "li": {"type", "value"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}, "math": {"display"},
    "meta": {"content", "charset", "http-equiv"}, "link": {"href", "type", "media"}, "style": {"type", "media"},
    "q": {"cite"}, "blockquote": {"cite"},
}  # fmt: skip
MEDIA_FILES = re.compile(r"\.(?:mp[34]|m4[av]|og[gva]|wav|flac|webm|mov|avi|wmv|flv|swf|aac)\Z", re.IGNORECASE)
VIDEO_HOSTS = {"youtube.com", "youtu.be", "vimeo.com"}
FILE = "@@PLUGINFILE@@"


@dataclass(frozen=True)
class TextStyle:
    """How CSS displays a text: with its line breaks and spaces (`is_literal`), in upper or lower case."""

    is_literal: bool = False
    case: str = ""


class TextWriter:
    """Writes nodes as text.

    It collects the sources of the `pictures`, the `losses` (what plain text cannot express), and whether text
    `is_emphasised`, which plain text does not show.
    """

    def __init__(self) -> None:
        self.pictures: list[str] = []
        self.losses: list[str] = []
        self.is_emphasised = False

    def write(self, nodes: Sequence[Node], text_style: TextStyle) -> str:
        return "".join(self.write_node(node, text_style) for node in nodes)

    def write_node(self, node: Node, text_style: TextStyle) -> str:
        if node.is_text:
            return write_text(node.text, text_style)
        if not self.note_losses(node) and node.tag in CONTENT_ELEMENTS:
            return ""
        style = read_style(node)
        inner = SPECIAL.get(node.tag, TextWriter.write_inner)(self, node, derive_text_style(text_style, node, style))
        return self.write_decoration(self.write_script(inner, node, style), node, style)

    def note_losses(self, node: Node) -> bool:
        """Notes what the element, its attributes or style show beyond text. Returns whether the element is known."""
        is_known = node.tag in {*BLOCKS, *EMPHASIS, *INLINE, *SPECIAL} or node.tag.startswith("st1:")
        if not is_known:
            self.losses.append(describe_element(node.tag))
            return False
        if style_content := find_content_style(node):
            self.losses.append(style_content)
        known = READ_ATTRIBUTES.get(node.tag, set())
        if node.tag != "math":  # write_formula knows the attributes of formulas
            unknown = [name for name in node.attributes if name not in known and not is_presentational(name)]
            self.losses += [describe_attribute(node.tag, name) for name in unknown]
        style = read_style(node)
        self.is_emphasised |= node.tag in EMPHASIS or has_emphasis(style)
        return True

    def write_inner(self, node: Node, text_style: TextStyle) -> str:
        text = self.write(node.children, text_style)
        is_block = node.tag in BLOCKS or read_style(node).get("display") in {"block", "list-item", "flex"}
        return f"{EDGE}{text}{EDGE}" if is_block else text

    def write_nothing(self, node: Node, text_style: TextStyle) -> str:
        return ""

    def write_break(self, node: Node, text_style: TextStyle) -> str:
        return "\n"

    def write_quote(self, node: Node, text_style: TextStyle) -> str:
        return f"“{self.write(node.children, text_style)}”"

    def write_picture(self, node: Node, text_style: TextStyle) -> str:
        """A picture of a formula that carries its MathML becomes the formula."""
        source = node.attributes.get("data-mathml", "")
        if not source:
            self.pictures.append(node.attributes.get("src", ""))
            return ""
        try:
            return convert_wiris(source)
        except UnknownMath as error:
            self.losses.append(str(error))
            return ""

    def write_math(self, node: Node, text_style: TextStyle) -> str:
        try:
            return write_formula(node)
        except UnknownMath as error:
            self.losses.append(str(error))
            return ""

    def write_link(self, node: Node, text_style: TextStyle) -> str:
        """Adds the address unless the text shows it. Documents, audio and video behind a link are losses."""
        text, address = self.write(node.children, text_style), node.attributes.get("href", "").strip()
        scheme = get_scheme(address)
        if not address or address.startswith("#") or scheme in {"javascript", "about"}:
            return text
        if scheme in {"mailto", "tel"}:
            target = unquote(address.split(":", 1)[1].split("?")[0])
            return text if target in text else f"{text} ({target})"
        name = unquote(address.split("?")[0].rsplit("/", 1)[-1])[:60]
        if scheme not in {"http", "https"} or address.startswith(FILE):
            self.losses.append(_("a link to a document (%(name)s)") % {"name": name or address[:60]})
        elif is_audio_or_video(address):
            self.losses.append(_("a link to audio or video (%(name)s)") % {"name": name})
        return text if address in text else f"{text} ({address})"

    def write_list(self, node: Node, text_style: TextStyle) -> str:
        try:
            markers = iter(number_items(node))
        except UnknownNumbering as error:
            self.losses.append(_("a list numbered in %(kind)s") % {"kind": error})
            return self.write_inner(node, text_style)
        lines = [
            self.write_item(child, next(markers) if child.tag == "li" else "", text_style) for child in node.children
        ]
        return f"{EDGE}{''.join(lines)}{EDGE}"

    def write_item(self, node: Node, marker: str, text_style: TextStyle) -> str:
        """An item after its marker; a list among items is indented, because it belongs to the item above it."""
        inner = join_blocks(self.write_node(node, text_style))
        indent = FIXED_SPACE * (len(marker) or 2 * (node.tag in {"ol", "ul"}))
        first = marker or indent
        return f"{EDGE}{first}{inner.replace(chr(10), chr(10) + indent)}{EDGE}" if inner or marker else ""

    def write_lone_item(self, node: Node, text_style: TextStyle) -> str:
        return f"{EDGE}{self.write(node.children, text_style)}{EDGE}"

    def write_table(self, node: Node, text_style: TextStyle) -> str:
        if not has_columns(node):
            return self.write_inner(replace(node, tag="div"), text_style)
        captions = [child for child in node.children if child.tag == "caption"]
        self.note_row_losses(node)
        try:
            lines = write_rows(node, lambda cell: self.write_cell(cell, text_style))
        except InvalidTable as error:
            self.losses.append(str(error))
            lines = []
        return f"{EDGE}{self.write(captions, text_style)}{EDGE}{chr(10).join(lines)}{EDGE}"

    def note_row_losses(self, table: Node) -> None:
        for node in (*table.children, *list_rows(table)):
            if not node.is_text:
                self.note_losses(node)

    def write_cell(self, cell: Node, text_style: TextStyle) -> str:
        if any(node.tag == "table" for node in cell.find_all()):
            self.losses.append(_("a table inside a table"))
        lines = join_blocks(self.write_node(cell, text_style)).split("\n")
        return " / ".join(line.strip(FIXED_SPACE) for line in lines if line.strip(FIXED_SPACE))

    def write_script(self, text: str, node: Node, style: dict[str, str]) -> str:
        """x^2 for superscript and x_2 for subscript, by tag or by style."""
        mark = SCRIPT_MARKS.get(node.tag) or SCRIPT_MARKS.get(style.get("vertical-align", ""))
        if not mark:
            return text
        inner = text.strip()
        is_simple = re.fullmatch(r"[+\-−]?\w+", inner)
        return (f"{mark}{inner}" if is_simple else f"{mark}({inner})") if inner else ""

    def write_decoration(self, text: str, node: Node, style: dict[str, str]) -> str:
        """Struck-out and underlined text, by a combining character after each letter."""
        decoration = f"{style.get('text-decoration', '')} {style.get('text-decoration-line', '')}"
        is_struck = node.tag in {"s", "strike", "del"} or "line-through" in decoration
        is_underlined = node.tag in {"u", "ins"} or "underline" in decoration
        if is_struck and has_formula(text):
            self.losses.append(_("a formula that is struck out"))
        if has_formula(text) or node.tag == "a":
            return text
        text = add_combining_mark(text, STRUCK_OUT) if is_struck else text
        return add_combining_mark(text, UNDERLINED) if is_underlined else text


SPECIAL: dict[str, Callable[[TextWriter, Node, TextStyle], str]] = {
    "br": TextWriter.write_break,
    "wbr": TextWriter.write_nothing,
    "img": TextWriter.write_picture,
    "math": TextWriter.write_math,
    "a": TextWriter.write_link,
    "q": TextWriter.write_quote,
    "ol": TextWriter.write_list,
    "ul": TextWriter.write_list,
    "menu": TextWriter.write_list,
    "dir": TextWriter.write_list,
    "li": TextWriter.write_lone_item,
    "table": TextWriter.write_table,
    "style": TextWriter.write_nothing,
    "title": TextWriter.write_nothing,
    **dict.fromkeys(("thead", "tbody", "tfoot", "tr", "td", "th"), TextWriter.write_lone_item),
}


def describe_attribute(tag: str, name: str) -> str:
    return _("%(element)s with the attribute %(name)s") % {"element": describe_element(tag), "name": name}


def has_emphasis(style: dict[str, str]) -> bool:
    is_bold = style.get("font-weight", "normal") not in {"normal", "400"}
    is_italic = style.get("font-style") == "italic"
    return is_bold or is_italic or bool({"color", "background-color"} & set(style))


def get_scheme(address: str) -> str:
    try:
        return urlsplit(address).scheme.lower()
    except ValueError:
        return "?"


def is_audio_or_video(address: str) -> bool:
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    return bool(MEDIA_FILES.search(parts.path)) or host in VIDEO_HOSTS


def derive_text_style(text_style: TextStyle, node: Node, style: dict[str, str]) -> TextStyle:
    if node.tag == "pre" or style.get("white-space", "") in {"pre", "pre-wrap", "pre-line", "break-spaces"}:
        text_style = replace(text_style, is_literal=True)
    case = style.get("text-transform", "")
    return replace(text_style, case=case) if case else text_style


def write_text(text: str, text_style: TextStyle) -> str:
    text = text.replace("\u00a0", FIXED_SPACE)
    text = {"uppercase": text.upper, "lowercase": text.lower}.get(text_style.case, text.__str__)()
    if text_style.is_literal:
        return text.replace("\t", FIXED_SPACE * 8).replace(" ", FIXED_SPACE)
    return re.sub(r"[ \t\n\r\f]+", " ", text)


def join_blocks(text: str) -> str:
    """One line break where blocks meet, and no spaces around it."""
    blocks = [block.strip(" ") for block in text.split(EDGE)]
    joined = "\n".join(block.removesuffix("\n") for block in blocks if block)
    return "\n".join(re.sub(" +", " ", line.strip(" ")) for line in joined.split("\n"))


def add_combining_mark(text: str, mark: str) -> str:
    return re.sub(r"[^\s\x02\x03\u0332\u0336]", lambda letter: letter[0] + mark, text)
