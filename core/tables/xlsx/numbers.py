"""What a cell with a number shows under its format in an English spreadsheet."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from itertools import takewhile

from django.utils.translation import gettext_lazy as _

from core.tables.xlsx.dates import render_date
from core.tables.xlsx.format_codes import (
    HIDDEN,
    Section,
    Token,
    TokenKind,
    UnreadableCell,
    build_unknown_error,
    get_sections,
)

# A spreadsheet stores fifteen digits of a number; digits typed beyond them are lost.
LONGEST = Decimal(10) ** 15
TOO_LONG = _("The number has more than 15 digits, and a spreadsheet stores only the first 15.")
NO_NUMBER = _("The file has no valid number for this cell.")
SPREADSHEET_CONTEXT = Context(prec=15, rounding=ROUND_HALF_UP)
WIDE = Context(prec=300, rounding=ROUND_HALF_UP)
PADDING = {"0": "0", "#": "", "?": " "}
MAX_NUMBER_LENGTH = 40  # in the file
GENERAL_WIDTH = 11  # characters that a number without a format takes up, including the decimal point


def render_number(text: str, code: str, *, is_1904: bool = False) -> str:
    """The number `text` as shown under the format `code`. Raises UnreadableCell when that cannot be determined."""
    value = parse_number(text)
    section = choose_section(get_sections(code), value)
    if not section.tokens:
        raise UnreadableCell(HIDDEN)
    if section.is_date:
        return render_date(value, section, is_1904=is_1904)
    if abs(value) >= LONGEST and not section.has_token(TokenKind.EXPONENT):
        raise UnreadableCell(TOO_LONG)
    body = write_number(section, abs(value), code)
    return f"-{body}" if value < 0 and keeps_sign(get_sections(code), section) else body


def parse_number(text: str) -> Decimal:
    text = text.strip()
    if len(text) > MAX_NUMBER_LENGTH or not text.isascii():
        raise UnreadableCell(NO_NUMBER)
    try:
        value = SPREADSHEET_CONTEXT.create_decimal(text)
    except ArithmeticError as error:
        raise UnreadableCell(NO_NUMBER) from error
    if not value.is_finite() or not -308 <= value.adjusted() <= 308:
        raise UnreadableCell(NO_NUMBER)
    return value


def choose_section(sections: Sequence[Section], value: Decimal) -> Section:
    """The section for a number: by the conditions, else by the sign. The fourth section is for text."""
    numeric = sections[:3]
    if any(section.condition for section in numeric):
        for section in numeric:
            if section.condition is None or is_satisfied(section.condition, value):
                return section
        raise UnreadableCell(HIDDEN)
    if value < 0 and len(numeric) > 1:
        return numeric[1]
    return numeric[2] if value == 0 and len(numeric) > 2 else numeric[0]


def is_satisfied(condition: tuple[str, Decimal], value: Decimal) -> bool:
    sign, bound = condition
    return {
        "<": value < bound,
        "<=": value <= bound,
        ">": value > bound,
        ">=": value >= bound,
        "=": value == bound,
        "<>": value != bound,
    }[sign]


def keeps_sign(sections: Sequence[Section], section: Section) -> bool:
    """Whether a minus sign is added. A section for negative numbers only writes its own sign, or brackets."""
    return len(sections) == 1 or section.condition is not None or section is not sections[1]


def write_number(section: Section, value: Decimal, code: str) -> str:
    tokens = section.tokens
    if section.has_token(TokenKind.GENERAL, TokenKind.TEXT):
        pieces = {TokenKind.GENERAL: render_general(value), TokenKind.TEXT: render_general(value)}
        return "".join(pieces.get(token.kind, token.text) for token in tokens)
    if not section.has_token(TokenKind.DIGIT):
        return "".join(token.text for token in tokens)
    value *= 100 ** sum(token.kind == TokenKind.PERCENT for token in tokens)
    if section.has_token(TokenKind.EXPONENT):
        return render_scientific(tokens, value, code)
    if section.has_token(TokenKind.SLASH):
        return render_fraction(tokens, value, code)
    return render_decimal(tokens, value, code)


def render_general(value: Decimal) -> str:
    """A number without a format: as many decimal places as fit into `GENERAL_WIDTH`."""
    if value >= LONGEST:
        raise UnreadableCell(TOO_LONG)
    if value == value.to_integral_value():
        return f"{value:f}".partition(".")[0]
    if value < Decimal("1E-9"):
        return render_scientific(get_sections("0.#####E+00")[0].tokens, value, "").replace(".E", "E")
    places = max(GENERAL_WIDTH - 1 - len(str(int(value))), 0)
    text = f"{round_value(value, places):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def round_value(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), context=WIDE)


def render_decimal(tokens: Sequence[Token], value: Decimal, code: str) -> str:
    """Fills digits into their placeholders, from the decimal point outwards; literals between them stay."""
    if sum(token.kind == TokenKind.POINT for token in tokens) > 1:
        raise build_unknown_error(code)
    tokens, thousands = scale_tokens(tokens)
    whole_tokens = list(takewhile(lambda token: token.kind != TokenKind.POINT, tokens))
    part_tokens = tokens[len(whole_tokens) :]
    places = sum(token.kind == TokenKind.DIGIT for token in part_tokens)
    digits, _, decimals = f"{round_value(value.scaleb(-3 * thousands), places):f}".partition(".")
    return render_whole_part(whole_tokens, digits.lstrip("0")) + render_decimal_part(part_tokens, decimals)


def scale_tokens(tokens: Sequence[Token]) -> tuple[list[Token], int]:
    """The tokens without their trailing commas, and the number of these: each divides the value by a thousand."""
    remaining: list[Token] = []
    thousands, has_digit = 0, False
    for token in reversed(tokens):
        if token.kind == TokenKind.COMMA and not has_digit:
            thousands += 1
        else:
            remaining.append(token)
        has_digit = token.kind != TokenKind.POINT and (has_digit or token.kind == TokenKind.DIGIT)
    return remaining[::-1], thousands


def render_whole_part(tokens: Sequence[Token], digits: str) -> str:
    """Builds the text from the right; the leftmost placeholder takes all remaining digits."""
    places = sum(token.kind == TokenKind.DIGIT for token in tokens)
    is_grouped = any(token.kind == TokenKind.COMMA for token in tokens)
    built: list[str] = []
    left, count = digits, 0
    for token in reversed(tokens):
        if token.kind == TokenKind.DIGIT:
            places -= 1
            cut = 0 if places == 0 else max(len(left) - 1, 0)
            taken, left = left[cut:] or PADDING[token.text], left[:cut]
            for digit in reversed(taken):
                built.append("," if is_grouped and count and count % 3 == 0 else "")
                built.append(digit)
                count += 1
        elif token.kind != TokenKind.COMMA:
            built.append(token.text[::-1])
    text = "".join(built)[::-1]
    return text if any(token.kind == TokenKind.DIGIT for token in tokens) else text + digits


def render_decimal_part(tokens: Sequence[Token], decimals: str) -> str:
    significant = len(decimals.rstrip("0"))
    built, index = [], 0
    for token in tokens:
        if token.kind == TokenKind.DIGIT:
            built.append(decimals[index] if index < significant else PADDING[token.text])
            index += 1
        elif token.kind != TokenKind.COMMA:
            built.append(token.text)
    return "".join(built)


def render_scientific(tokens: Sequence[Token], value: Decimal, code: str) -> str:
    """A mantissa and an exponent; the exponent is a multiple of the number of digits before the point."""
    at = next(index for index, token in enumerate(tokens) if token.kind == TokenKind.EXPONENT)
    mantissa, exponent = tokens[:at], tokens[at + 1 :]
    before = list(takewhile(lambda token: token.kind != TokenKind.POINT, mantissa))
    step = sum(token.kind == TokenKind.DIGIT for token in before)
    places = sum(token.kind == TokenKind.DIGIT for token in mantissa) - step
    if not step or not any(token.kind == TokenKind.DIGIT for token in exponent):
        raise build_unknown_error(code)
    power = 0 if value == 0 else value.adjusted() // step * step
    if round_value(value.scaleb(-power), places) >= 10**step:
        power += step
    sign = "-" if power < 0 else tokens[at].text[1].replace("-", "")
    digits = render_whole_part(exponent, str(abs(power)).lstrip("0"))
    return f"{render_decimal(mantissa, value.scaleb(-power), code)}E{sign}{digits}"


def render_fraction(tokens: Sequence[Token], value: Decimal, code: str) -> str:
    """A whole number, if the format has a placeholder for it, and a fraction whose denominator the format fixes or
    limits in length."""
    at = next(index for index, token in enumerate(tokens) if token.kind == TokenKind.SLASH)
    over = list(takewhile(lambda token: token.kind == TokenKind.DIGIT, reversed(tokens[:at])))
    under = list(takewhile(is_denominator, tokens[at + 1 :]))
    if not over or not under:
        raise build_unknown_error(code)
    has_whole = any(token.kind == TokenKind.DIGIT for token in tokens[: at - len(over)])
    exact = Fraction(value)
    whole = int(exact) if has_whole else 0
    fixed = "".join(token.text for token in under if token.kind == TokenKind.LITERAL)
    part = exact - whole
    if fixed:
        denominator = int("".join(token.text for token in under))
        numerator = int(part * denominator + Fraction(1, 2))
    else:
        near = part.limit_denominator(10 ** min(len(under), 6) - 1)
        numerator, denominator = near.numerator, near.denominator
    if has_whole and numerator == denominator:
        whole, numerator = whole + 1, 0
    if has_whole and numerator == 0:
        return str(whole)
    return f"{whole} {numerator}/{denominator}" if whole else f"{numerator}/{denominator}"


def is_denominator(token: Token) -> bool:
    return token.kind == TokenKind.DIGIT or (token.kind == TokenKind.LITERAL and token.text.isdecimal())
