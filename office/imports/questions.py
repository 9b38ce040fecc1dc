"""Importing questions from a spreadsheet or a question file into the banks of exams, validated by exams/bank."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils.text import format_lazy
from django.utils.translation import gettext, gettext_lazy

from accounts.models import User
from core.batches import iterate_batches
from core.markup.tex import convert_dollars
from core.progress import track
from core.tables.headings import fold_heading
from core.tables.reading import ImportRow
from exams.bank.entries import EntryOption, QuestionEntry, clean_lines, shorten_title
from exams.bank.importing import import_batches
from exams.bank.option_order import has_position_references
from exams.bank.question_index import QuestionIndex, get_right_option, is_same_text
from exams.bank.reporting import QuestionOutcome, report_question
from exams.bank.validation import (
    EntryValidation,
    find_error,
    find_option_error,
    find_text_error,
)
from exams.models import Attempt, Exam, Question
from office.imports.base import (
    LOOKUP_SIZE,
    Choice,
    Chosen,
    Column,
    Importer,
    Outcome,
    list_rejected,
    reject_unreadable,
)
from office.imports.named_rows import NamedRows
from office.imports.pages import ImportingAdmin
from office.imports.question_files import EntryRow, read_question_file
from office.imports.vocabulary import NEITHER_YES_NOR_NO, find_answer
from office.question_bank.export import EXPORT_COLUMNS, HEADINGS, LETTERS

SAMPLES = dict(zip("abc", ("1013.25 hPa", "1000 hPa", "29.92 hPa"), strict=True))
COLUMNS = (
    Column("exam", gettext_lazy("The exam whose bank takes the question: its name, or its id."), "Meteorology"),
    Column(
        "text", gettext_lazy("The question."), "What is the pressure at sea level in the standard atmosphere?", True
    ),
    *(
        Column(
            letter,
            format_lazy(gettext_lazy("Option {letter}."), letter=letter.upper()),
            SAMPLES.get(letter, ""),
            letter in "ab",
        )
        for letter in LETTERS
    ),
    Column("correct", gettext_lazy("The letter of the right option."), "A", True),
    Column(
        "shuffle",
        gettext_lazy("no: keep the order of the options. Empty: keep it only if an option refers to others."),
        "yes",
    ),
    Column("exam_id", gettext_lazy("The id of the exam, for several of one name. Goes before the name.")),
    Column("picture", gettext_lazy("Of a question in your school: the address of its picture, as our export has it.")),
)
# Of the list of questions.
UNREAD_HEADINGS = ("Question", "Written", "Shown", "% right", "Discrimination")
REPLACE = "replace_keys"
REPLACE_LABEL = gettext_lazy(
    "Where the bank has another right option, replace it with that of the file. Exam papers do not change."
)
NO_EXAM = gettext_lazy("Name an exam, or choose one for the whole file.")
NO_PICTURE = gettext_lazy("No question of your school has this picture. A spreadsheet holds none: use Moodle XML.")
Batches = dict[Exam, list[tuple[Outcome, QuestionEntry]]]


def import_question_table(
    *, rows: Sequence[ImportRow], by: User, is_dry_run: bool = False, replace_keys: bool = False
) -> list[Outcome]:
    """Stores each question of a spreadsheet or question file in the banks of the exams that its row names.

    A question that is already in the bank is left out; one that is there with another right option too, unless
    `replace_keys` gives it the right option of the row. A row is rejected when the manager's school has no exam of that
    name or several, when the manager has an open attempt at the exam, and when the bank cannot take the question. One
    rejected row, and nothing is stored. A dry run has the same outcomes.
    """
    pictures = find_pictures(rows, by)
    outcomes, entries = [], []
    for row in track(rows):
        outcome = Outcome(row.number, shorten_title(row.cells.get("text", "")))
        entry = read_entry(row, pictures, outcome)
        outcome.text, outcome.options = entry.text, [(option.text, option.is_correct) for option in entry.options]
        outcomes.append(outcome)
        entries.append(entry)
    batches = sort_into_batches(rows, outcomes, entries, by)
    reject_unreadable(outcomes, rows)

    def accept(validations: list[list[EntryValidation]]) -> bool:
        report_validations(batches, validations)
        return not (is_dry_run or list_rejected(outcomes))

    entries_by_exam = [(exam, [entry for _, entry in batch]) for exam, batch in batches.items()]
    if entries_by_exam:
        import_batches(batches=entries_by_exam, by=by, accept=accept, replace_keys=replace_keys)
    return outcomes


def sort_into_batches(
    rows: Sequence[ImportRow], outcomes: Sequence[Outcome], entries: Sequence[QuestionEntry], by: User
) -> Batches:
    """The questions by the exam whose bank takes them. A row without an exam is rejected, unless its question is one of
    those of the school that are in no bank."""
    exams = NamedRows(
        "exam",
        Exam.objects.visible_to(by).only("id", "name"),
        unknown=gettext("Your school has no exam with this name or id."),
        ambiguous=gettext("%(count)s exams have this name: use the id, which is in the address of its page."),
    )
    sat_exams = set(Attempt.objects.sat_by(by).values_list("exam", flat=True))
    batches: Batches = defaultdict(list)
    homeless = []
    for row, outcome, entry in zip(rows, outcomes, entries, strict=True):
        names = split_lines(row.cells.get("exam_id") or row.cells.get("exam", ""))
        for exam in filter(None, [exams.find(name, outcome) for name in names]):
            if exam.pk in sat_exams:
                # The outcome would reveal which questions are in the bank.
                outcome.reject("exam", gettext("You are sitting this exam. Finish it first."))
            else:
                batches[exam].append((outcome, entry))
        if not names:
            homeless.append((outcome, entry))
    if homeless:
        mark_known(homeless, by)
    return batches


def split_lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def mark_known(homeless: Iterable[tuple[Outcome, QuestionEntry]], by: User) -> None:
    """Marks the questions that the school has in no bank as present, and rejects the others."""
    in_a_bank = Exam.objects.live().values("questions__pk").filter(questions__isnull=False)
    index = QuestionIndex(Question.objects.visible_to(by).exclude(pk__in=in_a_bank))
    for outcome, entry in homeless:
        same = [] if find_error(entry) else index.find(entry)
        if any(is_same_text(row.right, get_right_option(entry)) for row in same):
            outcome.is_present, outcome.note = True, gettext("Your school has it already, in no exam.")
        else:
            outcome.reject("exam", NO_EXAM)


def find_pictures(rows: Sequence[ImportRow], by: User) -> dict[str, Question]:
    """The questions of the school with the pictures that the rows name, by picture."""
    names = sorted({row.cells["picture"] for row in rows if row.cells.get("picture")})
    visible = Question.objects.visible_to(by)
    return {
        str(question.media.name): question
        for batch in iterate_batches(names, LOOKUP_SIZE)
        for question in visible.filter(media__in=batch)
    }


def read_entry(row: ImportRow, pictures: dict[str, Question], outcome: Outcome) -> QuestionEntry:
    """The question of a row. What the bank would reject is rejected here, by column; for a question of a question file,
    the bank's own reason is enough."""
    if isinstance(row, EntryRow):
        outcome.title = row.entry.title
        return row.entry
    entry = build_entry(row, outcome)
    report_errors(entry, row, outcome)
    name = row.cells.get("picture", "")
    if not name:
        return entry
    question = pictures.get(name)
    try:
        return replace(entry, picture=read_file(question))
    except OSError:
        outcome.reject("picture", NO_PICTURE)
        return entry


