"""Converts presentation MathML to TeX. What has no exact equivalent raises an exception; nothing is approximated."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence

from core.markup.mathml_symbols import (
    ENCLOSED,
    FENCES,
    FUNCTIONS,
    IGNORED_ATTRIBUTES,
    IN_TEXT,
    INVISIBLE,
    LIMITS,
    OVER,
    SIGNS,
    UNDER,
    VARIANTS,
)
from core.markup.tex import find_formula_error
from core.markup.tree import Node


class UnknownMath(Exception):
    """The MathML contains something that is not supported here. The message names it."""


def write_formula(math: Node) -> str:
    r"""The TeX of a `math` element with its delimiters. Raises UnknownMath."""
    tex = find_annotation(math) or write_row(math.children)
    error = "it is empty" if not tex.strip() else find_formula_error(tex)
    if error:
        raise UnknownMath(f"a formula ({error})")
    return rf"\[{tex}\]" if math.attributes.get("display") == "block" else rf"\({tex}\)"


def find_annotation(math: Node) -> str:
    """The author's own TeX, where the formula carries it as an annotation."""
    for node in math.find_all():
        if node.tag == "annotation" and "tex" in node.attributes.get("encoding", "").lower():
            tex = node.read_text().strip()
            return "" if find_formula_error(tex) else tex
    return ""


def write_row(nodes: Sequence[Node]) -> str:
    return join_pieces(write_node(node) for node in list_parts(nodes))


def list_parts(nodes: Sequence[Node]) -> list[Node]:
    """The nodes without the whitespace between elements."""
    return [node for node in nodes if not node.is_text or node.text.strip()]


def join_pieces(pieces: Iterable[str]) -> str:
    written = ""
    for piece in pieces:
        needs_blank = re.search(r"\\[A-Za-z]+\Z", written) and re.match(r"[A-Za-z]", piece)
        written += f" {piece}" if needs_blank else piece
    return written


def write_node(node: Node) -> str:
    if node.is_text:
        raise UnknownMath("text between the parts of a formula")
    unsupported = [name for name in node.attributes if not is_ignored(name)]
    writer = WRITERS.get(node.tag)
    if writer is None or unsupported:
        raise UnknownMath(f"a formula with <{node.tag}{' ' + unsupported[0] if writer else ''}>")
    return writer(node)


def is_ignored(attribute: str) -> bool:
    return attribute in IGNORED_ATTRIBUTES or attribute.startswith(("data-", "aria-", "xmlns:", "xml:"))


def read_token(node: Node) -> str:
    """The characters of a token element. Raises UnknownMath for an element in it, such as a picture (mglyph)."""
    for child in node.children:
        if not child.is_text:
            raise UnknownMath(f"a formula with <{child.tag}>")
    return unicodedata.normalize("NFC", " ".join(node.read_text().translate(INVISIBLE).split()))


def escape_text(text: str) -> str:
    return join_pieces(SIGNS.get(char, char) for char in text)


def write_identifier(node: Node) -> str:
    """A single letter as it is, a known function as its command, any other word upright."""
    text, variant = read_token(node), node.attributes.get("mathvariant", "")
    if variant not in {*VARIANTS, "", "italic"}:
        raise UnknownMath(f"a formula in {variant} letters")
    if text in FUNCTIONS:
        return rf"\{text}"
    is_word = len(text) > 1 and text.isalnum()
    command = VARIANTS.get(variant, r"\mathrm" if is_word and variant != "italic" else "")
    return f"{command}{{{escape_text(text)}}}" if command else escape_text(text)


def write_number(node: Node) -> str:
    """A number. A comma gets braces, because TeX would set a space after a bare one, as in a list."""
    return join_pieces({",": "{,}", " ": r"\,"}.get(char) or SIGNS.get(char, char) for char in read_token(node))


