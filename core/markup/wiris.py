"""Formulas as the WIRIS and MathType editors store them: MathML with `«»¨§` in place of `<>"&`."""

import re
from collections.abc import Callable

from core.markup.mathml import UnknownMath, write_formula
from core.markup.tree import parse_html

WIRIS = re.compile(r"«math\b.*?«/math»", re.DOTALL)
SIGNS = str.maketrans({"«": "<", "»": ">", "¨": '"', "§": "&", "`": "'"})
ENTITIES = {"&laquo;": "«", "&raquo;": "»", "&uml;": "¨", "&sect;": "§"}


def has_wiris(text: str) -> bool:
    """Whether a reader would take a part of the text for a formula of these editors."""
    return "«math" in text


def convert_wiris(text: str, write: Callable[[str], str] = str) -> str:
    """`text` with each «math»…«/math» replaced by `write(tex)`; the TeX has its delimiters.

    Raises UnknownMath or UnreadableHtml.
    """
    for entity, sign in ENTITIES.items():
        text = text.replace(entity, sign) if "math" in text else text
    return WIRIS.sub(lambda match: write(convert_mathml(match[0].translate(SIGNS))), text)


def convert_mathml(markup: str) -> str:
    """The TeX, with its delimiters, of the first `<math>` in `markup`. Raises UnknownMath or UnreadableHtml."""
    math = next((node for node in parse_html(markup).find_all() if node.tag == "math"), None)
    if math is None:
        raise UnknownMath("a formula without content")
    return write_formula(math)
