"""Which questions a bank already has, compared by what a student sees of them: text, options and picture."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import normalize
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext

from exams.bank.entries import QuestionEntry
from exams.bank.formats.writer import UNDERLINED
from exams.models import Question

Key = tuple[str, frozenset[str]]


@dataclass(frozen=True)
class Correction:
    """Of a question in the bank: the text of its right option (`old`), and of the option that becomes right (`new`)."""

    question_id: UUID
    option_id: UUID
    old: str
    new: str


@dataclass(frozen=True)
class IndexedQuestion:
    """A question of the bank, with its options by id; or one of the file that is being read, without."""

    words: str
    picture: FieldFile | bytes | None
    right: str
    question_id: UUID | None = None
    options: tuple[tuple[UUID, str], ...] = ()

    def is_same_as(self, entry: QuestionEntry) -> bool:
        """Whether a student would see the same question. Pictures are read last, because that opens a file."""
        has_same_words = is_same_text(self.words, build_entry_words(entry))
        return has_same_words and read_picture(self.picture) == (entry.picture or b"")

    def build_correction(self, right: str) -> Correction:
        assert self.question_id is not None  # noqa: S101  of the file itself: find_contradiction has rejected it
        option_id, text = next((id, text) for id, text in self.options if is_same_text(text, right))
        return Correction(self.question_id, option_id, self.right, text)


class QuestionIndex:
    """The questions of a bank, or others of a school, and those of the file that is being imported."""

    def __init__(self, questions: QuerySet[Question]) -> None:
        self.known: defaultdict[Key, list[IndexedQuestion]] = defaultdict(list)
        self.in_file: defaultdict[Key, list[tuple[int, IndexedQuestion]]] = defaultdict(list)
        for question in questions.prefetch_related("options"):
            row = index_question(question)
            self.known[build_key(question.text, (text for _, text in row.options))].append(row)

    def find(self, entry: QuestionEntry) -> list[IndexedQuestion]:
        return [row for row in self.known.get(build_entry_key(entry), []) if row.is_same_as(entry)]

    def add(self, entry: QuestionEntry) -> None:
        self.known[build_entry_key(entry)].append(index_entry(entry))

    def find_contradiction(self, entry: QuestionEntry, number: int) -> str:
        """Why the file contradicts itself about the right option; "" when it does not, or has the entry once so far."""
        earlier = self.in_file[build_entry_key(entry)]
        for first, row in earlier:
            if row.is_same_as(entry):
                is_agreed = is_same_text(row.right, get_right_option(entry))
                return "" if is_agreed else describe_contradiction(first, row.right)
        earlier.append((number, index_entry(entry)))
        return ""


def describe_contradiction(number: int, right: str) -> str:
    text = gettext("Question %(number)s of the file has another right option: “%(option)s”.")
    return text % {"number": number, "option": right}


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
    """The key by which candidates are found. It ignores underlining, which `IndexedQuestion.is_same_as` compares."""
    return strip_underlining(text), frozenset(map(strip_underlining, options))


def build_entry_words(entry: QuestionEntry) -> str:
    return build_words(entry.text, (option.text for option in entry.options))


def build_words(text: str, options: Iterable[str]) -> str:
    """Text and options in one string. The options are sorted, because their order makes no other question."""
    return "\n".join([fold_text(text), *sorted(map(fold_text, options), key=strip_underlining)])


def is_same_text(first: str, second: str) -> bool:
    """Underlining makes a difference when both texts have it; when one has none, it is emphasis."""
    if UNDERLINED in first and UNDERLINED in second:
        return fold_text(first) == fold_text(second)
    return strip_underlining(first) == strip_underlining(second)


def fold_text(text: str) -> str:
    """Letters are compared exactly (mW is not MW, é is not e), but not how spaces and accents are stored."""
    return " ".join(normalize("NFC", text).split())


def strip_underlining(text: str) -> str:
    return fold_text(text).replace(UNDERLINED, "")


def read_picture(picture: FieldFile | bytes | None) -> bytes:
    """The bytes of a picture, empty for no picture. A missing file equals no picture that an entry can have."""
    if picture is None or isinstance(picture, bytes):
        return picture or b""
    try:
        with picture.open("rb") as file:
            return bytes(file.read())
    except OSError:
        return b"(missing)"