def write_operator(node: Node) -> str:
    text = read_token(node)
    if text in FUNCTIONS:
        return rf"\{text}"
    return rf"\mathrm{{{escape_text(text)}}}" if len(text) > 1 and text.isalpha() else escape_text(text)


def write_words(node: Node) -> str:
    text = "".join(IN_TEXT.get(char, char) for char in re.sub(r"\s+", " ", node.read_text()))
    read_token(node)
    return rf"\text{{{text}}}" if text else ""


def write_group(node: Node) -> str:
    """A row; enclosing brackets become `\\left` and `\\right`, which grow with their content."""
    parts = list_parts(node.children)
    opening, closing = (get_sign(part) for part in (parts[0], parts[-1])) if len(parts) > 2 else ("", "")
    if (opening, closing) in {("(", ")"), ("[", "]"), ("{", "}"), ("|", "|")}:
        return rf"\left{FENCES[opening]}{write_row(parts[1:-1])}\right{FENCES[closing]}"
    return write_row(parts)


def get_sign(node: Node) -> str:
    return node.read_text().strip() if node.tag == "mo" else ""


def write_fenced(node: Node) -> str:
    opening, closing = node.attributes.get("open", "("), node.attributes.get("close", ")")
    if opening not in FENCES or closing not in FENCES:
        raise UnknownMath(f"a formula between {opening} and {closing}")
    parts = [write_node(part) for part in list_parts(node.children)]
    signs = node.attributes.get("separators", ",").split()
    # The last separator repeats when there are fewer separators than gaps (MathML 3, section 3.3.8).
    between = [escape_text(signs[min(place, len(signs) - 1)]) if signs else "" for place in range(len(parts))]
    inner = join_pieces(piece for pair in zip(parts, between, strict=True) for piece in pair) if parts else ""
    inner = inner.removesuffix(between[-1]) if parts and between[-1] else inner
    return rf"\left{add_blank(FENCES[opening])}{inner}\right{add_blank(FENCES[closing])}"


def add_blank(command: str) -> str:
    return f"{command} " if command[-1:].isalpha() else command


def get_children(node: Node, count: int) -> list[Node]:
    parts = list_parts(node.children)
    if len(parts) != count:
        raise UnknownMath(f"a formula with a damaged <{node.tag}>")
    return parts


def write_braced(node: Node) -> str:
    return f"{{{write_node(node)}}}"


def write_base(node: Node) -> str:
    """The base of an index: in braces unless it is a single character or command."""
    tex = write_node(node)
    return tex if re.fullmatch(r".|\\[A-Za-z]+", tex) else f"{{{tex}}}"


def write_fraction(node: Node) -> str:
    above, below = get_children(node, 2)
    if node.attributes.get("linethickness", "") in {"0", "0px", "0pt"}:
        return rf"{{{write_node(above)} \atop {write_node(below)}}}"
    if node.attributes.get("bevelled") == "true":
        return f"{write_braced(above)}/{write_braced(below)}"
    return rf"\frac{write_braced(above)}{write_braced(below)}"


def write_root(node: Node) -> str:
    inner, degree = get_children(node, 2)
    return rf"\sqrt[{{{write_node(degree)}}}]{write_braced(inner)}"


def build_indexed_writer(*marks: str) -> Callable[[Node], str]:
    """A writer for a base with an index after each of the marks (`_`, `^`)."""

    def write(node: Node) -> str:
        base, *indices = get_children(node, 1 + len(marks))
        return write_base(base) + "".join(
            mark + write_braced(index) for mark, index in zip(marks, indices, strict=True)
        )

    return write


def write_over(node: Node) -> str:
    base, over = get_children(node, 2)
    return write_accent(base, over, OVER, r"\overset", "^")


def write_under(node: Node) -> str:
    base, under = get_children(node, 2)
    return write_accent(base, under, UNDER, r"\underset", "_")


