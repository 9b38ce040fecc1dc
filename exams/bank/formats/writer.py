"""HTML written down as plain text, and what of it plain text cannot keep."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit

from core.markup.elements import CONTENT_ELEMENTS, describe_element, find_content_style, is_presentational, read_style
from core.markup.mathml import UnknownMath, write_formula
from core.markup.tex import has_formula
from core.markup.tree import Node
from core.markup.wiris import convert_wiris
from exams.bank.formats.lists import UnknownNumbering, number_items
from exams.bank.formats.tables import InvalidTable, has_columns, list_rows, write_rows

EDGE = "\x02"  # where a block begins or ends
BLANK = "\x03"  # a blank that stays, at the beginning of a line and beside others
UNDERLINED, STRUCK_OUT = "\u0332", "\u0336"
SHIFTED = {"sup": "^", "sub": "_", "super": "^"}

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
FILMS = re.compile(r"\.(?:mp[34]|m4[av]|og[gva]|wav|flac|webm|mov|avi|wmv|flv|swf|aac)\Z", re.IGNORECASE)
FILM_HOSTS = {"youtube.com", "youtu.be", "vimeo.com"}
FILE = "@@PLUGINFILE@@"


@dataclass(frozen=True)
class TextStyle:
    """How the text at a place is set: with its line breaks and blanks, in capitals or small letters."""

    is_literal: bool = False
    case: str = ""


class TextWriter:
    """Writes nodes down, and notes the sources of the `pictures` on the way, what is `lost`, and whether text
    `is_emphasised` in a way that plain text does not show."""

    def __init__(self) -> None:
        self.pictures: list[str] = []
        self.lost: list[str] = []
        self.is_emphasised = False

    def write(self, nodes: Sequence[Node], setting: TextStyle) -> str:
        return "".join(self.write_node(node, setting) for node in nodes)

    def write_node(self, node: Node, setting: TextStyle) -> str:
        if node.is_text:
            return write_text(node.text, setting)
        if not self.check(node) and node.tag in CONTENT_ELEMENTS:
            return ""
        style = read_style(node)
        inner = SPECIAL.get(node.tag, TextWriter.write_inner)(self, node, change_setting(setting, node, style))
        return self.write_line_through(self.write_shift(inner, node, style), node, style)

    def check(self, node: Node) -> bool:
        """Notes what the element, its attributes or its style carry beyond its text; whether it is one that is read."""
        is_known = node.tag in {*BLOCKS, *EMPHASIS, *INLINE, *SPECIAL} or node.tag.startswith("st1:")
        if not is_known:
            self.lost.append(describe_element(node.tag))
            return False
        if carried := find_content_style(node):
            self.lost.append(carried)
        read = READ_ATTRIBUTES.get(node.tag, set())
        odd = (
            []
            if node.tag == "math"
            else [name for name in node.attributes if name not in read and not is_presentational(name)]
        )
        self.lost += [f"{describe_element(node.tag)} with the attribute {name}" for name in odd]
        style = read_style(node)
        is_heavy = style.get("font-weight", "normal") not in {"normal", "400"} or style.get("font-style") == "italic"
        self.is_emphasised |= node.tag in EMPHASIS or is_heavy or bool({"color", "background-color"} & set(style))
        return True

    def write_inner(self, node: Node, setting: TextStyle) -> str:
        text = self.write(node.children, setting)
        is_block = node.tag in BLOCKS or read_style(node).get("display") in {"block", "list-item", "flex"}
        return f"{EDGE}{text}{EDGE}" if is_block else text

    def write_nothing(self, node: Node, setting: TextStyle) -> str:
        return ""

    def write_break(self, node: Node, setting: TextStyle) -> str:
        return "\n"

    def write_quote(self, node: Node, setting: TextStyle) -> str:
        return f"“{self.write(node.children, setting)}”"

    def write_picture(self, node: Node, setting: TextStyle) -> str:
        """A formula that an editor drew is taken from what it was drawn of."""
        source = node.attributes.get("data-mathml", "")
        if not source:
            self.pictures.append(node.attributes.get("src", ""))
            return ""
        try:
            return convert_wiris(source)
        except UnknownMath as error:
            self.lost.append(str(error))
            return ""

    def write_math(self, node: Node, setting: TextStyle) -> str:
        try:
            return write_formula(node)
        except UnknownMath as error:
            self.lost.append(str(error))
            return ""

    def write_link(self, node: Node, setting: TextStyle) -> str:
        """The address goes along where the text does not show it; a document that stands in the file is lost."""
        text, address = self.write(node.children, setting), node.attributes.get("href", "").strip()
        scheme = get_scheme(address)
        if not address or address.startswith("#") or scheme in {"javascript", "about"}:
            return text
        if scheme in {"mailto", "tel"}:
            target = unquote(address.split(":", 1)[1].split("?")[0])
            return text if target in text else f"{text} ({target})"
        name = unquote(address.split("?")[0].rsplit("/", 1)[-1])[:60]
        if scheme not in {"http", "https"} or address.startswith(FILE):
            self.lost.append(f"a link to a document ({name or address[:60]})")
        elif is_film(address):
            self.lost.append(f"a link to a sound or film ({name})")
        return text if address in text else f"{text} ({address})"

    def write_list(self, node: Node, setting: TextStyle) -> str:
        try:
            marks = iter(number_items(node))
        except UnknownNumbering as error:
            self.lost.append(f"a list that counts in {error}")
            return self.write_inner(node, setting)
        lines = [self.write_item(child, next(marks) if child.tag == "li" else "", setting) for child in node.children]
        return f"{EDGE}{''.join(lines)}{EDGE}"

    def write_item(self, node: Node, mark: str, setting: TextStyle) -> str:
        """An item behind its mark; a list among items belongs to the item above it."""
        inner = join_blocks(self.write_node(node, setting))
        indent = BLANK * (len(mark) or 2 * (node.tag in {"ol", "ul"}))
        first = mark or indent
        return f"{EDGE}{first}{inner.replace(chr(10), chr(10) + indent)}{EDGE}" if inner or mark else ""

    def write_lone_item(self, node: Node, setting: TextStyle) -> str:
        return f"{EDGE}{self.write(node.children, setting)}{EDGE}"

    def write_table(self, node: Node, setting: TextStyle) -> str:
        if not has_columns(node):
            return self.write_inner(replace(node, tag="div"), setting)
        captions = [child for child in node.children if child.tag == "caption"]
        self.check_rows(node)
        try:
            lines = write_rows(node, lambda cell: self.write_cell(cell, setting))
        except InvalidTable as error:
            self.lost.append(str(error))
            lines = []
        return f"{EDGE}{self.write(captions, setting)}{EDGE}{chr(10).join(lines)}{EDGE}"

    def check_rows(self, table: Node) -> None:
        for node in (*table.children, *list_rows(table)):
            if not node.is_text:
                self.check(node)

    def write_cell(self, cell: Node, setting: TextStyle) -> str:
        if any(node.tag == "table" for node in cell.find_all()):
            self.lost.append("a table within a table")
        lines = join_blocks(self.write_node(cell, setting)).split("\n")
        return " / ".join(line.strip(BLANK) for line in lines if line.strip(BLANK))

    def write_shift(self, text: str, node: Node, style: dict[str, str]) -> str:
        """x^2 for a raised 2, however it was raised."""
        mark = SHIFTED.get(node.tag) or SHIFTED.get(style.get("vertical-align", ""))
        if not mark:
            return text
        inner = text.strip()
        is_simple = re.fullmatch(r"[+\-−]?\w+", inner)
        return (f"{mark}{inner}" if is_simple else f"{mark}({inner})") if inner else ""

    def write_line_through(self, text: str, node: Node, style: dict[str, str]) -> str:
        """Text that is struck out or underlined stays so, letter by letter."""
        decoration = f"{style.get('text-decoration', '')} {style.get('text-decoration-line', '')}"
        is_struck = node.tag in {"s", "strike", "del"} or "line-through" in decoration
        is_underlined = node.tag in {"u", "ins"} or "underline" in decoration
        if is_struck and has_formula(text):
            self.lost.append("a formula that is struck out")
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


def get_scheme(address: str) -> str:
    try:
        return urlsplit(address).scheme.lower()
    except ValueError:
        return "?"


def is_film(address: str) -> bool:
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    return bool(FILMS.search(parts.path)) or host in FILM_HOSTS


def change_setting(setting: TextStyle, node: Node, style: dict[str, str]) -> TextStyle:
    if node.tag == "pre" or style.get("white-space", "") in {"pre", "pre-wrap", "pre-line", "break-spaces"}:
        setting = replace(setting, is_literal=True)
    case = style.get("text-transform", "")
    return replace(setting, case=case) if case else setting


def write_text(text: str, setting: TextStyle) -> str:
    text = text.replace("\u00a0", BLANK)
    text = {"uppercase": text.upper, "lowercase": text.lower}.get(setting.case, text.__str__)()
    if setting.is_literal:
        return text.replace("\t", BLANK * 8).replace(" ", BLANK)
    return re.sub(r"[ \t\n\r\f]+", " ", text)


def join_blocks(text: str) -> str:
    """Line breaks where blocks meet, once, and no blanks around them."""
    blocks = [block.strip(" ") for block in text.split(EDGE)]
    joined = "\n".join(block.removesuffix("\n") for block in blocks if block)
    return "\n".join(re.sub(" +", " ", line.strip(" ")) for line in joined.split("\n"))


def add_combining_mark(text: str, mark: str) -> str:
    return re.sub(r"[^\s\x02\x03\u0332\u0336]", lambda letter: letter[0] + mark, text)
