"""Writing the bank of an exam to a file."""

from dataclasses import dataclass, field

from django.utils.translation import gettext, gettext_lazy

from exams.bank.entries import BrokenFile, EntryOption, QuestionEntry, clean_lines
from exams.bank.formats.registry import FORMATS, Format
from exams.models import Exam, Question

CANNOT_HOLD = gettext_lazy("The format cannot hold its text, its options, their order or its picture.")


@dataclass
class Export:
    """The text of the file, and the questions that are not in it, each with the reason."""

    text: str = ""
    written: int = 0
    left_out: list[tuple[Question, str]] = field(default_factory=list)


def export_questions(*, exam: Exam, format_name: str) -> Export:
    """The live questions of the exam's bank in the format. Two queries.

    A question that would not be the same when read back (a picture in GIFT, a line break in Aiken) is left out.
    """
    export, entries, file_format = Export(), [], FORMATS[format_name]
    for question in exam.questions.live().prefetch_related("options"):
        try:
            entry = build_entry(question)
        except OSError:  # one missing file must not prevent the export of the other questions
            export.left_out.append((question, gettext("Its picture is missing.")))
            continue
        if is_read_back_equal(entry, file_format):
            entries.append(entry)
        else:
            export.left_out.append((question, str(CANNOT_HOLD)))
    export.text, export.written = file_format.write(entries), len(entries)
    return export


def build_entry(question: Question) -> QuestionEntry:
    options = tuple(EntryOption(clean_lines(option.text), option.is_correct) for option in question.options.all())
    return QuestionEntry(
        clean_lines(question.text), options, read_picture(question), shuffle_options=question.shuffle_options
    )


def read_picture(question: Question) -> bytes | None:
    if not question.media:
        return None
    with question.media.open("rb") as file:
        return bytes(file.read())


def is_read_back_equal(entry: QuestionEntry, file_format: Format) -> bool:
    """Whether the entry, written in the format and read again, is the same."""
    try:
        return list(file_format.read(file_format.write([entry]).encode())) == [entry]
    except BrokenFile:
        return False
