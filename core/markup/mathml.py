"""MathML, of which presentation elements become TeX. What has no TeX of its own here is named, never bent."""

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
from core.markup.tex import find_formula_fault
from core.markup.tree import Node


class UnknownMath(Exception):
    """The MathML holds what cannot be said in TeX here. The message names it."""


def write_formula(math: Node) -> str:
    r"""The TeX of a `math` element with its delimiters. Raises UnknownMath."""
    tex = find_annotation(math) or write_row(math.children)
    fault = "it is empty" if not tex.strip() else find_formula_fault(tex)
    if fault:
        raise UnknownMath(f"a formula ({fault})")
    return rf"\[{tex}\]" if math.attributes.get("display") == "block" else rf"\({tex}\)"


def find_annotation(math: Node) -> str:
    """The author's own TeX, where it goes along."""
    for node in math.find_all():
        if node.tag == "annotation" and "tex" in node.attributes.get("encoding", "").lower():
            tex = node.read_text().strip()
            return "" if find_formula_fault(tex) else tex
    return ""


def write_row(nodes: Sequence[Node]) -> str:
    return join(write_node(node) for node in parts_of(nodes))


def parts_of(nodes: Sequence[Node]) -> list[Node]:
    """Without the blanks between elements."""
    return [node for node in nodes if not node.is_text or node.text.strip()]


def join(pieces: Iterable[str]) -> str:
    written = ""
    for piece in pieces:
        needs_blank = re.search(r"\\[A-Za-z]+\Z", written) and re.match(r"[A-Za-z]", piece)
        written += f" {piece}" if needs_blank else piece
    return written


def write_node(node: Node) -> str:
    if node.is_text:
        raise UnknownMath("text between the parts of a formula")
    odd = [name for name in node.attributes if not is_ignored(name)]
    writer = WRITERS.get(node.tag)
    if writer is None or odd:
        raise UnknownMath(f"a formula with <{node.tag}{' ' + odd[0] if writer and odd else ''}>")
    return writer(node)


def is_ignored(attribute: str) -> bool:
    return attribute in IGNORED_ATTRIBUTES or attribute.startswith(("data-", "aria-", "xmlns:", "xml:"))


def token_of(node: Node) -> str:
    """The characters of a token element. A picture (mglyph) or the like in it cannot be said."""
    for child in node.children:
        if not child.is_text:
            raise UnknownMath(f"a formula with <{child.tag}>")
    return unicodedata.normalize("NFC", " ".join(node.read_text().translate(INVISIBLE).split()))


def escape(text: str) -> str:
    return join(SIGNS.get(char, char) for char in text)


def write_identifier(node: Node) -> str:
    """One letter as it is, a known function as its command, any other word upright."""
    text, variant = token_of(node), node.attributes.get("mathvariant", "")
    if variant not in {*VARIANTS, "", "italic"}:
        raise UnknownMath(f"a formula in {variant} letters")
    if text in FUNCTIONS:
        return rf"\{text}"
    is_word = len(text) > 1 and text.isalnum()
    command = VARIANTS.get(variant, r"\mathrm" if is_word and variant != "italic" else "")
    return f"{command}{{{escape(text)}}}" if command else escape(text)


def write_number(node: Node) -> str:
    """In TeX a comma parts numbers, unless it stands in braces."""
    return join({",": "{,}", " ": r"\,"}.get(char) or SIGNS.get(char, char) for char in token_of(node))


def write_operator(node: Node) -> str:
    text = token_of(node)
    if text in FUNCTIONS:
        return rf"\{text}"
    return rf"\mathrm{{{escape(text)}}}" if len(text) > 1 and text.isalpha() else escape(text)


def write_words(node: Node) -> str:
    text = "".join(IN_TEXT.get(char, char) for char in re.sub(r"\s+", " ", node.read_text()))
    token_of(node)
    return rf"\text{{{text}}}" if text else ""


def write_group(node: Node) -> str:
    """A row; brackets around it grow with it."""
    parts = parts_of(node.children)
    opening, closing = (sign_of(part) for part in (parts[0], parts[-1])) if len(parts) > 2 else ("", "")
    if (opening, closing) in {("(", ")"), ("[", "]"), ("{", "}"), ("|", "|")}:
        return rf"\left{FENCES[opening]}{write_row(parts[1:-1])}\right{FENCES[closing]}"
    return write_row(parts)


def sign_of(node: Node) -> str:
    return node.read_text().strip() if node.tag == "mo" else ""


