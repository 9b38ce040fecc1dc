r"""Formulas in text: TeX between `\(…\)` (inline) or `\[…\]` (displayed).

Clients with KaTeX render them; elsewhere they stay readable. The checks here find what KaTeX would reject, as far as
possible without running it: katex_commands.txt and katex_environments.txt list what KaTeX 0.16 knows, except commands
that define commands, load resources or create links.
"""

import re
from pathlib import Path

FORMULA = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)
DOLLARS = re.compile(r"\$\$((?:[^$\\]|\\.)*?[^$\\\s](?:[^$\\]|\\.)*?)[$]{2}", re.DOTALL)
TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|[{}$#%&^_]", re.DOTALL)
SIGNS = set(" !\"#$%&',.:;=>\\^_`{|}~")  # characters that may follow a backslash
ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([^{}]*)\}")

COMMANDS, ENVIRONMENTS = (
    frozenset((Path(__file__).parent / name).read_text().split())
    for name in ("katex_commands.txt", "katex_environments.txt")
)


def convert_dollars(text: str) -> str:
    r"""`text` with each `$$…$$`, as Moodle and TeX write a formula, as `\[…\]`."""
    return DOLLARS.sub(lambda formula: rf"\[{formula[1]}\]", text)


def has_formula(text: str) -> bool:
    return FORMULA.search(text) is not None


def find_tex_error(text: str) -> str:
    """A sentence that says why a formula in `text` cannot be rendered; "" when all can."""
    for formula in FORMULA.finditer(text):
        error = find_formula_error(formula[1] or formula[2])
        if error:
            shown = formula[0] if len(formula[0]) <= 60 else f"{formula[0][:59]}…"
            return f"The formula {shown} cannot be rendered: {error}."
    return ""


def find_formula_error(tex: str) -> str:
    tokens = TOKEN.findall(tex)
    return (
        find_invalid_token(tokens)
        or find_unbalanced_brace(tokens)
        or find_unbalanced_environment(tex, tokens)
        or ("a ^ or _ has nothing after it" if re.search(r"(?<!\\)[\^_]\s*(?:\Z|[}&^_])", tex) else "")
    )


def find_invalid_token(tokens: list[str]) -> str:
    for token in tokens:
        if token in {"$", "#", "%"}:
            return rf"it has a {token} that is not written \{token}"
        if token.startswith("\\") and token[1:] not in COMMANDS and token[1:] not in SIGNS:
            return f"{token} is not supported"
    return ""


def find_unbalanced_brace(tokens: list[str]) -> str:
    depth = 0
    for token in tokens:
        depth += {"{": 1, "}": -1}.get(token, 0)
        if depth < 0:
            break
    if depth:
        return "its braces do not match"
    return "" if tokens.count(r"\left") == tokens.count(r"\right") else r"its \left and \right do not match"


def find_unbalanced_environment(tex: str, tokens: list[str]) -> str:
    opened: list[str] = []
    for word, name in ENVIRONMENT.findall(tex):
        if name not in ENVIRONMENTS:
            return f"the environment {name} is not supported"
        if word == "begin":
            opened.append(name)
        elif not opened or opened.pop() != name:
            return r"its \begin and \end do not match"
    if opened or tokens.count(r"\begin") + tokens.count(r"\end") != len(ENVIRONMENT.findall(tex)):
        return r"its \begin and \end do not match"
    return r"it has a & outside a table" if "&" in tokens and r"\begin" not in tokens else ""
