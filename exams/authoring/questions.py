"""Writing questions of the bank over the API: create, edit, unlink, delete (docs/api.md, section 8, Authoring).

Exam papers hold copies of their questions, so that nothing here changes what was sat or is being sat.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.exceptions import Forbidden, InvalidInput
from exams.authoring.options import (
    OptionEntry,
    Snapshot,
    clean_options,
    clean_question_text,
    find_text_error,
    store_options,
)
from exams.authoring.rights import lock_authored_exam
from exams.bank.option_order import has_position_references
from exams.models import Exam, Question
from exams.querysets import QuestionQuerySet
from records.services import EventDraft, record_events


@dataclass(frozen=True)
class QuestionContent:
    """What is written of a question; what is None stays as it is, and is missing in a new question."""

    text: str | None = None
    options: Sequence[OptionEntry] | None = None
    shuffle_options: bool | None = None


def save_question(
    *, question_id: uuid.UUID | None, exam_id: uuid.UUID | None, content: QuestionContent, by: User
) -> Question:
    """Creates a question or, with its id, changes it; and adds it to the bank of the exam, if one is named.

    A new question that the bank has already, with the same options, is that one; so a repetition stores and records
    nothing. A new question whose options refer to each other by position is shown in their order, as in imports, unless
    `shuffle_options` says otherwise. Pictures stay as they are.

    Raises what `lock_authored_exam` and `lock_authored_question` do; InvalidInput for a text or options that the bank
    does not take (`clean_options`), and for a new question without text, without options, or of a teacher without an
    exam.
    """
    content = clean_content(content)
    with transaction.atomic():
        exam = lock_authored_exam(exam_id, by) if exam_id else None
        if question_id:
            question = lock_authored_question(question_id, by)
            drafts = edit_question(question, content)
        else:
            question, drafts = create_question(content, exam, by)
        if exam:
            drafts += link_question(question, exam)
        record_events(*drafts, company_id=by.company_id, by=by)
    return question


def clean_content(content: QuestionContent) -> QuestionContent:
    text = None if content.text is None else clean_question_text(content.text)
    if text is not None and (error := find_text_error(text)):
        raise InvalidInput.for_field("text", error)
    options = None if content.options is None else clean_options(content.options)
    return QuestionContent(text, options, content.shuffle_options)


def lock_authored_question(question_id: uuid.UUID, by: User) -> Question:
    """The live question, locked. Raises InvalidInput (`question_id`) for one in which the user has no part, and
    Forbidden for one that exams of other teachers share."""
    question = lock_question(Question.objects.live().authored_by(by), question_id)
    check_may_change(question, by)
    return question


def lock_question(rows: QuestionQuerySet, question_id: uuid.UUID) -> Question:
    question = rows.select_for_update(no_key=True, of=("self",)).filter(pk=question_id).first()
    if question is None:
        raise InvalidInput.for_field("question_id", _("There is no question with this id."))
    return question


def check_may_change(question: Question, by: User) -> None:
    """A teacher changes a question that is in exams of the own subjects alone."""
    if not by.is_manager and Exam.objects.live().filter(questions=question).exclude(subject__teacher=by).exists():
        raise Forbidden(_("This question is also in an exam of a subject that you do not teach. Ask a manager."))


def create_question(content: QuestionContent, exam: Exam | None, by: User) -> tuple[Question, list[EventDraft]]:
    """Stores a new question, or returns that of the bank which is the same; and the events."""
    text, options = require_content(content)
    if exam is None and not by.is_manager:
        raise InvalidInput.for_field("exam_id", _("Name the exam to which the question is added."))
    if exam and (same := find_same_question(text, options, exam, by)):
        return same, []
    shuffle = content.shuffle_options
    if shuffle is None:
        shuffle = not has_position_references(option.text for option in options)
    question = Question.objects.create(company_id=by.company_id, text=text, shuffle_options=shuffle)
    store_options(question, options)
    return question, [EventDraft("question.created", question, {"text": text})]


def require_content(content: QuestionContent) -> tuple[str, Sequence[OptionEntry]]:
    missing = [name for name in ("text", "options") if getattr(content, name) is None]
    if content.text is None or content.options is None:
        raise InvalidInput(errors={name: [_("A new question needs this.")] for name in missing})
    return content.text, content.options


def find_same_question(text: str, options: Sequence[OptionEntry], exam: Exam, by: User) -> Question | None:
    """The question of the bank with this text and these options.

    Raises InvalidInput (`options`) if another option is right there; never of an exam that the user is sitting, to whom
    that would tell the answer.
    """
    rows = Question.objects.live().not_sat_by(by).filter(exams=exam, text=text, media="").prefetch_related("options")
    texts = {option.text for option in options}
    same = next((row for row in rows if {option.text for option in row.options.all()} == texts), None)
    if same is None:
        return None
    right = next(option.text for option in options if option.is_correct)
    if not any(option.is_correct and option.text == right for option in same.options.all()):
        raise InvalidInput.for_field("options", _("The bank has this question with another correct option."))
    return same


def edit_question(question: Question, content: QuestionContent) -> list[EventDraft]:
    """Stores what changes; returns an event of it, or none if nothing does."""
    changes: dict[str, list[Any]] = {}
    for name in ("text", "shuffle_options"):
        old, new = getattr(question, name), getattr(content, name)
        if new is not None and new != old:
            changes[name.replace("_", " ")] = [old, new]
            setattr(question, name, new)
    question.save(update_fields=["text", "shuffle_options"])
    if content.options is not None:
        changes |= compare_options(*store_options(question, content.options))
    return [EventDraft("question.edited", question, {"text": question.text, "changes": changes})] if changes else []


def compare_options(before: Snapshot, after: Snapshot) -> dict[str, list[Any]]:
    """What an event tells of changed options: the texts in their order, and the right one."""
    values: dict[str, list[Any]] = {
        "options": [[text for _pk, text, _correct in rows] for rows in (before, after)],
        "correct answer": ["".join(text for _pk, text, correct in rows if correct) for rows in (before, after)],
    }
    return {name: pair for name, pair in values.items() if pair[0] != pair[1]}


def link_question(question: Question, exam: Exam) -> list[EventDraft]:
    if exam.questions.filter(pk=question.pk).exists():
        return []
    exam.questions.add(question)
    return [build_event("question.linked", question, exam)]


def build_event(action: str, question: Question, exam: Exam) -> EventDraft:
    return EventDraft(action, question, {"text": question.text, "exam": str(exam.pk), "exam_name": exam.name})


def delete_question(*, question_id: uuid.UUID, exam_id: uuid.UUID | None, by: User) -> None:
    """Removes the question from the bank of one exam or, without an exam, deletes it from every bank.

    A question that is removed stays in the bank of the school and of other exams. Repeating it does nothing. Raises
    what `lock_authored_exam` and `lock_authored_question` do.
    """
    with transaction.atomic():
        drafts = unlink_question(question_id, exam_id, by) if exam_id else delete_everywhere(question_id, by)
        record_events(*drafts, company_id=by.company_id, by=by)


def unlink_question(question_id: uuid.UUID, exam_id: uuid.UUID, by: User) -> list[EventDraft]:
    exam = lock_authored_exam(exam_id, by)
    # Not `authored_by`: a teacher who repeats the request has no part in the question any more.
    question = lock_question(Question.objects.not_sat_by(by), question_id)
    if not exam.questions.filter(pk=question.pk).exists():
        return []
    exam.questions.remove(question)
    return [build_event("question.unlinked", question, exam)]


def delete_everywhere(question_id: uuid.UUID, by: User) -> list[EventDraft]:
    question = lock_question(Question.objects.authored_by(by), question_id)
    check_may_change(question, by)
    if question.deleted_at is not None:
        return []
    question.deleted_at = clock.now()
    question.save(update_fields=["deleted_at"])
    return [EventDraft("question.deleted", question, {"text": question.text})]
