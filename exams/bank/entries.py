"""A question as a file tells it."""

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from core.text.cleaning import clean_text
from exams.bank.option_order import has_position_references

MAX_FILE_BYTES = 10 * 1024 * 1024
MAX_QUESTIONS = 5000
TITLE_LENGTH = 60

CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
SPACES = str.maketrans({"\t": " ", "\u00a0": " "})

UTF_8 = "utf-8-sig"
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

MANY_ANSWERS = "It takes more than one answer."
OPTION_PICTURE = "An option is a picture, or has one."
PART_OF_THE_POINTS = "An option earns a part of the points; here an option is right or wrong."


class BrokenFile(Exception):
    """The file as a whole cannot be read. The message says where and why."""


@dataclass(frozen=True)
class EntryOption:
    text: str
    is_correct: bool


@dataclass(frozen=True)
class QuestionEntry:
    """One question of a file. `problem` is why its reader knows that it cannot be taken; empty when it sees none.
    With `shuffle_options` off, its options are shown in the order in which they stand."""

    text: str
    options: tuple[EntryOption, ...] = ()
    picture: bytes | None = field(default=None, repr=False)
    problem: str = ""
    name: str = field(default="", compare=False)
    shuffle_options: bool = True

    @property
    def title(self) -> str:
        """By what a person finds the question in the file: its name, or its first words."""
        words = " ".join((self.name or self.text).split())
        return words if len(words) <= TITLE_LENGTH else f"{words[: TITLE_LENGTH - 1]}…"


@dataclass(frozen=True)
class WeightedOption:
    """An option of a format that gives points, in percent, instead of right and wrong."""

    text: str
    points: float


def build_weighted_entry(
    text: str,
    options: Iterable[WeightedOption],
    *,
    name: str = "",
    picture: bytes | None = None,
    shuffle_options: bool | None = None,
) -> QuestionEntry:
    """An entry whose options are right with 100 points and wrong with none or less; nothing lies between. Where the
    file does not say whether to shuffle the options (None), they themselves do."""
    options = list(options)
    is_clear = all(option.points <= 0 or option.points >= 100 for option in options)
    choices = tuple(EntryOption(option.text, option.points >= 100) for option in options)
    if shuffle_options is None:
        shuffle_options = not has_position_references(choice.text for choice in choices)
    return QuestionEntry(text, choices, picture, "" if is_clear else PART_OF_THE_POINTS, name, shuffle_options)


def parse_number(text: str) -> float:
    """A number as people write it, with a point or a comma; NaN for what is none."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return float("nan")


def clean_lines(text: str) -> str:
    """`text` with plain line ends and spaces, without control characters and without blanks at its ends."""
    return drop_invisible(text).strip()


def drop_invisible(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").translate(SPACES)
    return CONTROL_CHARACTERS.sub("", clean_text(lines))


def decode_text(data: bytes) -> str:
    """The text of a file in UTF-8 or UTF-16, line by line as it is.

    Raises BrokenFile with the line that is something else: which of the older encodings it is, no file tells.
    """
    encoding = detect_encoding(data)
    if encoding == UTF_8 and b"\0" in data:
        raise BrokenFile(f"Line {get_line_number(data, data.index(0))} holds a NUL byte: this is not a text file.")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != UTF_8:
            raise BrokenFile("The file begins like UTF-16 or UTF-32 text, but is not. Save it as UTF-8.") from error
        line = get_line_number(data, error.start)
        raise BrokenFile(f"Line {line} is not UTF-8. Save the file as UTF-8 and try again.") from error
    return drop_invisible(text)


def detect_encoding(data: bytes) -> str:
    """By the mark at its beginning; without one, text whose every other byte is nothing is UTF-16."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return encoding
    sample = data[:200]
    if len(sample) >= 4 and len(data) % 2 == 0:
        for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
            nothing, something = sample[start::2], sample[1 - start :: 2]
            if nothing.count(0) > 0.7 * len(nothing) and not something.count(0):
                return encoding
    return UTF_8


def get_line_number(data: bytes, position: int) -> int:
    """Whatever ends a line: LF, CRLF or CR alone."""
    before = data[:position].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return before.count(b"\n") + 1
