"""Question files of learning platforms (Moodle XML, GIFT, Aiken) in the managers' admin, read as by the command
`import_questions`."""

from dataclasses import dataclass, field
from functools import cache

from core.exceptions import InvalidInput
from core.files.packages import describe_package
from core.tables.csv_files import detect_delimiter
from core.tables.headings import fold_heading
from core.tables.reading import MAX_FILE_BYTES, ImportRow, describe_size_limit
from exams.bank.entries import BrokenFile, QuestionEntry, detect_encoding
from exams.bank.formats.registry import ACCEPTED, detect_format, detect_text_format, read_questions
from office.base.tables.labels import write_in_each_language
from office.imports.vocabulary import HEADINGS as WORDS
from office.question_bank.export import HEADINGS

MANY_CELLS = 3


@dataclass(frozen=True)
class EntryRow(ImportRow):
    """A question of such a file, numbered as in the file. Its only cell is the exam that was chosen for the file."""

    entry: QuestionEntry = field(kw_only=True)


def read_question_file(data: bytes) -> list[ImportRow] | None:
    """The questions of a file; None for one that may be a spreadsheet. Raises InvalidInput, with a sentence that names
    what is accepted, for a package of a learning platform and for a file that cannot be read."""
    if package := describe_package(data):
        raise InvalidInput(" ".join([package, str(ACCEPTED)]))
    if is_spreadsheet(data):
        return None
    if len(data) > MAX_FILE_BYTES:
        raise InvalidInput(describe_size_limit())
    try:
        entries = read_questions(data, detect_format(data))
    except BrokenFile as error:
        raise InvalidInput(str(error)) from error
    return [EntryRow(number, {"exam": ""}, entry=entry) for number, entry in enumerate(entries, start=1)]


def is_spreadsheet(data: bytes) -> bool:
    """Whether the file is a workbook, a text whose first line has our headings or those of other programs or is divided
    like a row of a table, or a text in which nothing looks like a question file."""
    if data.startswith(b"PK"):
        return True
    text = data.decode(detect_encoding(data), errors="replace").lstrip("\ufeff \t\r\n")
    if text.startswith("<"):
        return False
    return begins_with_headings(text) or not detect_text_format(text.replace("\r\n", "\n").replace("\r", "\n"))


def begins_with_headings(text: str) -> bool:
    first = next(iter(text[:10_000].splitlines()), "")
    if any(first.count(delimiter) >= MANY_CELLS for delimiter in ";\t") and "{" not in first:
        return True
    cells = [fold_heading(cell) for cell in first.split(detect_delimiter(first))]
    words = WORDS | list_own_words()
    return len({words.get(cell) for cell in cells} & HEADINGS.keys()) >= 2


@cache
def list_own_words() -> dict[str, str]:
    """The column of each of our own headings in any language, by folded heading."""
    written = write_in_each_language(lambda: [(str(heading), column) for column, heading in HEADINGS.items()])
    return {fold_heading(heading): column for headings in written.values() for heading, column in headings}
