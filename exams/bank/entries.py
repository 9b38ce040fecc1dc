"""A question as a file tells it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from config.texts import clean_text

MAX_FILE_BYTES = 10 * 1024 * 1024
MAX_QUESTIONS = 5000
TITLE_LENGTH = 60

CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
SPACES = str.maketrans({"\t": " ", "\u00a0": " "})

MANY_ANSWERS = "It takes more than one answer."
PART_OF_THE_POINTS = "An option earns a part of the points; here an option is right or wrong."


class BrokenFile(Exception):
    """The file as a whole cannot be read. The message says where and why."""


@dataclass(frozen=True)
class Choice:
    text: str
    is_correct: bool


@dataclass(frozen=True)
class Entry:
    """One question of a file. `problem` is why its reader knows that it cannot be taken; empty when it sees none."""

    text: str
    options: tuple[Choice, ...] = ()
    picture: bytes | None = field(default=None, repr=False)
    problem: str = ""
    name: str = field(default="", compare=False)

    @property
    def title(self) -> str:
        """By what a person finds the question in the file: its name, or its first words."""
        words = " ".join((self.name or self.text).split())
        return words if len(words) <= TITLE_LENGTH else f"{words[: TITLE_LENGTH - 1]}…"


@dataclass(frozen=True)
class Weighed:
    """An option of a format that gives points, in percent, instead of right and wrong."""

    text: str
    points: float


def weighed_entry(text: str, options: Iterable[Weighed], *, name: str = "", picture: bytes | None = None) -> Entry:
    """An entry whose options are right with 100 points and wrong with none or less; nothing lies between."""
    options = list(options)
    is_clear = all(option.points <= 0 or option.points >= 100 for option in options)
    choices = tuple(Choice(option.text, option.points >= 100) for option in options)
    return Entry(text, choices, picture, "" if is_clear else PART_OF_THE_POINTS, name)


def tidy(text: str) -> str:
    """`text` with plain line ends and spaces, without control characters and without blanks at its ends."""
    return visible(text).strip()


def visible(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").translate(SPACES)
    return CONTROL_CHARACTERS.sub("", clean_text(lines))


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8, line by line as it is. Raises BrokenFile with the line that is something else."""
    if b"\0" in data:
        raise BrokenFile(f"Line {line_at(data, data.index(0))} holds a NUL byte: this is not a text file.")
    try:
        return visible(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = line_at(data, error.start)
        raise BrokenFile(f"Line {line} is not UTF-8. Save the file as UTF-8 and try again.") from error


def line_at(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1
