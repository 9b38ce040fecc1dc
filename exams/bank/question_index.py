"""The questions that a bank has already, by what a student sees of them: text, options, picture."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import normalize
from uuid import UUID

from django.db.models.fields.files import FieldFile

from exams.bank.entries import Entry
from exams.bank.formats.writer import UNDERLINED
from exams.models import Exam, Question

Key = tuple[str, frozenset[str]]


@dataclass(frozen=True)
class Correction:
    """Of a question in the bank: which of its options is right (`old`), and which would be (`new`), in their words."""

    question_id: UUID
    option_id: UUID
    old: str
    new: str


@dataclass(frozen=True)
class Kept:
    """A question of the bank, or of the file that is being read; the former with its options, by id."""

    words: str
    picture: FieldFile | bytes | None
    right: str
    question_id: UUID | None = None
    options: tuple[tuple[UUID, str], ...] = ()

    def shows(self, entry: Entry) -> bool:
        return is_same(self.words, words_of_entry(entry)) and content_of(self.picture) == (entry.picture or b"")

    def correct(self, right: str) -> Correction:
        assert self.question_id is not None  # noqa: S101  a question of the file itself is a contradiction
        option_id, text = next((id, text) for id, text in self.options if is_same(text, right))
        return Correction(self.question_id, option_id, self.right, text)


class Known:
    """What the bank holds, and what the file has told so far."""

    def __init__(self, exam: Exam) -> None:
        self.kept: defaultdict[Key, list[Kept]] = defaultdict(list)
        self.told: defaultdict[Key, list[tuple[int, Kept]]] = defaultdict(list)
        for question in exam.questions.live().prefetch_related("options"):
            row = kept_question(question)
            self.kept[key_of(question.text, (text for _, text in row.options))].append(row)

    def find(self, entry: Entry) -> list[Kept]:
        return [row for row in self.kept.get(key_of_entry(entry), []) if row.shows(entry)]

    def add(self, entry: Entry) -> None:
        self.kept[key_of_entry(entry)].append(kept_entry(entry))

    def find_contradiction(self, entry: Entry, number: int) -> str:
        """Why the file itself leaves open which answer is right; "" when this is the first time, or the same."""
        told = self.told[key_of_entry(entry)]
        for first, row in told:
            if row.shows(entry):
                is_agreed = is_same(row.right, right_of(entry))
                return "" if is_agreed else f"Question {first} of the file has another right answer: “{row.right}”."
        told.append((number, kept_entry(entry)))
        return ""


def kept_question(question: Question) -> Kept:
    options = tuple((option.pk, option.text) for option in question.options.all())
    right = next((option.text for option in question.options.all() if option.is_correct), "")
    words = words_of(question.text, (text for _, text in options))
    return Kept(words, question.media or None, right, question.pk, options)


def kept_entry(entry: Entry) -> Kept:
    return Kept(words_of_entry(entry), entry.picture, right_of(entry))


def right_of(entry: Entry) -> str:
    return next(option.text for option in entry.options if option.is_correct)


def key_of_entry(entry: Entry) -> Key:
    return key_of(entry.text, (option.text for option in entry.options))


def key_of(text: str, options: Iterable[str]) -> Key:
    """The same for texts that differ in underlining alone, which `Kept.shows` looks at."""
    return bare(text), frozenset(map(bare, options))


def words_of_entry(entry: Entry) -> str:
    return words_of(entry.text, (option.text for option in entry.options))


def words_of(text: str, options: Iterable[str]) -> str:
    return "\n".join([fold(text), *sorted(map(fold, options), key=bare)])


def is_same(first: str, second: str) -> bool:
    """Underlining tells two texts apart where both have it; beside a text without, it is emphasis."""
    if UNDERLINED in first and UNDERLINED in second:
        return fold(first) == fold(second)
    return bare(first) == bare(second)


def fold(text: str) -> str:
    """Letters count as they are (mW is not MW, é is not e), blanks as one, accents however they are stored."""
    return " ".join(normalize("NFC", text).split())


def bare(text: str) -> str:
    return fold(text).replace(UNDERLINED, "")


def content_of(picture: FieldFile | bytes | None) -> bytes:
    """The bytes of a picture, none for no picture. One that is lost equals nothing that could be in a file."""
    if picture is None or isinstance(picture, bytes):
        return picture or b""
    try:
        with picture.open("rb") as file:
            return bytes(file.read())
    except OSError:
        return b"(lost)"
