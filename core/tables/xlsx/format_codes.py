"""Number formats (ECMA-376 Part 1, 18.8.30 and 18.8.31): a code consists of up to four sections of tokens."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from django.utils.translation import get_language, gettext, gettext_lazy
from openpyxl.styles.numbers import BUILTIN_FORMATS

MAX_CODE_LENGTH = 255  # Excel's limit
MAX_TOKENS = 40  # in a section; the longest built-in one has 20
GENERAL = "General"

# Ids of built-in formats that show something else on each computer: short dates, currencies, East Asian dates.
LOCAL_FORMATS = {5, 6, 7, 8, 14, 22, 42, 44, *range(27, 37), *range(50, 59)}
LOCAL_DATES = {14, 22, *range(27, 37), *range(50, 59)}
ELAPSED_WITH_TENTHS = {47: "mm:ss.0"}  # openpyxl's table lacks the colon

LANGUAGE = gettext_lazy("The text that this cell shows depends on the language of the computer.")
HIDDEN = gettext_lazy("The format of this cell hides its value.")
TOO_LONG = gettext_lazy("The format of this cell is too long.")


class UnreadableCell(Exception):
    """The file does not determine what the cell shows. The message is a sentence that says why."""


class TokenKind(StrEnum):
    LITERAL = "literal"
    DIGIT = "digit"
    POINT = "point"
    COMMA = "comma"
    PERCENT = "percent"
    SLASH = "slash"
    EXPONENT = "exponent"
    DATE = "date"
    ELAPSED = "elapsed"
    HALF_DAY = "half of the day"
    TEXT = "text"
    GENERAL = "general"


@dataclass(frozen=True)
class Token:
    kind: TokenKind
    text: str


@dataclass(frozen=True)
class Section:
    """A section of a code. `condition` as in `[>=100]`; `language` is the Windows language id, as in `[$-409]`."""

    tokens: tuple[Token, ...]
    condition: tuple[str, Decimal] | None = None
    language: int | None = None

    def has_token(self, *kinds: TokenKind) -> bool:
        return any(token.kind in kinds for token in self.tokens)

    @property
    def is_date(self) -> bool:
        return self.has_token(TokenKind.DATE, TokenKind.ELAPSED, TokenKind.HALF_DAY)


SCANNER = re.compile(
    r"""
      "(?P<quoted>[^"]*)"
    | \\(?P<escaped>.)
    | _(?P<width>.)
    | \*(?P<fill>.)
    | \[(?P<bracket>[^\]]*)\]
    | (?P<half>AM/PM|A/P)
    | (?P<general>General)
    | (?P<exponent>E[+-])
    | (?P<date>y+|m+|d+|h+|s+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
SPLITTER = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].|(?P<end>;)|.', re.DOTALL)
CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d{1,15}(?:\.\d{1,15})?)")
COLOUR = re.compile(r"black|blue|cyan|green|magenta|red|white|yellow|color ?\d{1,2}", re.IGNORECASE)
ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
CURRENCY = re.compile(r"\$([^-]*)(?:-([0-9A-F]{1,8}))?", re.IGNORECASE)
SIGNS = {".": TokenKind.POINT, ",": TokenKind.COMMA, "%": TokenKind.PERCENT, "/": TokenKind.SLASH, "@": TokenKind.TEXT}


def get_code(format_id: int, custom: dict[int, str]) -> str:
    """The code of a format by its id: the file's own, else the built-in one.

    Raises UnreadableCell for a format that shows something else on each computer.
    """
    if format_id in custom:
        return custom[format_id]
    if format_id in LOCAL_FORMATS:
        raise UnreadableCell(LANGUAGE)
    code = ELAPSED_WITH_TENTHS.get(format_id) or BUILTIN_FORMATS.get(format_id)
    if code is None:
        raise UnreadableCell(gettext("The format of this cell is not in the file."))
    return code


def get_sections(code: str) -> tuple[Section, ...]:
    """The sections of a code. Raises UnreadableCell for a code that this module cannot parse."""
    sections = parse_cached(code, get_language())
    if isinstance(sections, UnreadableCell):
        raise sections
    return sections


@lru_cache(maxsize=512)
def parse_cached(code: str, language: str | None) -> "tuple[Section, ...] | UnreadableCell":
    """The sections of a code or the exception, so that an unreadable format is not parsed again for each cell.
    `language` is the active one, in which the exception is written."""
    try:
        return parse_code(code)
    except UnreadableCell as error:
        return error.with_traceback(None)  # a cached traceback would keep its frames alive


def parse_code(code: str) -> tuple[Section, ...]:
    if len(code) > MAX_CODE_LENGTH:
        raise UnreadableCell(TOO_LONG)
    starts = [0, *(match.end() for match in SPLITTER.finditer(code) if match["end"])]
    ends = [*(start - 1 for start in starts[1:]), len(code)]
    if len(starts) > 4:
        raise build_unknown_error(code)
    return tuple(parse_section(code[start:end]) for start, end in zip(starts, ends, strict=True))


def parse_section(code: str) -> Section:
    tokens: list[Token] = []
    condition: tuple[str, Decimal] | None = None
    language: int | None = None
    for match in SCANNER.finditer(code):
        text = match["bracket"]
        if text is None:
            tokens += build_tokens(match, code)
        elif parts := CONDITION.fullmatch(text):
            condition = parts[1], Decimal(parts[2])
        elif ELAPSED.fullmatch(text):
            tokens.append(Token(TokenKind.ELAPSED, text.lower()))
        elif parts := CURRENCY.fullmatch(text):
            tokens.append(Token(TokenKind.LITERAL, parts[1]))
            language = int(parts[2], 16) if parts[2] else language
        elif not COLOUR.fullmatch(text):
            raise build_unknown_error(code)
    if len(tokens) > MAX_TOKENS:
        raise UnreadableCell(TOO_LONG)
    return Section(tuple(tokens), condition, language)


def build_tokens(match: re.Match[str], code: str) -> Sequence[Token]:
    """The token of a match outside brackets. A fill (`*x`) yields none: it pads the cell to its width."""
    kind, text = str(match.lastgroup), match[str(match.lastgroup)]
    if kind == "other":
        return [build_other_token(text, code)]
    if kind == "fill":
        return []
    if kind == "width":
        return [Token(TokenKind.LITERAL, " ")]
    if kind in ("quoted", "escaped"):
        return [Token(TokenKind.LITERAL, text)]
    kinds = {
        "half": TokenKind.HALF_DAY,
        "general": TokenKind.GENERAL,
        "exponent": TokenKind.EXPONENT,
        "date": TokenKind.DATE,
    }
    return [Token(kinds[kind], text if kind == "half" else text.lower())]


def build_other_token(text: str, code: str) -> Token:
    if text in "0#?":
        return Token(TokenKind.DIGIT, text)
    if text in SIGNS:
        return Token(SIGNS[text], text)
    if (text.isascii() and text.isalpha()) or text in '"[]\\_*':
        raise build_unknown_error(code)
    return Token(TokenKind.LITERAL, text)


def build_unknown_error(code: str) -> UnreadableCell:
    return UnreadableCell(gettext("Its format “%(code)s” is not supported.") % {"code": code[:50]})
