"""Formulas as the editors of WIRIS and MathType store them: MathML in signs that no filter takes for markup."""

import re
from collections.abc import Callable

from core.markup.mathml import UnknownMath, write_formula
from core.markup.tree import parse_html

WIRIS = re.compile(r"«math\b.*?«/math»", re.DOTALL)
SIGNS = str.maketrans({"«": "<", "»": ">", "¨": '"', "§": "&", "`": "'"})
ENTITIES = {"&laquo;": "«", "&raquo;": "»", "&uml;": "¨", "&sect;": "§"}


def convert_wiris(text: str, write: Callable[[str], str] = str) -> str:
    """`text` with each «math»…«/math» as `write` of its TeX with delimiters. Raises UnknownMath, UnreadableHtml."""
    for entity, sign in ENTITIES.items():
        text = text.replace(entity, sign) if "math" in text else text
    return WIRIS.sub(lambda found: write(convert_mathml(found[0].translate(SIGNS))), text)


def convert_mathml(markup: str) -> str:
    """The TeX, with its delimiters, of one `<math>` written as text. Raises UnknownMath, UnreadableHtml."""
    found = next((node for node in parse_html(markup).find_all() if node.tag == "math"), None)
    if found is None:
        raise UnknownMath("a formula without content")
    return write_formula(found)
