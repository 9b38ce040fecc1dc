"""The formats of question files, by name."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePath

from exams.bank.entries import MAX_FILE_BYTES, MAX_QUESTIONS, BrokenFile, QuestionEntry, detect_encoding
from exams.bank.formats import aiken, gift, moodle


@dataclass(frozen=True)
class Format:
    read: Callable[[bytes], Iterator[QuestionEntry]]
    write: Callable[[Iterable[QuestionEntry]], str]


FORMATS = {
    "moodle": Format(moodle.read_moodle, moodle.write_moodle),
    "gift": Format(gift.read_gift, gift.write_gift),
    "aiken": Format(aiken.read_aiken, aiken.write_aiken),
}


def read_questions(data: bytes, name: str) -> list[QuestionEntry]:
    """The questions of a file in the format `name`. Raises BrokenFile if it is unreadable, too large or empty."""
    if len(data) > MAX_FILE_BYTES:
        raise BrokenFile("The file is larger than 10 MB.")
    # One more than the limit, so that a huge file is not read to its end.
    entries = list(islice(FORMATS[name].read(data), MAX_QUESTIONS + 1))
    if len(entries) > MAX_QUESTIONS:
        raise BrokenFile(f"The file has more than {MAX_QUESTIONS} questions. Split it.")
    if not entries:
        raise BrokenFile("The file has no questions.")
    return entries


def detect_format(data: bytes, file: str) -> str:
    """The format of a file by its name and content. Raises BrokenFile when neither shows it."""
    suffix, text = PurePath(file).suffix.lower(), data.decode(detect_encoding(data), errors="replace")
    if suffix == ".xml" or text.lstrip().startswith("<"):
        return "moodle"
    if suffix == ".gift":
        return "gift"
    if re.search(r"^\s*ANSWER\s*:", text.replace("\r", "\n"), re.MULTILINE | re.IGNORECASE):
        return "aiken"
    if "{" in text:
        return "gift"
    raise BrokenFile("The format cannot be detected from the file. Use --format moodle, gift or aiken.")
