"""The formats of question files, by name."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePath

from django.utils.translation import gettext, gettext_lazy

from core.files.packages import describe_package, describe_xml
from core.units import MEBIBYTE
from exams.bank.entries import MAX_FILE_BYTES, MAX_QUESTIONS, BrokenFile, QuestionEntry, detect_encoding
from exams.bank.formats import aiken, gift, moodle


@dataclass(frozen=True)
class Format:
    read: Callable[[bytes], Iterator[QuestionEntry]]
    write: Callable[[Iterable[QuestionEntry]], str]


ACCEPTED = gettext_lazy(
    "Questions are read from Moodle XML, GIFT and Aiken files, and in the admin from spreadsheets too."
)
ENDINGS = {".xml": "moodle", ".gift": "gift"}
AIKEN_ANSWER = re.compile(r"^[ \t]*ANSWER[ \t]*:", re.MULTILINE | re.IGNORECASE)
AIKEN_OPTION = re.compile(r"^[ \t]*[A-Z][.)][ \t]", re.MULTILINE)
GIFT_ANSWERS = re.compile(r"\{[^{}=~]*[=~]")

FORMATS = {
    "moodle": Format(moodle.read_moodle, moodle.write_moodle),
    "gift": Format(gift.read_gift, gift.write_gift),
    "aiken": Format(aiken.read_aiken, aiken.write_aiken),
}


def read_questions(data: bytes, name: str) -> list[QuestionEntry]:
    """The questions of a file in the format `name`. Raises BrokenFile if it is unreadable, too large or empty."""
    if len(data) > MAX_FILE_BYTES:
        raise BrokenFile(gettext("The file is larger than %(limit)s MB.") % {"limit": MAX_FILE_BYTES // MEBIBYTE})
    # One more than the limit, so that a huge file is not read to its end.
    entries = list(islice(FORMATS[name].read(data), MAX_QUESTIONS + 1))
    if len(entries) > MAX_QUESTIONS:
        raise BrokenFile(gettext("The file has more than %(limit)s questions. Split it.") % {"limit": MAX_QUESTIONS})
    if not entries:
        raise BrokenFile(gettext("The file has no questions."))
    return entries


def detect_format(data: bytes, file: str = "") -> str:
    """The format of a file by its content, and by the ending of its name where the content shows none.

    Raises BrokenFile, with a sentence that names what is accepted, for a package or another kind of file, and when
    nothing shows the format.
    """
    if package := describe_package(data):
        raise BrokenFile(f"{package} {ACCEPTED}")
    text = data[:MAX_FILE_BYTES].decode(detect_encoding(data), errors="replace")
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        if kind := describe_xml(text):
            raise BrokenFile(f"{kind} {ACCEPTED}")
        return "moodle"
    if name := detect_text_format(text.replace("\r\n", "\n").replace("\r", "\n")):
        return name
    if name := ENDINGS.get(PurePath(file).suffix.lower(), ""):
        return name
    raise BrokenFile(f"{gettext('The format cannot be detected from the file.')} {ACCEPTED}")


def detect_text_format(text: str) -> str:
    """`aiken` for a text with an answer line, `gift` for one with answers in braces; "" for neither."""
    if AIKEN_ANSWER.search(text) and not (GIFT_ANSWERS.search(text) and not AIKEN_OPTION.search(text)):
        return "aiken"
    return "gift" if "{" in text else ""
