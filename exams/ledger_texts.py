"""What events about exams and the question bank say in words (records/wording.py)."""

from typing import Any

from records.wording import (
    Fact,
    FactKind,
    Payload,
    RowName,
    Sentence,
    mark,
    name_of,
    pair,
    read_pairs,
    register_facts,
    register_names,
    register_sentences,
)

EXAM = "exams.exam"


def describe_attempt(attempt: Any) -> str:
    return f"{attempt.exam} ({attempt.enrollment.user})"


def choose_finish(payload: Payload) -> str:
    if payload.get("passed"):
        return mark("%(object)s was graded: passed with %(score)s.")
    return mark("%(object)s was graded: not passed, with %(score)s.")


register_sentences(
    {
        "exam.started": mark("%(actor)s started the exam %(object)s."),
        "exam.finished": Sentence(choose_finish, short=mark("%(object)s was graded.")),
        "questions.imported": mark("%(actor)s imported %(taken)s questions into the exam %(object)s."),
        "question.key_replaced": Sentence(
            mark("%(actor)s replaced the correct answer of the question %(object)s."),
            pairs=pair("from", "to", "correct answer"),
        ),
        "exam.added": mark("%(actor)s added the exam %(object)s to the subject %(subject)s."),
        "question.created": mark("%(actor)s wrote the question %(object)s."),
        "question.edited": Sentence(
            mark("%(actor)s changed the question %(object)s."),
            facts={"changes": Fact("", FactKind.HIDDEN)},
            pairs=read_pairs("changes"),
        ),
        "question.linked": mark("%(actor)s added the question %(object)s to the exam %(exam)s."),
        "question.unlinked": mark("%(actor)s removed the question %(object)s from the exam %(exam)s."),
        "question.deleted": mark("%(actor)s deleted the question %(object)s."),
    }
)
register_names(
    {
        EXAM: RowName(mark("exam"), company="subject__training__company", known_as=("name", "exam_name")),
        "exams.question": RowName(mark("question"), known_as=("text", "name")),
        "exams.option": RowName(mark("option"), company="question__company"),
        "exams.attempt": RowName(
            mark("attempt"),
            company="enrollment__company",
            related=("exam", "enrollment__user"),
            describe=describe_attempt,
            known_as=("exam_name",),
        ),
    }
)
register_facts(
    {
        "exam": name_of(mark("exam"), EXAM),
        "exam_name": Fact("", FactKind.HIDDEN),
        "deadline": Fact(mark("until"), FactKind.MOMENT),
        "pass_percent": Fact(mark("passed from"), FactKind.PERCENT),
        "score": Fact(mark("score"), FactKind.PERCENT),
        "correct": Fact(mark("correct answers")),
        "drawn": Fact(mark("questions")),
        "taken": Fact(mark("questions taken")),
        "skipped": Fact(mark("questions skipped")),
        "text": Fact(mark("question")),
    }
)