def read_file(question: Question | None) -> bytes:
    if question is None:
        raise FileNotFoundError
    with question.media.open("rb") as file:
        return bytes(file.read())


def build_entry(row: ImportRow, outcome: Outcome) -> QuestionEntry:
    """The question of a row, with its options up to the last letter that is filled in."""
    texts = [read_text(row, letter) for letter in LETTERS]
    while texts and not texts[-1]:
        texts.pop()
    correct = row.cells.get("correct", "").lower()
    if has_readable_options(row) and correct not in list(LETTERS[: len(texts)]):
        outcome.reject("correct", gettext("This must be the letter of one of the options."))
    options = tuple(EntryOption(text, letter == correct) for letter, text in zip(LETTERS, texts, strict=False))
    shuffle = row.cells.get("shuffle", "")
    shuffle_options = find_answer(shuffle)
    if fold_heading(shuffle) and shuffle_options is None:
        outcome.reject("shuffle", NEITHER_YES_NOR_NO)
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
        outcome.reject(gettext("%(first)s to %(last)s") % {"first": LETTERS[0], "last": LETTERS[-1]}, error)


def has_readable_options(row: ImportRow) -> bool:
    """Whether every option could be read. One that could not is empty, so that checks of all of them would be wrong."""
    return row.errors.keys().isdisjoint(LETTERS)


