"""Which entries of a file an exam's bank can take, and why not the others."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models.fields.files import FieldFile

from config.markup.tex import find_tex_fault
from exams.bank.entries import Entry
from exams.bank.pictures import UnfitPicture, suffix_of
from exams.models import Exam

MAX_TEXT_LENGTH = 10_000
MIN_OPTIONS, MAX_OPTIONS = 2, 10
IN_THE_BANK = "It is in the bank already, or twice in the file."

Key = tuple[str, frozenset[str]]


@dataclass(frozen=True)
class Verdict:
    """What becomes of the question that is the `number`th of the file: taken, or skipped for a `reason`."""

    number: int
    entry: Entry
    reason: str = ""

    @property
    def is_taken(self) -> bool:
        return not self.reason


class Known:
    """The questions of a bank by what a student sees of them: text, options, picture."""

    def __init__(self, exam: Exam) -> None:
        self.pictures: defaultdict[Key, list[FieldFile | bytes | None]] = defaultdict(list)
        for question in exam.questions.live().prefetch_related("options"):
            options = (option.text for option in question.options.all())
            self.pictures[key_of(question.text, options)].append(question.media or None)

    def has(self, entry: Entry) -> bool:
        seen = self.pictures.get(key_of_entry(entry), [])
        return any(content_of(picture) == (entry.picture or b"") for picture in seen)

    def add(self, entry: Entry) -> None:
        self.pictures[key_of_entry(entry)].append(entry.picture)


def judged(entries: Iterable[Entry], known: Known) -> list[Verdict]:
    """The verdict on each entry, in order. An entry that is taken is known to those after it."""
    verdicts = []
    for number, entry in enumerate(entries, start=1):
        reason = find_fault(entry)
        if not reason and known.has(entry):
            reason = IN_THE_BANK
        if not reason:
            known.add(entry)
        verdicts.append(Verdict(number, entry, reason))
    return verdicts


def find_fault(entry: Entry) -> str:
    return entry.problem or fault_of_text(entry) or fault_of_options(entry) or fault_of_picture(entry)


def fault_of_text(entry: Entry) -> str:
    if not entry.text:
        return "It has no text."
    if max(map(len, [entry.text, *(option.text for option in entry.options)])) > MAX_TEXT_LENGTH:
        return f"Its text or an option is longer than {MAX_TEXT_LENGTH} characters."
    return find_tex_fault(entry.text)


def fault_of_options(entry: Entry) -> str:
    if not MIN_OPTIONS <= len(entry.options) <= MAX_OPTIONS:
        return f"It has {len(entry.options)} options; from {MIN_OPTIONS} to {MAX_OPTIONS} are possible."
    texts = {option.text for option in entry.options}
    if "" in texts:
        return "An option has no text."
    if len(texts) < len(entry.options):
        return "Two of its options are the same."
    if fault := next(filter(None, (find_tex_fault(option.text) for option in entry.options)), ""):
        return fault
    correct = sum(option.is_correct for option in entry.options)
    if correct == 1:
        return ""
    return "More than one option is marked as correct." if correct else "No option is marked as correct."


def fault_of_picture(entry: Entry) -> str:
    if entry.picture is None:
        return ""
    try:
        suffix_of(entry.picture)
    except UnfitPicture as error:
        return str(error)
    return ""


def key_of_entry(entry: Entry) -> Key:
    return key_of(entry.text, (option.text for option in entry.options))


def key_of(text: str, options: Iterable[str]) -> Key:
    return folded(text), frozenset(map(folded, options))


def folded(text: str) -> str:
    return " ".join(text.casefold().split())


def content_of(picture: FieldFile | bytes | None) -> bytes:
    """The bytes of a picture, none for no picture. One that is lost equals nothing that could be in a file."""
    if picture is None or isinstance(picture, bytes):
        return picture or b""
    try:
        with picture.open("rb") as file:
            return bytes(file.read())
    except OSError:
        return b"(lost)"
