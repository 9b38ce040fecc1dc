"""The exams of a training definition, with their question banks (see trainings/syllabus/definitions.py)."""

import random
from collections.abc import Iterator
from typing import Any

from django.db import transaction

from exams.models import Exam, Option, Question
from trainings.models import Lesson, Subject, Training

Definition = dict[str, Any]


@transaction.atomic
def build_exams(definition: Definition, *, training: Training) -> list[Exam]:
    """Stores the exams of the definition that `training` was just built from: gate exams, exams of
    subjects, and exams of the whole training (`exams` of the definition itself).

    The options of a question are shuffled, the same way every time, so that their order does not reveal the right one.
    The number of queries does not depend on the size of the definition.
    """
    exams = list(build_exam_rows(definition, training))
    Exam.objects.bulk_create(exam for exam, _ in exams)
    banks = [(exam, entry, build_question(entry, training)) for exam, bank in exams for entry in bank]
    Question.objects.bulk_create(question for _, _, question in banks)
    generator = random.Random(definition["name"])  # noqa: S311  the order must be the same every time, not secret
    Option.objects.bulk_create(row for _, entry, question in banks for row in build_options(entry, question, generator))
    bank_rows = Exam.questions.through
    bank_rows.objects.bulk_create(bank_rows(exam=exam, question=question) for exam, _, question in banks)
    return [exam for exam, _ in exams]


def build_exam_rows(definition: Definition, training: Training) -> Iterator[tuple[Exam, list[Definition]]]:
    """Each exam of the definition, not stored yet, with the definitions of the questions in its bank."""
    subjects = training.subjects.order_by("order").prefetch_related("lessons")
    for subject, subject_definition in zip(subjects, definition.get("subjects", []), strict=True):
        lessons = sorted(subject.lessons.all(), key=lambda lesson: lesson.order)
        for lesson, entry in zip(lessons, subject_definition.get("lessons", []), strict=True):
            if "exam" in entry:
                yield build_exam(entry["exam"], subject, lesson), entry["exam"].get("bank", [])
        for place, entry in enumerate(subject_definition.get("exams", []), start=len(lessons) + 1):
            yield build_exam(entry, subject, place=place), entry.get("bank", [])
    for place, entry in enumerate(definition.get("exams", []), start=1):
        yield build_exam(entry, training=training, place=place), entry.get("bank", [])


def build_exam(
    entry: Definition,
    subject: Subject | None = None,
    lesson: Lesson | None = None,
    *,
    training: Training | None = None,
    place: int = 0,
) -> Exam:
    """With `training`, an exam of the whole training."""
    return Exam(
        order=place,
        subject=subject,
        lesson=lesson,
        training=training,
        name=entry["name"],
        type=entry.get("type", Exam.Type.ONLINE),
        is_mandatory=entry.get("mandatory", True),
        pass_percent=entry.get("score", 75),
        question_count=entry.get("questions", 10),
        duration_minutes=entry.get("minutes", 30),
        max_attempts=entry.get("attempts", 3),
        instructions=entry.get("instructions", ""),
        access_mode=entry.get("access_mode", Exam.AccessMode.FREE),
        access_window_days=entry.get("access_window_days", 10),
        show_answers=entry.get("show_answers", False),
    )


def build_question(entry: Definition, training: Training) -> Question:
    return Question(company=training.company, text=entry["text"])


def build_options(entry: Definition, question: Question, generator: random.Random) -> Iterator[Option]:
    options = [(entry["correct"], True), *((text, False) for text in entry["wrong"])]
    generator.shuffle(options)
    for order, (text, is_correct) in enumerate(options):
        yield Option(question=question, text=text, is_correct=is_correct, order=order)
