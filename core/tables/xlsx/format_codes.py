"""Number formats as ECMA-376 Part 1, 18.8.30 and 18.8.31 write them: a code is up to four sections of tokens."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from openpyxl.styles.numbers import BUILTIN_FORMATS

MAX_CODE_LENGTH = 255  # what Excel takes
MAX_TOKENS = 40  # of a section; the longest of Excel's own has 20
GENERAL = "General"

# What these show depends on the language of the computer: short dates, currencies, East Asian dates.
LOCAL_FORMATS = {5, 6, 7, 8, 14, 22, 42, 44, *range(27, 37), *range(50, 59)}
LOCAL_DATES = {14, 22, *range(27, 37), *range(50, 59)}
ELAPSED_WITH_TENTHS = {47: "mm:ss.0"}  # openpyxl's table has it without the colon

LANGUAGE = "The text that this cell shows depends on the language of the computer."
HIDDEN = "The format of this cell hides its value."


class UnreadableCell(Exception):
    """What a cell shows cannot be told from the file. The message is a sentence that says why."""


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
    """One part of a code. `condition` as in `[>=100]`; `language` is the Windows language id of `[$-409]`."""

    tokens: tuple[Token, ...]
    condition: tuple[str, Decimal] | None = None
    language: int | None = None

    def has(self, *kinds: TokenKind) -> bool:
        return any(token.kind in kinds for token in self.tokens)

    @property
    def is_date(self) -> bool:
        return self.has(TokenKind.DATE, TokenKind.ELAPSED, TokenKind.HALF_DAY)


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
    """The code of a format by its id: the file's own, else the built-in one. Refuses what every computer shows else."""
    if format_id in custom:
        return custom[format_id]
    if format_id in LOCAL_FORMATS:
        raise UnreadableCell(LANGUAGE)
    code = ELAPSED_WITH_TENTHS.get(format_id) or BUILTIN_FORMATS.get(format_id)
    if code is None:
        raise UnreadableCell("The format of this cell is not in the file.")
    return code


def get_sections(code: str) -> tuple[Section, ...]:
    """The parts of a code. Refuses with CannotShow what is in none of the forms that this module knows."""
    found = parse_cached(code)
    if isinstance(found, UnreadableCell):
        raise found
    return found


@lru_cache(maxsize=512)
def parse_cached(code: str) -> "tuple[Section, ...] | UnreadableCell":
    """The parts of a code or the refusal, so that a format that cannot be read is not parsed for each of its cells."""
    try:
        return parse_code(code)
    except UnreadableCell as refusal:
        return refusal.with_traceback(None)


def parse_code(code: str) -> tuple[Section, ...]:
    if len(code) > MAX_CODE_LENGTH:
        raise UnreadableCell("The format of this cell is too long.")
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
        elif found := CONDITION.fullmatch(text):
            condition = found[1], Decimal(found[2])
        elif ELAPSED.fullmatch(text):
            tokens.append(Token(TokenKind.ELAPSED, text.lower()))
        elif found := CURRENCY.fullmatch(text):
            tokens.append(Token(TokenKind.LITERAL, found[1]))
            language = int(found[2], 16) if found[2] else language
        elif not COLOUR.fullmatch(text):
            raise build_unknown_error(code)
    if len(tokens) > MAX_TOKENS:
        raise UnreadableCell("The format of this cell is too long.")
    return Section(tuple(tokens), condition, language)


def build_tokens(match: re.Match[str], code: str) -> Sequence[Token]:
    """The token of a match outside brackets; a fill is none."""
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
    return UnreadableCell(f"Its format “{code[:50]}” is not one that can be read here.")