def report_validations(batches: Batches, validations: Sequence[Sequence[EntryValidation]]) -> None:
    """Adds what becomes of each question in the banks: in the words of `import_questions`. A question for several banks
    is new if one of them takes it."""
    by_outcome: dict[int, list[EntryValidation]] = defaultdict(list)
    for batch, batch_validations in zip(batches.values(), validations, strict=True):
        for (outcome, _), validation in zip(batch, batch_validations, strict=True):
            by_outcome[id(outcome)].append(validation)
    for outcome in {id(outcome): outcome for batch in batches.values() for outcome, _ in batch}.values():
        report_validation(outcome, by_outcome[id(outcome)])


def report_validation(outcome: Outcome, validations: Sequence[EntryValidation]) -> None:
    reports = [report_question(validation) for validation in validations]
    outcome.note = " ".join(
        dict.fromkeys(text for report in reports for text in (report.reason, *report.corrections) if text)
    )
    outcome.is_changing = any(report.outcome is QuestionOutcome.CORRECTED for report in reports)
    outcome.could_change = any(validation.corrections and validation.reason for validation in validations)
    outcome.is_present = not any(report.outcome is not QuestionOutcome.SKIPPED for report in reports)
    for validation in validations:
        is_known = validation.is_repeated or bool(validation.corrections)
        if validation.reason and not is_known and not outcome.errors:
            outcome.reject("text", validation.reason)
            outcome.note = ""


def list_exams(by: User) -> list[tuple[str, str]]:
    exams = Exam.objects.visible_to(by).select_related("subject__training", "training")
    return [(str(exam.pk), exam.describe()) for exam in exams]


def run_import(rows: Sequence[ImportRow], by: User, is_dry_run: bool, chosen: Chosen) -> list[Outcome]:
    return import_question_table(rows=rows, by=by, is_dry_run=is_dry_run, replace_keys=REPLACE in chosen)


def describe_replacing(outcomes: Sequence[Outcome]) -> str:
    return str(REPLACE_LABEL) if any(outcome.could_change for outcome in outcomes) else ""


class QuestionImporting(ImportingAdmin):
    """Adds the import to the list of questions, and to its export what the import reads."""

    export_columns = EXPORT_COLUMNS
    export_prefetch = ("options", "exams")

    importer = Importer(
        "questions",
        gettext_lazy("questions"),
        gettext_lazy("Import questions"),
        COLUMNS,
        run_import,
        choices=(Choice(REPLACE, describe_replacing),),
        unread_headings=UNREAD_HEADINGS,
        endings=".csv,.xlsx,.xml,.gift,.txt",
        read_other=read_question_file,
        target_column="exam",
        target_label=HEADINGS["exam"],
        list_targets=list_exams,
    )
