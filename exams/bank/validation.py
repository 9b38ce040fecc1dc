"""Which entries of a file the bank of an exam can take, and why not the others."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_lazy, ngettext

from core.markup.tex import find_tex_error
from exams.bank.entries import QuestionEntry
from exams.bank.pictures import InvalidPicture, detect_suffix
from exams.bank.question_index import Correction, QuestionIndex, get_right_option, is_same_text
from exams.bank.question_text import MAX_OPTIONS as MAX_OPTIONS
from exams.bank.question_text import MAX_TEXT_LENGTH, MIN_OPTIONS

IN_THE_BANK = gettext_lazy("It is already in the bank, or occurs twice in the file.")


@dataclass(frozen=True)
class EntryValidation:
    """The outcome for the entry that is the `number`th of the file: taken, or skipped for a `reason`.

    `corrections` are the questions of the bank that have another right option; without a reason they are corrected.
    `is_repeated`: the reason is that the bank or the file has it already.
    """

    number: int
    entry: QuestionEntry
    reason: str = ""
    corrections: tuple[Correction, ...] = ()
    is_repeated: bool = False

    @property
    def is_taken(self) -> bool:
        return not self.reason and not self.corrections

    @property
    def is_correcting(self) -> bool:
        return not self.reason and bool(self.corrections)


def validate_entries(
    entries: Iterable[QuestionEntry], index: QuestionIndex, *, replace_keys: bool = False
) -> list[EntryValidation]:
    """The validation of each entry, in order. A taken entry joins the index, so that its repetitions are found.

    An entry that is in the bank with another right option is skipped, or with `replace_keys` corrects the bank.
    """
    return [validate_entry(number, entry, index, replace_keys) for number, entry in enumerate(entries, start=1)]


def validate_entry(number: int, entry: QuestionEntry, index: QuestionIndex, replace_keys: bool) -> EntryValidation:
    if error := find_error(entry):
        return EntryValidation(number, entry, error)
    if contradiction := index.find_contradiction(entry, number):
        return EntryValidation(number, entry, contradiction)
    same, right = index.find(entry), get_right_option(entry)
    if any(is_same_text(row.right, right) for row in same):
        return EntryValidation(number, entry, str(IN_THE_BANK), is_repeated=True)
    if not same:
        index.add(entry)
        return EntryValidation(number, entry)
    text = gettext("It is already in the bank with another right option: “%(option)s”.")
    reason = "" if replace_keys else text % {"option": same[0].right}
    return EntryValidation(number, entry, reason, tuple(row.build_correction(right) for row in same))


def find_error(entry: QuestionEntry) -> str:
    return entry.problem or find_text_error(entry) or find_option_error(entry) or find_picture_error(entry)


def find_text_error(entry: QuestionEntry) -> str:
    if not entry.text:
        return gettext("It has no text.")
    if max(map(len, [entry.text, *(option.text for option in entry.options)])) > MAX_TEXT_LENGTH:
        return gettext("Its text or an option is longer than %(limit)s characters.") % {"limit": MAX_TEXT_LENGTH}
    return find_tex_error(entry.text)


def find_option_error(entry: QuestionEntry) -> str:
    if not MIN_OPTIONS <= len(entry.options) <= MAX_OPTIONS:
        return describe_option_count(len(entry.options))
    texts = {option.text for option in entry.options}
    if "" in texts:
        return gettext("An option has no text.")
    if len(texts) < len(entry.options):
        return gettext("Two of its options are the same.")
    if error := next(filter(None, (find_tex_error(option.text) for option in entry.options)), ""):
        return error
    correct = sum(option.is_correct for option in entry.options)
    if correct == 1:
        return ""
    if correct:
        return gettext("More than one option is marked as correct.")
    return gettext("No option is marked as correct.")


def describe_option_count(count: int) -> str:
    text = ngettext(
        "It has %(count)s option; from %(least)s to %(most)s are possible.",
        "It has %(count)s options; from %(least)s to %(most)s are possible.",
        count,
    )
    return text % {"count": count, "least": MIN_OPTIONS, "most": MAX_OPTIONS}


def find_picture_error(entry: QuestionEntry) -> str:
    if entry.picture is None:
        return ""
    try:
        detect_suffix(entry.picture)
    except InvalidPicture as error:
        return str(error)
    return ""
