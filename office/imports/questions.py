"""Taking the questions of a table into the banks of exams, judged like those of any other file (exams/bank)."""

from collections import defaultdict
from collections.abc import Sequence
from string import ascii_uppercase

from accounts.models import User
from core.markup.tex import convert_dollars
from core.tables.reading import ImportRow
from exams.bank.entries import TITLE_LENGTH, Choice, QuestionEntry, clean_lines
from exams.bank.importing import import_batches
from exams.bank.order import has_options_by_place
from exams.bank.validation import IN_THE_BANK, Verdict, find_option_error, find_text_error
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
    Column("shuffle", "no: the options keep their order. Left empty: only those that speak of others do.", "yes"),
)
SHUFFLED = {"yes": True, "no": False, "": None}
REPLACE_LABEL = (
    "Where the bank has another right answer, replace it with that of the file. Papers of attempts stay as they are."
)


def import_question_table(
    *, lines: Sequence[ImportRow], by: User, is_dry_run: bool = False, replace_keys: bool = False
) -> list[Outcome]:
    """Takes each question of the table into the bank of the exam beside.

    A question that the bank has already is left out; one that it has with another right answer too, unless
    `replace_keys` gives it that of the table. A row is refused for an exam that the manager's school has not or
    has twice by that name, and for what the bank refuses. All or nothing: one refused row, and nothing is stored. The
    same in a rehearsal, whatever the rows.
    """
    outcomes = [Outcome(line.number, get_title(line)) for line in lines]
    exams = NamedRows("exam", Exam.objects.visible_to(by).only("id", "name"))
    sat = set(Attempt.objects.sat_by(by).values_list("exam", flat=True))
    batches: dict[Exam, list[tuple[Outcome, QuestionEntry]]] = defaultdict(list)
    for line, outcome in zip(lines, outcomes, strict=True):
        exam = exams.find(line.cells.get("exam", ""), outcome)
        if exam is not None and exam.pk in sat:
            outcome.reject("exam", "You are sitting this exam. Finish it first.")
            exam = None
        entry = build_entry(line, outcome)
        report_errors(entry, line, outcome)
        if exam is not None:
            batches[exam].append((outcome, entry))
    reject_unreadable(outcomes, lines)

    def accept(verdicts: list[list[Verdict]]) -> bool:
        for batch, found in zip(batches.values(), verdicts, strict=True):
            report_verdicts(batch, found)
        return not (is_dry_run or list_rejected(outcomes))

    sheets = [(exam, [entry for _, entry in batch]) for exam, batch in batches.items()]
    if sheets:
        import_batches(batches=sheets, by=by, accept=accept, replace_keys=replace_keys)
    return outcomes


def get_title(line: ImportRow) -> str:
    text = " ".join(line.cells.get("text", "").split())
    return text if len(text) <= TITLE_LENGTH else f"{text[: TITLE_LENGTH - 1]}…"


def build_entry(line: ImportRow, outcome: Outcome) -> QuestionEntry:
    """The question of a row. Options are those of the letters up to the last one filled in."""
    texts = [read_text(line, letter.lower()) for letter in LETTERS]
    while texts and not texts[-1]:
        texts.pop()
    correct = line.cells.get("correct", "").upper()
    if has_readable_options(line) and correct not in list(LETTERS[: len(texts)]):
        outcome.reject("correct", "This must be the letter of one of the options.")
    options = tuple(Choice(text, letter == correct) for letter, text in zip(LETTERS, texts, strict=False))
    shuffle_options = SHUFFLED.get(line.cells.get("shuffle", "").strip().lower())
    if line.cells.get("shuffle", "").strip().lower() not in SHUFFLED:
        outcome.reject("shuffle", "This must be yes or no, or empty.")
    if shuffle_options is None:
        shuffle_options = not has_options_by_place(texts)
    return QuestionEntry(read_text(line, "text"), options, shuffle_options=shuffle_options)


def read_text(line: ImportRow, column: str) -> str:
    return convert_dollars(clean_lines(line.cells.get(column, "")))


def report_errors(entry: QuestionEntry, line: ImportRow, outcome: Outcome) -> None:
    """Names the column of what the bank would refuse."""
    if fault := find_text_error(entry):
        outcome.reject("text", fault)
    if has_readable_options(line) and "correct" not in outcome.errors and (fault := find_option_error(entry)):
        outcome.reject("a to h", fault)


def has_readable_options(line: ImportRow) -> bool:
    """Else nothing can be said of them together: an option that could not be read is empty here."""
    return line.errors.keys().isdisjoint(LETTERS.lower())


def report_verdicts(batch: list[tuple[Outcome, QuestionEntry]], verdicts: list[Verdict]) -> None:
    """What the bank says of the entries, beside what their columns told."""
    for (outcome, _), verdict in zip(batch, verdicts, strict=True):
        if verdict.reason == IN_THE_BANK:
            outcome.is_present, outcome.note = True, IN_THE_BANK
        elif verdict.corrections:
            outcome.is_changing = verdict.is_correcting
            outcome.is_present = outcome.could_change = not verdict.is_correcting
            outcome.note = verdict.reason
        elif verdict.reason and not outcome.errors:
            outcome.reject("text", verdict.reason)


def run_import(lines: Sequence[ImportRow], by: User, is_dry_run: bool) -> list[Outcome]:
    return import_question_table(lines=lines, by=by, is_dry_run=is_dry_run)


def run_replacing_import(lines: Sequence[ImportRow], by: User, is_dry_run: bool) -> list[Outcome]:
    return import_question_table(lines=lines, by=by, is_dry_run=is_dry_run, replace_keys=True)


class QuestionImporting(ImportingAdmin):
    """Gives the list of questions its import button."""

    importer = Importer("questions", COLUMNS, run_import, choice=REPLACE_LABEL, run_changing=run_replacing_import)
