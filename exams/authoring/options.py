"""The options of a question as they are written over the API, and how they are stored."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.exceptions import InvalidInput
from core.markup.tex import convert_dollars, find_tex_error
from exams.bank.question_text import MAX_OPTIONS, MAX_TEXT_LENGTH, MIN_OPTIONS, clean_lines
from exams.models import Option, Question

Snapshot = list[tuple[uuid.UUID, str, bool]]


@dataclass(frozen=True)
class OptionEntry:
    """An option as its author has it. Without `id`, it is the stored one with the same text, or a new one."""

    text: str
    is_correct: bool
    id: uuid.UUID | None = None


def clean_options(entries: Sequence[OptionEntry]) -> list[OptionEntry]:
    """The entries with their texts as they are stored.

    Raises InvalidInput (`options`) for what the bank does not take from a file either (exams/bank/validation.py): less
    than 2 or more than 10 options, one that is empty or too long or given twice, a formula that cannot be rendered,
    and unless exactly one is correct.
    """
    cleaned = [OptionEntry(clean_question_text(entry.text), entry.is_correct, entry.id) for entry in entries]
    if error := find_options_error(cleaned):
        raise InvalidInput.for_field("options", error)
    return cleaned


def clean_question_text(text: str) -> str:
    return convert_dollars(clean_lines(text))


def find_options_error(entries: Sequence[OptionEntry]) -> str:
    if not MIN_OPTIONS <= len(entries) <= MAX_OPTIONS:
        text = _("A question has from %(min)s to %(max)s options.")
        return text % {"min": MIN_OPTIONS, "max": MAX_OPTIONS}
    if error := next(filter(None, (find_text_error(entry.text) for entry in entries)), ""):
        return error
    if len({entry.text for entry in entries}) < len(entries):
        return _("Two of the options are the same.")
    correct = sum(entry.is_correct for entry in entries)
    return "" if correct == 1 else _("Mark exactly one option as correct.")


def find_text_error(text: str) -> str:
    """Why the text of a question or an option cannot be stored, in a sentence; "" if it can."""
    if not text:
        return _("This may not be empty.")
    if len(text) > MAX_TEXT_LENGTH:
        return _("This is longer than %(max)s characters.") % {"max": MAX_TEXT_LENGTH}
    if reason := find_tex_error(text):
        return _("A formula cannot be rendered: %(reason)s") % {"reason": reason}
    return ""


def take_snapshot(rows: Sequence[Option]) -> Snapshot:
    return [(row.pk, row.text, row.is_correct) for row in rows]


def store_options(question: Question, entries: Sequence[OptionEntry]) -> tuple[Snapshot, Snapshot]:
    """Makes the entries the options of the question, in their order; others are removed. Returns the options before and
    after. The question is locked. Exam papers hold copies, so they keep options that are changed or removed here.

    Raises InvalidInput (`options`) for the id of an option that the question does not have.
    """
    stored = [] if question._state.adding else list(question.options.all())
    before = take_snapshot(stored)
    rows = match_rows(question, stored, entries)
    new = [row for row in rows if row._state.adding]
    kept = [row for row in rows if not row._state.adding]
    question.options.exclude(pk__in=[row.pk for row in kept]).delete()
    # First, because a constraint allows one right option per question at any time.
    question.options.exclude(pk__in=[row.pk for row in kept if row.is_correct]).update(is_correct=False)
    Option.objects.bulk_update(kept, ["text", "is_correct", "order"])
    Option.objects.bulk_create(new)
    return before, take_snapshot(rows)


def match_rows(question: Question, stored: Sequence[Option], entries: Sequence[OptionEntry]) -> list[Option]:
    """A row for each entry with the entry's values, not stored yet."""
    named = {entry.id for entry in entries if entry.id}
    by_id = {row.pk: row for row in stored}
    if not named <= by_id.keys() or len(named) < sum(bool(entry.id) for entry in entries):
        raise InvalidInput.for_field("options", _("An option does not belong to this question, or is given twice."))
    by_text = {row.text: row for row in stored if row.pk not in named}
    rows = []
    for order, entry in enumerate(entries, start=1):
        row = by_id[entry.id] if entry.id else by_text.get(entry.text) or Option(question=question)
        row.text, row.is_correct, row.order = entry.text, entry.is_correct, order
        rows.append(row)
    return rows
