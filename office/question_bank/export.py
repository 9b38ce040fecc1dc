"""What the export of the list of questions has for an import that reads it again (office/imports/questions.py)."""

from functools import partial
from string import ascii_lowercase

from django.utils.translation import gettext_lazy

from exams.bank.validation import MAX_OPTIONS
from exams.models import Exam, Question
from office.base.tables.exports import ExportColumn

LETTERS = ascii_lowercase[:MAX_OPTIONS]
# What our own export calls the columns.
HEADINGS = {
    "exam": gettext_lazy("Exam"),
    "exam_id": gettext_lazy("Exam id"),
    "text": gettext_lazy("Text"),
    # Translators: the heading of a column with the letter of the right option.
    "correct": gettext_lazy("Correct"),
    # Translators: the heading of a column that says whether the options are shuffled.
    "shuffle": gettext_lazy("Shuffle"),
    "picture": gettext_lazy("Picture"),
}


def list_live_exams(question: Question) -> list[Exam]:
    """In whose banks the question is. Of prefetched exams."""
    return sorted((exam for exam in question.exams.all() if exam.deleted_at is None), key=lambda exam: exam.pk)


def read_option(question: Question, position: int) -> str:
    texts = [option.text for option in question.options.all()]
    return texts[position] if position < len(texts) else ""


def read_correct_letter(question: Question) -> str:
    rights = [option.is_correct for option in question.options.all()]
    return LETTERS[rights.index(True)].upper() if True in rights[:MAX_OPTIONS] else ""


EXPORT_COLUMNS = (
    ExportColumn(HEADINGS["exam"], lambda row: "\n".join(exam.name for exam in list_live_exams(row))),
    ExportColumn(HEADINGS["exam_id"], lambda row: "\n".join(str(exam.pk) for exam in list_live_exams(row))),
    ExportColumn(HEADINGS["text"], lambda row: row.text),
    *(ExportColumn(letter.upper(), partial(read_option, position=at)) for at, letter in enumerate(LETTERS)),
    ExportColumn(HEADINGS["correct"], read_correct_letter),
    ExportColumn(HEADINGS["shuffle"], lambda row: row.shuffle_options),
    ExportColumn(HEADINGS["picture"], lambda row: row.media.name),
)
