"""What events about exams and the question bank say in words (records/wording.py)."""

from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from records.wording import (
    Fact,
    FactKind,
    Payload,
    RowName,
    Sentence,
    name_of,
    pair,
    read_pairs,
    register_facts,
    register_names,
    register_sentences,
)

EXAM = "exams.exam"


def describe_attempt(attempt: Any) -> str:
    return gettext("%(exam)s (%(student)s)") % {"exam": attempt.exam, "student": attempt.enrollment.user}


def describe_reset(reset: Any) -> str:
    return gettext("%(lesson)s (%(student)s)") % {"lesson": reset.lesson, "student": reset.enrollment.user}


def choose_import(payload: Payload) -> str:
    taken = payload.get("taken")
    number = taken if isinstance(taken, int) else 0
    return ngettext(
        "%(actor)s imported %(taken)s question into the exam %(object)s.",
        "%(actor)s imported %(taken)s questions into the exam %(object)s.",
        number,
    )


def choose_finish(payload: Payload) -> str:
    if payload.get("passed"):
        return gettext("%(object)s was graded: passed with %(score)s.")
    return gettext("%(object)s was graded: not passed, with %(score)s.")


def choose_addition(payload: Payload) -> str:
    if "training" in payload:
        return gettext("%(actor)s added the exam %(object)s to the training %(training)s.")
    return gettext("%(actor)s added the exam %(object)s to the subject %(subject)s.")


register_sentences(
    {
        "exam.started": _("%(actor)s started the exam %(object)s."),
        "exam.finished": Sentence(choose_finish, short=_("%(object)s was graded.")),
        "attempt.granted": Sentence(
            _("%(actor)s granted one more attempt: %(object)s. Reason: %(reason)s"),
            short=_("%(actor)s granted one more attempt: %(object)s."),
        ),
        "lesson.reset": _("%(actor)s started the lesson %(object)s again."),
        "questions.imported": Sentence(choose_import),
        "question.key_replaced": Sentence(
            _("%(actor)s replaced the correct answer of the question %(object)s."),
            pairs=pair("from", "to", "correct answer"),
        ),
        "exam.added": Sentence(choose_addition),
        "question.created": _("%(actor)s wrote the question %(object)s."),
        "question.edited": Sentence(
            _("%(actor)s changed the question %(object)s."),
            facts={"changes": Fact("", FactKind.HIDDEN)},
            pairs=read_pairs("changes"),
        ),
        "question.linked": _("%(actor)s added the question %(object)s to the exam %(exam)s."),
        "question.unlinked": _("%(actor)s removed the question %(object)s from the exam %(exam)s."),
        "question.deleted": _("%(actor)s deleted the question %(object)s."),
    }
)
register_names(
    {
        EXAM: RowName(
            _("exam"),
            _("the exam"),
            company=("subject__training__company", "training__company"),
            known_as=("name", "exam_name"),
        ),
        "exams.question": RowName(_("question"), _("the question"), known_as=("text", "name")),
        "exams.option": RowName(_("option"), _("the option"), company="question__company"),
        "exams.attempt": RowName(
            _("attempt"),
            _("the attempt"),
            company="enrollment__company",
            related=("exam", "enrollment__user"),
            describe=describe_attempt,
            known_as=("exam_name",),
        ),
        "exams.lessonreset": RowName(
            _("restart of a lesson"),
            _("the restart of a lesson"),
            company="enrollment__company",
            related=("lesson__subject", "enrollment__user"),
            describe=describe_reset,
            known_as=("lesson_name",),
        ),
        "exams.attemptgrant": RowName(
            _("granted attempt"),
            _("the granted attempt"),
            company="enrollment__company",
            related=("exam", "enrollment__user"),
            describe=describe_attempt,
            known_as=("exam_name",),
        ),
    }
)
register_facts(
    {
        "exam": name_of(_("exam"), EXAM),
        "correct answer": Fact(_("correct answer")),
        "exam_name": Fact("", FactKind.HIDDEN),
        "lesson_name": Fact("", FactKind.HIDDEN),
        "reset_at": Fact(_("counts afresh from"), FactKind.MOMENT),
        "attempt": name_of(_("attempt"), "exams.attempt"),
        "not_in_class": Fact(_("not recorded in the class")),
        "deadline": Fact(_("until"), FactKind.MOMENT),
        "pass_percent": Fact(_("passed from"), FactKind.PERCENT),
        "score": Fact(_("score"), FactKind.PERCENT),
        "correct": Fact(_("correct answers")),
        "drawn": Fact(_("questions")),
        "taken": Fact(_("questions taken")),
        "skipped": Fact(_("questions skipped")),
        "text": Fact(_("question")),
    }
)
