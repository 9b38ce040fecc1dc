"""Which entries of a file an exam's bank can take, and why not the others."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.markup.tex import find_tex_fault
from exams.bank.entries import Entry
from exams.bank.pictures import UnfitPicture, suffix_of
from exams.bank.question_index import Correction, Known, is_same, right_of

MAX_TEXT_LENGTH = 10_000
MIN_OPTIONS, MAX_OPTIONS = 2, 10
IN_THE_BANK = "It is in the bank already, or twice in the file."


@dataclass(frozen=True)
class Verdict:
    """What becomes of the question that is the `number`th of the file: taken, or skipped for a `reason`.

    Where the bank has it with another right answer, `corrections` says which; without a reason they are made.
    """

    number: int
    entry: Entry
    reason: str = ""
    corrections: tuple[Correction, ...] = ()

    @property
    def is_taken(self) -> bool:
        return not self.reason and not self.corrections

    @property
    def is_correcting(self) -> bool:
        return not self.reason and bool(self.corrections)


def judge_entries(entries: Iterable[Entry], known: Known, *, replace_keys: bool = False) -> list[Verdict]:
    """The verdict on each entry, in order. An entry that is taken is known to those after it.

    One that the bank has with another right answer is skipped, or with `replace_keys` corrects the bank.
    """
    return [judge_entry(number, entry, known, replace_keys) for number, entry in enumerate(entries, start=1)]


def judge_entry(number: int, entry: Entry, known: Known, replace_keys: bool) -> Verdict:
    if fault := find_fault(entry):
        return Verdict(number, entry, fault)
    if contradiction := known.find_contradiction(entry, number):
        return Verdict(number, entry, contradiction)
    same, right = known.find(entry), right_of(entry)
    if any(is_same(row.right, right) for row in same):
        return Verdict(number, entry, IN_THE_BANK)
    if not same:
        known.add(entry)
        return Verdict(number, entry)
    reason = "" if replace_keys else f"It is in the bank already with another right answer: “{same[0].right}”."
    return Verdict(number, entry, reason, tuple(row.correct(right) for row in same))


def find_fault(entry: Entry) -> str:
    return entry.problem or fault_of_text(entry) or fault_of_options(entry) or fault_of_picture(entry)


def fault_of_text(entry: Entry) -> str:
    if not entry.text:
        return "It has no text."
    if max(map(len, [entry.text, *(option.text for option in entry.options)])) > MAX_TEXT_LENGTH:
        return f"Its text or an option is longer than {MAX_TEXT_LENGTH} characters."
    return find_tex_fault(entry.text)


def fault_of_options(entry: Entry) -> str:
    if not MIN_OPTIONS <= len(entry.options) <= MAX_OPTIONS:
        return f"It has {len(entry.options)} options; from {MIN_OPTIONS} to {MAX_OPTIONS} are possible."
    texts = {option.text for option in entry.options}
    if "" in texts:
        return "An option has no text."
    if len(texts) < len(entry.options):
        return "Two of its options are the same."
    if fault := next(filter(None, (find_tex_fault(option.text) for option in entry.options)), ""):
        return fault
    correct = sum(option.is_correct for option in entry.options)
    if correct == 1:
        return ""
    return "More than one option is marked as correct." if correct else "No option is marked as correct."


def fault_of_picture(entry: Entry) -> str:
    if entry.picture is None:
        return ""
    try:
        suffix_of(entry.picture)
    except UnfitPicture as error:
        return str(error)
    return ""
