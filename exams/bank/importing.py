"""Taking the questions of a file into the bank of an exam."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import User
from core.exceptions import Conflict, NotFound
from exams.bank.entries import QuestionEntry
from exams.bank.pictures import detect_suffix
from exams.bank.question_index import Correction, QuestionIndex
from exams.bank.validation import EntryValidation, validate_entries
from exams.models import Exam, Option, Question
from records.services import EventDraft, record_events

BATCH = 1000  # rows a statement: PostgreSQL binds 65 535 values at most


def import_questions(
    *,
    exam: Exam,
    entries: Sequence[QuestionEntry],
    by: User | None,
    is_dry_run: bool = False,
    replace_keys: bool = False,
) -> list[EntryValidation]:
    """Stores what the bank of `exam` can take, as questions of its school, and answers with a validation on each entry.

    With `replace_keys`, a question that the bank has with another right answer gets the answer of the file. Papers of
    attempts keep the answer that counted then.

    A rehearsal stores nothing. Refuses an exam that is deleted (NotFound), or of a template that belongs to no school
    (Conflict). Two imports into one exam wait for each other, so that the second knows the questions of the first.
    """
    [validations] = import_batches(
        batches=[(exam, entries)], by=by, accept=lambda _: not is_dry_run, replace_keys=replace_keys
    )
    return validations


@transaction.atomic
def import_batches(
    *,
    batches: Sequence[tuple[Exam, Sequence[QuestionEntry]]],
    by: User | None,
    accept: Callable[[list[list[EntryValidation]]], bool],
    replace_keys: bool = False,
) -> list[list[EntryValidation]]:
    """`import_questions` for several exams of one school, in one transaction.

    `accept` gets the validations of every entry, by batch, and says whether to store what can be taken.
    """
    held = {exam.pk: lock_exam(exam) for exam in sorted((exam for exam, _ in batches), key=lambda exam: exam.pk)}
    schools = [get_company_id(exam) for exam in held.values()]
    validations = [
        validate_entries(entries, QuestionIndex(held[exam.pk]), replace_keys=replace_keys) for exam, entries in batches
    ]
    if accept(validations):
        with ExitStack() as pictures:
            drafts = [
                pictures.enter_context(store_taken(held[exam.pk], found))
                for (exam, _), found in zip(batches, validations, strict=True)
                if any(validation.is_taken for validation in found)
            ]
            record_events(*drafts, *correct_keys(validations), company_id=schools[0], by=by)
    return validations


def correct_keys(validations: Iterable[Iterable[EntryValidation]]) -> list[EventDraft]:
    """Gives the questions that the file corrects their right answers; answers with an event of each. Four queries."""
    corrections = {
        correction.question_id: correction
        for batch in validations
        for validation in batch
        if validation.is_correcting
        for correction in validation.corrections
    }
    if not corrections:
        return []
    questions = Question.objects.filter(pk__in=corrections).order_by("pk").select_for_update(no_key=True)
    drafts = [build_event_draft(question, corrections[question.pk]) for question in questions]
    # First none is right, then the other one: the database lets no two be.
    Option.objects.filter(question__in=corrections, is_correct=True).update(is_correct=False)
    right = [correction.option_id for correction in corrections.values()]
    Option.objects.filter(pk__in=right).update(is_correct=True)
    return drafts


def build_event_draft(question: Question, correction: Correction) -> EventDraft:
    told = {"text": question.text, "from": correction.old, "to": correction.new}
    return EventDraft("question.key_replaced", question, told)


def lock_exam(exam: Exam) -> Exam:
    """The exam under a lock that lets students start it meanwhile."""
    rows = Exam.objects.live().select_related("subject__training").select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=exam.pk).first()
    if found is None:
        raise NotFound("The exam is deleted.")
    return found


def get_company_id(exam: Exam) -> UUID:
    company_id = exam.subject.training.company_id
    if company_id is None:
        raise Conflict("The exam is part of a template that comes with the server. Take an exam of your school.")
    return company_id


@contextmanager
def store_taken(exam: Exam, validations: Sequence[EntryValidation]) -> Iterator[EventDraft]:
    """What is taken, as rows, and the event of it. The transaction takes the rows back when the block fails, and this
    the pictures."""
    entries = [validation.entry for validation in validations if validation.is_taken]
    questions = [
        Question(company_id=get_company_id(exam), text=entry.text, shuffle_options=entry.shuffle_options)
        for entry in entries
    ]
    try:
        for question, entry in zip(questions, entries, strict=True):
            store_picture(question, entry)
        Question.objects.bulk_create(questions, batch_size=BATCH)
        options = (row for pair in zip(questions, entries, strict=True) for row in build_option_rows(*pair))
        Option.objects.bulk_create(options, batch_size=BATCH)
        drawn_from = Exam.questions.through
        rows = [drawn_from(exam_id=exam.pk, question_id=question.pk) for question in questions]
        drawn_from.objects.bulk_create(rows, batch_size=BATCH)
        yield EventDraft(
            "questions.imported",
            exam,
            {"taken": len(entries), "skipped": sum(bool(validation.reason) for validation in validations)},
        )
    except BaseException:
        for question in questions:
            question.media.delete(save=False)
        raise


def store_picture(question: Question, entry: QuestionEntry) -> None:
    if entry.picture is not None:
        name = f"{question.pk}{detect_suffix(entry.picture)}"
        question.media.save(name, ContentFile(entry.picture), save=False)


def build_option_rows(question: Question, entry: QuestionEntry) -> Iterator[Option]:
    for order, option in enumerate(entry.options):
        yield Option(question=question, text=option.text, is_correct=option.is_correct, order=order)
