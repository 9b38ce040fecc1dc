"""Question entries: questions as a file has them, before they are validated and stored."""

import codecs
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext, gettext_lazy

from core.units import MEBIBYTE
from exams.bank.option_order import has_position_references
from exams.bank.question_text import CONTROL_CHARACTERS as CONTROL_CHARACTERS
from exams.bank.question_text import clean_lines as clean_lines
from exams.bank.question_text import drop_invisible

MAX_FILE_BYTES = 10 * MEBIBYTE
MAX_QUESTIONS = 5000
TITLE_LENGTH = 60

UTF_8 = "utf-8-sig"
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# Problems that several formats have.
MANY_ANSWERS = gettext_lazy("It takes more than one answer.")
OPTION_PICTURE = gettext_lazy("An option is or contains a picture.")
PARTIAL_POINTS = gettext_lazy("An option gives partial points; here an option is right or wrong.")
PICTURE_ELSEWHERE = gettext_lazy("It shows a picture that is not in the file.")
WRONG_UNICODE = gettext_lazy("The file begins like UTF-16 or UTF-32 text, but is not. Save it as UTF-8.")


class BrokenFile(Exception):
    """The file as a whole cannot be read. The message says where and why."""


@dataclass(frozen=True)
class EntryOption:
    text: str
    is_correct: bool


@dataclass(frozen=True)
class QuestionEntry:
    """One question of a file.

    `problem` is why its reader knows that it cannot be taken, "" when there is no reason. Without `shuffle_options`,
    its options are shown in their order here. Names are not compared: entries are equal when their questions are.
    """

    text: str
    options: tuple[EntryOption, ...] = ()
    picture: bytes | None = field(default=None, repr=False)
    problem: str = ""
    name: str = field(default="", compare=False)
    shuffle_options: bool = True

    @property
    def title(self) -> str:
        """What helps a person to find the question in the file: its name, or its first words."""
        return shorten_title(self.name or self.text)


def shorten_title(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= TITLE_LENGTH else f"{words[: TITLE_LENGTH - 1]}…"


@dataclass(frozen=True)
class WeightedOption:
    """An option of a format that gives points, in percent, instead of marking options right or wrong."""

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
    """An entry whose options are right with 100 points and wrong with none or less; anything between is a problem.

    Where the file does not say whether to shuffle the options (None), they are shuffled unless they refer to each
    other.
    """
    options = list(options)
    has_clear_points = all(option.points <= 0 or option.points >= 100 for option in options)
    problem = "" if has_clear_points else str(PARTIAL_POINTS)
    choices = tuple(EntryOption(option.text, option.points >= 100) for option in options)
    if shuffle_options is None:
        shuffle_options = not has_position_references(choice.text for choice in choices)
    return QuestionEntry(text, choices, picture, problem, name, shuffle_options)


def parse_number(text: str) -> float:
    """A number with a decimal point or comma; NaN, which compares as neither right nor wrong, for other text."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return float("nan")


def decode_text(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or UTF-32.

    Raises BrokenFile with the line that is in another encoding: a file does not say which older encoding it uses, and
    a wrong guess would corrupt questions.
    """
    encoding = detect_encoding(data)
    if encoding == UTF_8 and b"\0" in data:
        text = gettext("Line %(number)s contains a NUL byte: this is not a text file.")
        raise BrokenFile(text % {"number": get_line_number(data, data.index(0))})
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != UTF_8:
            raise BrokenFile(WRONG_UNICODE) from error
        text = gettext("Line %(number)s is not UTF-8. Save the file as UTF-8 and try again.")
        raise BrokenFile(text % {"number": get_line_number(data, error.start)}) from error
    return drop_invisible(text)


def detect_encoding(data: bytes) -> str:
    """By the byte order mark; without one, text in which every other byte is mostly 0 is UTF-16, and else UTF-8."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return encoding
    sample = data[:200]
    if len(sample) >= 4 and len(data) % 2 == 0:
        for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
            high_bytes, low_bytes = sample[start::2], sample[1 - start :: 2]
            if high_bytes.count(0) > 0.7 * len(high_bytes) and not low_bytes.count(0):
                return encoding
    return UTF_8


def get_line_number(data: bytes, position: int) -> int:
    """Counts LF, CRLF and CR alone as line ends."""
    before = data[:position].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return before.count(b"\n") + 1
