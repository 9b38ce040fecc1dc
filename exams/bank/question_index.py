"""The questions that a bank has already, by what a student sees of them: text, options, picture."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import normalize
from uuid import UUID

from django.db.models.fields.files import FieldFile

from exams.bank.entries import QuestionEntry
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
class IndexedQuestion:
    """A question of the bank, or of the file that is being read; the former with its options, by id."""

    words: str
    picture: FieldFile | bytes | None
    right: str
    question_id: UUID | None = None
    options: tuple[tuple[UUID, str], ...] = ()

    def shows(self, entry: QuestionEntry) -> bool:
        return is_same_text(self.words, build_entry_words(entry)) and read_picture(self.picture) == (
            entry.picture or b""
        )

    def correct(self, right: str) -> Correction:
        assert self.question_id is not None  # noqa: S101  a question of the file itself is a contradiction
        option_id, text = next((id, text) for id, text in self.options if is_same_text(text, right))
        return Correction(self.question_id, option_id, self.right, text)


class QuestionIndex:
    """What the bank holds, and what the file has told so far."""

    def __init__(self, exam: Exam) -> None:
        self.kept: defaultdict[Key, list[IndexedQuestion]] = defaultdict(list)
        self.told: defaultdict[Key, list[tuple[int, IndexedQuestion]]] = defaultdict(list)
        for question in exam.questions.live().prefetch_related("options"):
            row = index_question(question)
            self.kept[build_key(question.text, (text for _, text in row.options))].append(row)

    def find(self, entry: QuestionEntry) -> list[IndexedQuestion]:
        return [row for row in self.kept.get(build_entry_key(entry), []) if row.shows(entry)]

    def add(self, entry: QuestionEntry) -> None:
        self.kept[build_entry_key(entry)].append(index_entry(entry))

    def find_contradiction(self, entry: QuestionEntry, number: int) -> str:
        """Why the file itself leaves open which answer is right; "" when this is the first time, or the same."""
        told = self.told[build_entry_key(entry)]
        for first, row in told:
            if row.shows(entry):
                is_agreed = is_same_text(row.right, get_right_option(entry))
                return "" if is_agreed else f"Question {first} of the file has another right answer: “{row.right}”."
        told.append((number, index_entry(entry)))
        return ""


def index_question(question: Question) -> IndexedQuestion:
    options = tuple((option.pk, option.text) for option in question.options.all())
    right = next((option.text for option in question.options.all() if option.is_correct), "")
    words = build_words(question.text, (text for _, text in options))
    return IndexedQuestion(words, question.media or None, right, question.pk, options)


def index_entry(entry: QuestionEntry) -> IndexedQuestion:
    return IndexedQuestion(build_entry_words(entry), entry.picture, get_right_option(entry))


def get_right_option(entry: QuestionEntry) -> str:
    return next(option.text for option in entry.options if option.is_correct)


def build_entry_key(entry: QuestionEntry) -> Key:
    return build_key(entry.text, (option.text for option in entry.options))


def build_key(text: str, options: Iterable[str]) -> Key:
    """The same for texts that differ in underlining alone, which `Kept.shows` looks at."""
    return strip_underlining(text), frozenset(map(strip_underlining, options))


def build_entry_words(entry: QuestionEntry) -> str:
    return build_words(entry.text, (option.text for option in entry.options))


def build_words(text: str, options: Iterable[str]) -> str:
    return "\n".join([fold_text(text), *sorted(map(fold_text, options), key=strip_underlining)])


def is_same_text(first: str, second: str) -> bool:
    """Underlining tells two texts apart where both have it; beside a text without, it is emphasis."""
    if UNDERLINED in first and UNDERLINED in second:
        return fold_text(first) == fold_text(second)
    return strip_underlining(first) == strip_underlining(second)


def fold_text(text: str) -> str:
    """Letters count as they are (mW is not MW, é is not e), blanks as one, accents however they are stored."""
    return " ".join(normalize("NFC", text).split())


def strip_underlining(text: str) -> str:
    return fold_text(text).replace(UNDERLINED, "")


def read_picture(picture: FieldFile | bytes | None) -> bytes:
    """The bytes of a picture, none for no picture. One that is lost equals nothing that could be in a file."""
    if picture is None or isinstance(picture, bytes):
        return picture or b""
    try:
        with picture.open("rb") as file:
            return bytes(file.read())
    except OSError:
        return b"(lost)"
