"""Importing questions from a spreadsheet into the banks of exams, validated like those of other files (exams/bank)."""

from collections import defaultdict
from collections.abc import Sequence
from string import ascii_uppercase

from accounts.models import User
from core.markup.tex import convert_dollars
from core.tables.reading import ImportRow
from exams.bank.entries import EntryOption, QuestionEntry, clean_lines, shorten_title
from exams.bank.importing import import_batches
from exams.bank.option_order import has_position_references
from exams.bank.validation import IN_THE_BANK, EntryValidation, find_option_error, find_text_error
from exams.models import Attempt, Exam
from office.imports.base import Column, Importer, Outcome, list_rejected, reject_unreadable
from office.imports.named_rows import NamedRows
from office.imports.pages import ImportingAdmin

LETTERS = ascii_uppercase[:8]
SAMPLES = dict(zip("ABC", ("1013.25 hPa", "1000 hPa", "29.92 hPa"), strict=True))
COLUMNS = (
    Column("exam", "The exam whose bank takes the question: its name, or its id.", "Meteorology", True),
    Column("text", "The question.", "What is the pressure at sea level in the standard atmosphere?", True),
    *(Column(letter.lower(), f"Option {letter}.", SAMPLES.get(letter, ""), letter in "AB") for letter in LETTERS),
    Column("correct", "The letter of the right option.", "A", True),
    Column("shuffle", "no: keep the order of the options. Empty: keep it only if an option refers to others.", "yes"),
)
SHUFFLED = {"yes": True, "no": False, "": None}
REPLACE_LABEL = "Where the bank has another right option, replace it with that of the file. Exam papers do not change."


def import_question_table(
    *, rows: Sequence[ImportRow], by: User, is_dry_run: bool = False, replace_keys: bool = False
) -> list[Outcome]:
    """Stores each question of the spreadsheet in the bank of the exam that its row names.

    A question that is already in the bank is left out; one that is there with another right option too, unless
    `replace_keys` gives it the right option of the row. A row is rejected when the manager's school has no exam of that
    name or several, when the manager has an open attempt at the exam, and when the bank cannot take the question. One
    rejected row, and nothing is stored. A dry run has the same outcomes.
    """
    outcomes = [Outcome(row.number, shorten_title(row.cells.get("text", ""))) for row in rows]
    exams = NamedRows("exam", Exam.objects.visible_to(by).only("id", "name"))
    sat_exams = set(Attempt.objects.sat_by(by).values_list("exam", flat=True))
    batches: dict[Exam, list[tuple[Outcome, QuestionEntry]]] = defaultdict(list)
    for row, outcome in zip(rows, outcomes, strict=True):
        exam = exams.find(row.cells.get("exam", ""), outcome)
        if exam is not None and exam.pk in sat_exams:
            # The outcome would reveal which questions are in the bank.
            outcome.reject("exam", "You are sitting this exam. Finish it first.")
            exam = None
        entry = build_entry(row, outcome)
        report_errors(entry, row, outcome)
        if exam is not None:
            batches[exam].append((outcome, entry))
    reject_unreadable(outcomes, rows)

    def accept(validations: list[list[EntryValidation]]) -> bool:
        for batch, batch_validations in zip(batches.values(), validations, strict=True):
            report_validations(batch, batch_validations)
        return not (is_dry_run or list_rejected(outcomes))

    entries_by_exam = [(exam, [entry for _, entry in batch]) for exam, batch in batches.items()]
    if entries_by_exam:
        import_batches(batches=entries_by_exam, by=by, accept=accept, replace_keys=replace_keys)
    return outcomes


def build_entry(row: ImportRow, outcome: Outcome) -> QuestionEntry:
    """The question of a row, with its options up to the last letter that is filled in."""
    texts = [read_text(row, letter.lower()) for letter in LETTERS]
    while texts and not texts[-1]:
        texts.pop()
    correct = row.cells.get("correct", "").upper()
    if has_readable_options(row) and correct not in list(LETTERS[: len(texts)]):
        outcome.reject("correct", "This must be the letter of one of the options.")
    options = tuple(EntryOption(text, letter == correct) for letter, text in zip(LETTERS, texts, strict=False))
    shuffle = row.cells.get("shuffle", "").strip().lower()
    if shuffle not in SHUFFLED:
        outcome.reject("shuffle", "This must be yes or no, or empty.")
    shuffle_options = SHUFFLED.get(shuffle)
    if shuffle_options is None:
        shuffle_options = not has_position_references(texts)
    return QuestionEntry(read_text(row, "text"), options, shuffle_options=shuffle_options)


def read_text(row: ImportRow, column: str) -> str:
    return convert_dollars(clean_lines(row.cells.get(column, "")))


def report_errors(entry: QuestionEntry, row: ImportRow, outcome: Outcome) -> None:
    """Rejects what the bank would reject, naming the column."""
    if error := find_text_error(entry):
        outcome.reject("text", error)
    if has_readable_options(row) and "correct" not in outcome.errors and (error := find_option_error(entry)):
        outcome.reject("a to h", error)


def has_readable_options(row: ImportRow) -> bool:
    """Whether every option could be read. One that could not is empty, so that checks of all of them would be wrong."""
    return row.errors.keys().isdisjoint(LETTERS.lower())


def report_validations(batch: list[tuple[Outcome, QuestionEntry]], validations: list[EntryValidation]) -> None:
    """Adds the outcome in the bank to that of the columns."""
    for (outcome, _), validation in zip(batch, validations, strict=True):
        if validation.reason == IN_THE_BANK:
            outcome.is_present, outcome.note = True, IN_THE_BANK
        elif validation.corrections:
            outcome.is_changing = validation.is_correcting
            outcome.is_present = outcome.could_change = not validation.is_correcting
            outcome.note = validation.reason
        elif validation.reason and not outcome.errors:
            outcome.reject("text", validation.reason)


def run_import(rows: Sequence[ImportRow], by: User, is_dry_run: bool) -> list[Outcome]:
    return import_question_table(rows=rows, by=by, is_dry_run=is_dry_run)


def run_replacing_import(rows: Sequence[ImportRow], by: User, is_dry_run: bool) -> list[Outcome]:
    return import_question_table(rows=rows, by=by, is_dry_run=is_dry_run, replace_keys=True)


class QuestionImporting(ImportingAdmin):
    """Adds the import to the list of questions."""

    importer = Importer("questions", COLUMNS, run_import, choice=REPLACE_LABEL, run_changing=run_replacing_import)
