"""Taking the questions of a table into the banks of exams, judged like those of any other file (exams/bank)."""

from collections import defaultdict
from collections.abc import Sequence
from string import ascii_uppercase

from accounts.models import User
from config.admin_imports import ImportingAdmin
from config.importing import Column, Importer, Outcome, refuse_unreadable, refused
from config.sheets import Line
from exams.bank.entries import TITLE_LENGTH, Choice, Entry, tidy
from exams.bank.importing import import_batches
from exams.bank.judging import IN_THE_BANK, Verdict, fault_of_options, fault_of_text
from exams.models import Exam

LETTERS = ascii_uppercase[:8]
SAMPLES = dict(zip("ABC", ("1013.25 hPa", "1000 hPa", "29.92 hPa"), strict=True))
COLUMNS = (
    Column("exam", "The exam whose bank takes the question: its name, or its id.", "Meteorology", True),
    Column("text", "The question.", "What is the pressure at sea level in the standard atmosphere?", True),
    *(Column(letter.lower(), f"Option {letter}.", SAMPLES.get(letter, ""), letter in "AB") for letter in LETTERS),
    Column("correct", "The letter of the right option.", "A", True),
)


def import_question_table(*, lines: Sequence[Line], by: User, is_rehearsal: bool = False) -> list[Outcome]:
    """Takes each question of the table into the bank of the exam beside.

    A question that the bank has already is left out. A row is refused for an exam that the manager's school has not or
    has twice by that name, and for what the bank refuses. All or nothing: one refused row, and nothing is stored. The
    same in a rehearsal, whatever the rows.
    """
    outcomes = [Outcome(line.number, title_of(line)) for line in lines]
    exams = exams_by_name(by)
    batches: dict[Exam, list[tuple[Outcome, Entry]]] = defaultdict(list)
    for line, outcome in zip(lines, outcomes, strict=True):
        exam = exam_of(line.cells.get("exam", ""), exams, outcome)
        entry = entry_of(line, outcome)
        judge(entry, outcome)
        if exam is not None:
            batches[exam].append((outcome, entry))
    refuse_unreadable(outcomes, lines)

    def accept(verdicts: list[list[Verdict]]) -> bool:
        for batch, found in zip(batches.values(), verdicts, strict=True):
            note(batch, found)
        return not (is_rehearsal or refused(outcomes))

    sheets = [(exam, [entry for _, entry in batch]) for exam, batch in batches.items()]
    if sheets:
        import_batches(batches=sheets, by=by, accept=accept)
    return outcomes


def title_of(line: Line) -> str:
    text = " ".join(line.cells.get("text", "").split())
    return text if len(text) <= TITLE_LENGTH else f"{text[: TITLE_LENGTH - 1]}…"


def exams_by_name(by: User) -> dict[str, list[Exam]]:
    found: dict[str, list[Exam]] = defaultdict(list)
    for exam in Exam.objects.visible_to(by).only("id", "name"):
        found[exam.name.casefold()].append(exam)
        found[str(exam.pk)].append(exam)
    return found


def exam_of(text: str, exams: dict[str, list[Exam]], outcome: Outcome) -> Exam | None:
    found = exams.get(text.casefold(), [])
    if len(found) == 1:
        return found[0]
    many = f"{len(found)} exams have this name: use the id, which stands in the address of the exam's page."
    outcome.refuse("exam", many if found else "Your school has no exam of this name or id.")
    return None


def entry_of(line: Line, outcome: Outcome) -> Entry:
    """The question of a row. Options are those of the letters up to the last one filled in."""
    texts = [tidy(line.cells.get(letter.lower(), "")) for letter in LETTERS]
    while texts and not texts[-1]:
        texts.pop()
    correct = line.cells.get("correct", "").upper()
    if correct not in list(LETTERS[: len(texts)]):
        outcome.refuse("correct", "This must be the letter of one of the options.")
    options = (Choice(text, letter == correct) for letter, text in zip(LETTERS, texts, strict=False))
    return Entry(tidy(line.cells.get("text", "")), tuple(options))


def judge(entry: Entry, outcome: Outcome) -> None:
    """Names the column of what the bank would refuse."""
    if fault := fault_of_text(entry):
        outcome.refuse("text", fault)
    if "correct" not in outcome.errors and (fault := fault_of_options(entry)):
        outcome.refuse("a to h", fault)


def note(batch: list[tuple[Outcome, Entry]], verdicts: list[Verdict]) -> None:
    """What the bank says of the entries, beside what their columns told."""
    for (outcome, _), verdict in zip(batch, verdicts, strict=True):
        if verdict.reason == IN_THE_BANK:
            outcome.is_present, outcome.note = True, IN_THE_BANK
        elif verdict.reason and not outcome.errors:
            outcome.refuse("text", verdict.reason)


def run(lines: Sequence[Line], by: User, is_rehearsal: bool) -> list[Outcome]:
    return import_question_table(lines=lines, by=by, is_rehearsal=is_rehearsal)


class QuestionImporting(ImportingAdmin):
    """Gives the list of questions its import button."""

    importer = Importer("questions", COLUMNS, run)