def write_fenced(node: Node) -> str:
    opening, closing = node.attributes.get("open", "("), node.attributes.get("close", ")")
    if opening not in FENCES or closing not in FENCES:
        raise UnknownMath(f"a formula between {opening} and {closing}")
    parts, signs = (
        [write_node(part) for part in parts_of(node.children)],
        node.attributes.get("separators", ",").split(),
    )
    between = [escape(signs[min(place, len(signs) - 1)]) if signs else "" for place in range(len(parts))]
    inner = join(piece for pair in zip(parts, between, strict=True) for piece in pair) if parts else ""
    inner = inner.removesuffix(between[-1]) if parts and between[-1] else inner
    return rf"\left{with_blank(FENCES[opening])}{inner}\right{with_blank(FENCES[closing])}"


def with_blank(command: str) -> str:
    return f"{command} " if command[-1:].isalpha() else command


def children_of(node: Node, count: int) -> list[Node]:
    parts = parts_of(node.children)
    if len(parts) != count:
        raise UnknownMath(f"a formula with a damaged <{node.tag}>")
    return parts


def braced(node: Node) -> str:
    return f"{{{write_node(node)}}}"


def base_of(node: Node) -> str:
    """What an index hangs on: in braces unless it is one sign or one command."""
    tex = write_node(node)
    return tex if re.fullmatch(r".|\\[A-Za-z]+", tex) else f"{{{tex}}}"


def write_fraction(node: Node) -> str:
    above, below = children_of(node, 2)
    if node.attributes.get("linethickness", "") in {"0", "0px", "0pt"}:
        return rf"{{{write_node(above)} \atop {write_node(below)}}}"
    if node.attributes.get("bevelled") == "true":
        return f"{braced(above)}/{braced(below)}"
    return rf"\frac{braced(above)}{braced(below)}"


def write_root(node: Node) -> str:
    inner, degree = children_of(node, 2)
    return rf"\sqrt[{{{write_node(degree)}}}]{braced(inner)}"


def write_indexed(*marks: str) -> Callable[[Node], str]:
    """A writer of a base with an index at each of the marks."""

    def write(node: Node) -> str:
        base, *indices = children_of(node, 1 + len(marks))
        return base_of(base) + "".join(mark + braced(index) for mark, index in zip(marks, indices, strict=True))

    return write


def write_over(node: Node) -> str:
    base, over = children_of(node, 2)
    return write_accent(base, over, OVER, r"\overset", "^")


def write_under(node: Node) -> str:
    base, under = children_of(node, 2)
    return write_accent(base, under, UNDER, r"\underset", "_")


def write_accent(base: Node, mark: Node, accents: dict[str, str], otherwise: str, limit: str) -> str:
    tex, sign = write_node(base), mark.read_text().strip()
    if LIMITS.fullmatch(tex):
        return f"{tex}{limit}{braced(mark)}"
    if sign in accents:
        return f"{accents[sign]}{{{tex}}}"
    return f"{otherwise}{braced(mark)}{{{tex}}}"


def write_under_over(node: Node) -> str:
    base, under, over = children_of(node, 3)
    tex = write_node(base)
    if LIMITS.fullmatch(tex):
        return f"{tex}_{braced(under)}^{braced(over)}"
    return rf"\overset{braced(over)}{{\underset{braced(under)}{{{tex}}}}}"


def write_scripts(node: Node) -> str:
    """A base with indices after it and, behind `mprescripts`, before it."""
    base, *rest = parts_of(node.children)
    tags = [part.tag for part in rest]
    turn = tags.index("mprescripts") if "mprescripts" in tags else len(rest)
    before = write_pairs(rest[turn + 1 :])
    return f"{'{}' if before else ''}{before}{base_of(base)}{write_pairs(rest[:turn])}"


def write_pairs(parts: Sequence[Node]) -> str:
    marked = zip("_^" * len(parts), parts, strict=False)
    return "".join(mark + braced(part) for mark, part in marked if part.tag != "none" and parts_of(part.children))


def write_table(node: Node) -> str:
    rows = r" \\ ".join(write_cells(row) for row in parts_of(node.children))
    return rf"\begin{{matrix}}{rows}\end{{matrix}}"


def write_cells(row: Node) -> str:
    cells = parts_of(row.children)
    odd = next((cell.tag for cell in (row, *cells) if cell.tag not in {"mtr", "mtd"} or has_span(cell)), "")
    if odd or row.tag != "mtr":
        raise UnknownMath(f"a formula with an odd <{odd or row.tag}>")
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


def write_first(node: Node) -> str:
    """Of the ways in which `semantics` says the same, the first is the presentation."""
    first, *others = parts_of(node.children)
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
    "msub": write_indexed("_"),
    "msup": write_indexed("^"),
    "msubsup": write_indexed("_", "^"),
    "mover": write_over,
    "munder": write_under,
    "munderover": write_under_over,
    "mmultiscripts": write_scripts,
    "mtable": write_table,
    "menclose": write_enclosed,
    "mspace": write_space,
    "semantics": write_first,
}