def write_accent(base: Node, mark: Node, accents: dict[str, str], otherwise: str, limit: str) -> str:
    tex, sign = write_node(base), mark.read_text().strip()
    if LIMITS.fullmatch(tex):
        return f"{tex}{limit}{write_braced(mark)}"
    if sign in accents:
        return f"{accents[sign]}{{{tex}}}"
    return f"{otherwise}{write_braced(mark)}{{{tex}}}"


def write_under_over(node: Node) -> str:
    base, under, over = get_children(node, 3)
    tex = write_node(base)
    if LIMITS.fullmatch(tex):
        return f"{tex}_{write_braced(under)}^{write_braced(over)}"
    return rf"\overset{write_braced(over)}{{\underset{write_braced(under)}{{{tex}}}}}"


def write_scripts(node: Node) -> str:
    """A base with indices after it and, following `mprescripts`, indices before it."""
    base, *rest = list_parts(node.children)
    tags = [part.tag for part in rest]
    turn = tags.index("mprescripts") if "mprescripts" in tags else len(rest)
    before = write_pairs(rest[turn + 1 :])
    return f"{'{}' if before else ''}{before}{write_base(base)}{write_pairs(rest[:turn])}"


def write_pairs(parts: Sequence[Node]) -> str:
    marked = zip("_^" * len(parts), parts, strict=False)
    return "".join(
        mark + write_braced(part) for mark, part in marked if part.tag != "none" and list_parts(part.children)
    )


def write_table(node: Node) -> str:
    rows = r" \\ ".join(write_cells(row) for row in list_parts(node.children))
    return rf"\begin{{matrix}}{rows}\end{{matrix}}"


def write_cells(row: Node) -> str:
    cells = list_parts(row.children)
    odd = next((cell.tag for cell in (row, *cells) if cell.tag not in {"mtr", "mtd"} or has_span(cell)), "")
    if odd or row.tag != "mtr":
        raise UnknownMath(f"a formula with an unexpected <{odd or row.tag}>")
    return " & ".join(write_row(cell.children) for cell in cells)


def has_span(cell: Node) -> bool:
    return any(cell.attributes.get(name, "1") != "1" for name in ("rowspan", "columnspan"))


def write_enclosed(node: Node) -> str:
    notation = node.attributes.get("notation", "longdiv")
    if notation not in ENCLOSED:
        raise UnknownMath(f"a formula with <menclose> ({notation})")
    return f"{ENCLOSED[notation]}{{{write_row(node.children)}}}"


def write_space(node: Node) -> str:
    if node.attributes.get("linebreak") == "newline":
        raise UnknownMath("a formula over several lines")
    return r"\;"


def write_presentation(node: Node) -> str:
    """The first child of `semantics`, which is the presentation; the others are annotations."""
    first, *others = list_parts(node.children)
    odd = [other.tag for other in others if other.tag not in {"annotation", "annotation-xml"}]
    if odd:
        raise UnknownMath(f"a formula with <{odd[0]}>")
    return write_node(first)


WRITERS: dict[str, Callable[[Node], str]] = {
    "mi": write_identifier,
    "mn": write_number,
    "mo": write_operator,
    "mtext": write_words,
    "ms": write_words,
    "mrow": write_group,
    "mstyle": write_group,
    "mpadded": write_group,
    "math": write_group,
    "mphantom": lambda node: rf"\phantom{{{write_row(node.children)}}}",
    "mfenced": write_fenced,
    "mfrac": write_fraction,
    "msqrt": lambda node: rf"\sqrt{{{write_row(node.children)}}}",
    "mroot": write_root,
    "msub": build_indexed_writer("_"),
    "msup": build_indexed_writer("^"),
    "msubsup": build_indexed_writer("_", "^"),
    "mover": write_over,
    "munder": write_under,
    "munderover": write_under_over,
    "mmultiscripts": write_scripts,
    "mtable": write_table,
    "menclose": write_enclosed,
    "mspace": write_space,
    "semantics": write_presentation,
}
