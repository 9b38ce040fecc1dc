"""Serial numbers of a spreadsheet: the date and time that they stand for, and what a cell shows of them."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext, gettext_lazy

from core.tables.xlsx.format_codes import LANGUAGE, Section, Token, TokenKind, UnreadableCell
from core.units import SECONDS_PER_DAY, SECONDS_PER_HOUR, SECONDS_PER_MINUTE

# A date in a spreadsheet is a number of days and has no zone.
FIRST_1900 = datetime(1899, 12, 31)  # noqa: DTZ001
FIRST_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
NO_LEAP_DAY = 60  # 29 February 1900, which exists in Excel but not in the calendar
LAST_SERIAL = 2_958_465  # 31 December 9999
SYSTEM_LANGUAGE = 0xF400  # from here on: the locale of the computer, and calendars and digits of other cultures
ENGLISH = 9  # the low ten bits of a Windows language id
NO_DATE = gettext_lazy("The number in this cell is not a date.")


def convert_serial(serial: Decimal, *, is_1904: bool, unit: timedelta = timedelta(seconds=1)) -> datetime:
    """The moment of a serial number, rounded to `unit`. Raises UnreadableCell for a number that is not a date."""
    if not 0 <= serial < LAST_SERIAL + 1:
        raise UnreadableCell(NO_DATE)
    day = int(serial)
    if is_1904:
        start = FIRST_1904
    elif day == NO_LEAP_DAY:
        raise UnreadableCell(NO_DATE)
    else:
        start = FIRST_1900 - timedelta(days=day > NO_LEAP_DAY)
    microseconds = int((serial - day) * SECONDS_PER_DAY * 1_000_000)
    time = round(timedelta(microseconds=microseconds) / unit) * unit
    try:
        return start + timedelta(days=day) + time
    except OverflowError as error:
        raise UnreadableCell(NO_DATE) from error


def compute_serial(moment: datetime, *, is_1904: bool) -> Decimal:
    """The serial number of a moment, for files that store dates in ISO 8601."""
    since = moment.replace(tzinfo=None) - (FIRST_1904 if is_1904 else FIRST_1900 - timedelta(days=1))
    return Decimal(since.days) + Decimal(since.seconds) / SECONDS_PER_DAY


def is_day(section: Section) -> bool:
    """Whether a format shows a date, and not only a time."""
    kinds = {meaning for meaning, _ in resolve_meanings(section.tokens)}
    return bool(kinds & {"year", "day", "month"})


def format_day(serial: Decimal, *, is_1904: bool) -> str:
    """The day in ISO 8601, with its time unless that is midnight."""
    moment = convert_serial(serial, is_1904=is_1904)
    is_midnight = (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    return moment.date().isoformat() if is_midnight else moment.isoformat(" ", "seconds")


def render_date(serial: Decimal, section: Section, *, is_1904: bool) -> str:
    """What a cell with a date or time format shows. Raises UnreadableCell when that depends on a language."""
    if section.has_token(TokenKind.SLASH) or needs_language(section):
        raise UnreadableCell(LANGUAGE)
    unit = timedelta(seconds=1) / 10 ** count_fraction_places(section.tokens)
    moment = convert_serial(serial, is_1904=is_1904, unit=unit)
    elapsed = timedelta(days=int(serial)) + (moment - datetime.combine(moment.date(), datetime.min.time()))
    has_half = section.has_token(TokenKind.HALF_DAY)
    fraction = iter(f"{moment.microsecond:06d}")
    return "".join(
        next(fraction) if token.kind == TokenKind.DIGIT else render_piece(meaning, token, moment, elapsed, has_half)
        for meaning, token in resolve_meanings(section.tokens)
    )


def needs_language(section: Section) -> bool:
    """Whether the format shows names of months or days in a language other than English, or an unknown one."""
    is_english = section.language is not None and section.language & 0x3FF == ENGLISH
    long = any(
        token.kind == TokenKind.DATE and token.text[0] in "md" and len(token.text) > 2 for token in section.tokens
    )
    return (long and not is_english) or (section.language or 0) >= SYSTEM_LANGUAGE


def count_fraction_places(tokens: Sequence[Token]) -> int:
    places = sum(token.kind == TokenKind.DIGIT for token in tokens)
    if places > 3:
        raise UnreadableCell(gettext("Its format has more than three decimal places of a second."))
    return places


def resolve_meanings(tokens: Sequence[Token]) -> Iterator[tuple[str, Token]]:
    """Yields each token with its meaning: an `m` next to hours or seconds is a minute, else a month."""
    clock = [(token, index) for index, token in enumerate(tokens) if token.kind in (TokenKind.DATE, TokenKind.ELAPSED)]
    names = {"y": "year", "d": "day", "h": "hour", "s": "second", "m": "month"}
    meanings = {index: names[token.text[0]] for token, index in clock}
    for place, (token, index) in enumerate(clock):
        after_hour = place > 0 and clock[place - 1][0].text[0] == "h"
        before_second = place + 1 < len(clock) and clock[place + 1][0].text[0] == "s"
        if token.text[0] == "m" and (
            token.kind == TokenKind.ELAPSED or ((after_hour or before_second) and len(token.text) < 3)
        ):
            meanings[index] = "minute"
    for index, token in enumerate(tokens):
        yield meanings.get(index, ""), token


def render_piece(meaning: str, token: Token, moment: datetime, elapsed: timedelta, has_half: bool) -> str:
    if token.kind == TokenKind.HALF_DAY:
        return get_half(token.text, moment)
    if token.kind == TokenKind.ELAPSED:
        seconds = {"hour": SECONDS_PER_HOUR, "minute": SECONDS_PER_MINUTE, "second": 1}[meaning]
        return f"{int(elapsed.total_seconds() + 1e-6) // seconds:0{len(token.text)}d}"
    if token.kind == TokenKind.DATE:
        return render_part(meaning, len(token.text), moment, has_half)
    return token.text


def get_half(text: str, moment: datetime) -> str:
    words = text.split("/")
    return words[moment.hour >= 12]


def render_part(meaning: str, length: int, moment: datetime, has_half: bool) -> str:
    if meaning == "year":
        return f"{moment:%Y}"[-2:] if length <= 2 else f"{moment.year:04d}"
    if length > 2 and meaning in ("month", "day"):
        return get_name(meaning, length, moment.date())
    numbers = {
        "month": moment.month,
        "day": moment.day,
        "hour": (moment.hour + 11) % 12 + 1 if has_half else moment.hour,
        "minute": moment.minute,
        "second": moment.second,
    }
    return f"{numbers[meaning]:0{min(length, 2)}d}"


def get_name(meaning: str, length: int, day: date) -> str:
    """The name in English: strftime's own, because the process never sets a locale."""
    name = f"{day:%B}" if meaning == "month" else f"{day:%A}"
    return {3: name[:3], 5: name[:1]}.get(length, name)
