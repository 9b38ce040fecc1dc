"""Sanitises the HTML of slides, and finds what sanitising would remove from what readers see."""

import html as html_escapes
import re
from urllib.parse import urlsplit

import nh3

from core.markup.elements import describe_element, find_content_style, is_hidden, is_presentational, read_style
from core.markup.mathml import UnknownMath
from core.markup.tex import FORMULA, convert_dollars, find_tex_error
from core.markup.tree import Node, UnreadableHtml, parse_html
from core.markup.wiris import convert_mathml

TAGS = (nh3.ALLOWED_TAGS - {"map", "area"}) | {"tfoot"}
ATTRIBUTES = nh3.ALLOWED_ATTRIBUTES | {"ol": {"start", "type", "reversed"}, "ul": {"type"}, "li": {"value", "type"}}
SCHEMES = {"http", "https", "mailto"}
# Elements that are removed without a loss: their text stays, or they have none.
WRAPPING_TAGS = frozenset(
    """
    address basefont big body fieldset font form hgroup label legend link main meta nobr o:p section title style script
    dir menu
    """.split()  # noqa: SIM905
)
MAX_MARKS = 20_000  # tags that are parsed at most, which bounds the time that one slide can take
MATH = re.compile(r"<math\b.*?</math\s*>", re.DOTALL | re.IGNORECASE)
TAG = re.compile(r"(<[^>]*>)")

# What the admin's rich-text editor keeps. It has no tables, and drops what it does not know.
EDITOR_TAGS = set(
    "a b blockquote br del div em figcaption figure h1 h2 h3 h4 i img li ol p pre strong u ul".split()  # noqa: SIM905
)
EDITOR_ATTRIBUTES = {"a": {"href"}, "img": {"src", "width", "height"}}


def clean_html(html: str) -> str:
    """`html` without scripts, event handlers, styles, forms and frames, and with its formulas as TeX."""
    return nh3.clean(
        write_formulas(html), tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer"
    )


def write_formulas(html: str) -> str:
    r"""Converts MathML, as far as TeX can express it, and `$$…$$` to TeX between `\(…\)` or `\[…\]`."""
    if "<math" in html.lower():
        html = MATH.sub(write_formula, html)
    if "$$" not in html:
        return html
    return "".join(part if part.startswith("<") else convert_dollars(part) for part in TAG.split(html))


def write_formula(match: re.Match[str]) -> str:
    try:
        return html_escapes.escape(convert_mathml(match[0]), quote=False)
    except (UnknownMath, UnreadableHtml):
        return match[0]  # stays MathML: `clean_html` removes its tags, `find_lost_content` reports them


def find_lost_content(html: str) -> list[str]:
    """Describes what `html` shows and `clean_html` would remove, each once; also formulas that cannot be drawn."""
    try:
        body = parse_html(write_formulas(html), max_marks=MAX_MARKS)
    except UnreadableHtml as error:
        return [str(error)]
    return list(dict.fromkeys(filter(None, [*find_lost_content_below(body), *find_formula_errors(body)])))


def find_lost_content_below(node: Node) -> list[str]:
    return [loss for child in node.children if not child.is_text for loss in describe_lost_content(child)]


def describe_lost_content(node: Node) -> list[str]:
    """What is lost of an element and below it, or the element itself if it is removed with its content."""
    if node.tag not in TAGS | WRAPPING_TAGS:
        return [describe_element(node.tag)]
    kept = ATTRIBUTES.get(node.tag, set()) | {"type", "media", "charset", "http-equiv", "content", "background"}
    odd = [f"{describe_element(node.tag)} with the attribute {name}" for name in node.attributes if is_lost(name, kept)]
    own = [find_content_style(node), describe_lost_style(node), describe_lost_address(node), *odd]
    return [*own, *find_lost_content_below(node)]


def is_lost(attribute: str, kept: set[str]) -> bool:
    return attribute not in kept and not is_presentational(attribute) and attribute != "href"


def describe_lost_style(node: Node) -> str:
    """All styles are removed; this finds one that carries meaning."""
    style = read_style(node)
    if is_hidden(node):
        return "the hiding of hidden text"
    if "line-through" in f"{style.get('text-decoration')} {style.get('text-decoration-line')}":
        return "a line through text, made by its style (use <s>)"
    if style.get("vertical-align") in {"super", "sub"}:
        return "raised or lowered text, made by its style (use <sup> or <sub>)"
    if node.tag in {"ol", "ul"} and {"list-style", "list-style-type"} & set(style):
        return "the numbering of a list, made by its style (use the attribute type)"
    return ""


def describe_lost_address(node: Node) -> str:
    """The address of a picture or link that slides do not allow."""
    address = node.attributes.get("src" if node.tag == "img" else "href", "")
    try:
        scheme = urlsplit(address.strip()).scheme.lower()
    except ValueError:
        return f"the address {address[:60]}"
    if node.tag not in {"img", "a"} or not scheme or scheme in SCHEMES | {"javascript"}:
        return ""
    what = "a picture that is in the text itself" if node.tag == "img" else "the address of a link"
    return f"{what} ({scheme}:)"


def find_formula_errors(body: Node) -> list[str]:
    """Errors in formulas. A formula is drawn from one text node, so tags within it are an error as well."""
    pieces = [node.text for node in body.find_all() if node.is_text]
    errors = [find_tex_error(piece) for piece in pieces]
    whole = len(FORMULA.findall("".join(pieces)))
    is_split = whole > sum(len(FORMULA.findall(piece)) for piece in pieces)
    return [*errors, "a formula with formatting within" if is_split else ""]


def is_editor_safe(html: str) -> bool:
    """Whether the rich-text editor keeps all of `html` when it is opened and saved there."""
    kept = nh3.clean(
        html, tags=EDITOR_TAGS, attributes=EDITOR_ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer"
    )
    return kept == clean_html(html)
