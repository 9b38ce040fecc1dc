"""Storing the question entries of a file in the bank of an exam."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext

from accounts.models import User
from core.exceptions import Conflict, NotFound
from exams.bank.entries import QuestionEntry
from exams.bank.pictures import detect_suffix
from exams.bank.question_index import Correction, QuestionIndex
from exams.bank.validation import EntryValidation, validate_entries
from exams.models import Exam, Option, Question
from records.services import EventDraft, record_events
from trainings.syllabus.freezing import check_syllabus_is_editable

BATCH = 1000  # rows per statement: PostgreSQL binds at most 65 535 values


def import_questions(
    *,
    exam: Exam,
    entries: Sequence[QuestionEntry],
    by: User | None,
    is_dry_run: bool = False,
    replace_keys: bool = False,
) -> list[EntryValidation]:
    """Stores the entries that the bank of `exam` can take, as questions of its school. Returns the validation of each.

    With `replace_keys`, a question that is in the bank with another right option gets the right option of the file.
    Exam papers keep the answer key that they were drawn with. A dry run stores nothing.

    Raises NotFound for a deleted exam, and Conflict for an exam of a shipped template, which has no school, and of a
    published training, whose exams draw from the questions that were approved with it. Two imports into one exam wait
    for each other, so that the second finds the questions of the first.
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

    `accept` gets the validations of all entries, by batch, and says whether to store what can be taken.
    """
    check_syllabus_is_editable({exam.get_training().pk for exam, _ in batches})
    # Locked in the order of their ids, so that two such imports cannot deadlock.
    exams = {exam.pk: lock_exam(exam) for exam in sorted((exam for exam, _ in batches), key=lambda exam: exam.pk)}
    company_ids = [get_company_id(exam) for exam in exams.values()]
    validations = [
        validate_entries(entries, QuestionIndex(exams[exam.pk].questions.live()), replace_keys=replace_keys)
        for exam, entries in batches
    ]
    if accept(validations):
        with ExitStack() as stored_pictures:
            event_drafts = [
                stored_pictures.enter_context(store_questions(exams[exam.pk], batch))
                for (exam, _), batch in zip(batches, validations, strict=True)
                if any(validation.is_taken for validation in batch)
            ]
            record_events(*event_drafts, *correct_keys(validations), company_id=company_ids[0], by=by)
    return validations


def correct_keys(validations: Iterable[Iterable[EntryValidation]]) -> list[EventDraft]:
    """Replaces the right options of the questions that the file corrects. Returns an event for each. Four queries."""
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
    event_drafts = [build_correction_event(question, corrections[question.pk]) for question in questions]
    # In this order, because a constraint allows one right option per question at any time.
    Option.objects.filter(question__in=corrections, is_correct=True).update(is_correct=False)
    right_options = [correction.option_id for correction in corrections.values()]
    Option.objects.filter(pk__in=right_options).update(is_correct=True)
    return event_drafts


def build_correction_event(question: Question, correction: Correction) -> EventDraft:
    payload = {"text": question.text, "from": correction.old, "to": correction.new}
    return EventDraft("question.key_replaced", question, payload)


def lock_exam(exam: Exam) -> Exam:
    """The exam, read again under a lock. Students can start it meanwhile: the lock leaves its key unlocked."""
    rows = Exam.objects.live().select_related("subject__training", "training").filter(pk=exam.pk)
    locked_exam = rows.select_for_update(of=("self",), no_key=True).first()
    if locked_exam is None:
        raise NotFound(gettext("The exam is deleted."))
    return locked_exam


def get_company_id(exam: Exam) -> UUID:
    company_id = exam.get_training().company_id
    if company_id is None:
        raise Conflict(
            gettext("The exam is part of a template that comes with the server. Use an exam of your school.")
        )
    return company_id


@contextmanager
def store_questions(exam: Exam, validations: Sequence[EntryValidation]) -> Iterator[EventDraft]:
    """Stores the questions that can be taken, and gives the event of it.

    When the block fails, the transaction rolls back the rows, and this context manager deletes the picture files.
    """
    entries = [validation.entry for validation in validations if validation.is_taken]
    questions = [
        Question(company_id=get_company_id(exam), text=entry.text, shuffle_options=entry.shuffle_options)
        for entry in entries
    ]
    try:
        for question, entry in zip(questions, entries, strict=True):
            store_picture(question, entry)
        store_rows(exam, questions, entries)
        skipped = sum(bool(validation.reason) for validation in validations)
        yield EventDraft("questions.imported", exam, {"taken": len(entries), "skipped": skipped})
    except BaseException:  # an interrupt as well must not leave files that no row refers to
        for question in questions:
            question.media.delete(save=False)
        raise


def store_rows(exam: Exam, questions: Sequence[Question], entries: Sequence[QuestionEntry]) -> None:
    Question.objects.bulk_create(questions, batch_size=BATCH)
    options = (row for pair in zip(questions, entries, strict=True) for row in build_option_rows(*pair))
    Option.objects.bulk_create(options, batch_size=BATCH)
    bank_rows = Exam.questions.through
    rows = [bank_rows(exam_id=exam.pk, question_id=question.pk) for question in questions]
    bank_rows.objects.bulk_create(rows, batch_size=BATCH)


def store_picture(question: Question, entry: QuestionEntry) -> None:
    if entry.picture is not None:
        name = f"{question.pk}{detect_suffix(entry.picture)}"
        question.media.save(name, ContentFile(entry.picture), save=False)


def build_option_rows(question: Question, entry: QuestionEntry) -> Iterator[Option]:
    for order, option in enumerate(entry.options):
        yield Option(question=question, text=option.text, is_correct=option.is_correct, order=order)
