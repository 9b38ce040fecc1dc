"""The exams of a course that is written down, with their question banks (see trainings/syllabus/definitions.py)."""

import random
from collections.abc import Iterator
from typing import Any

from django.db import transaction

from exams.models import Exam, Option, Question
from trainings.models import Lesson, Subject, Training

Definition = dict[str, Any]


@transaction.atomic
def build_exams(course: Definition, *, training: Training) -> list[Exam]:
    """Stores the exams of the course that `training` was just built from: gates of lessons, and exams of subjects.

    The options of a question come in an order that does not tell the right one, the same every time. The number of
    queries does not depend on the course.
    """
    exams = list(build_exam_rows(course, training))
    Exam.objects.bulk_create(exam for exam, _ in exams)
    banks = [(exam, entry, build_question(entry, training)) for exam, bank in exams for entry in bank]
    Question.objects.bulk_create(question for _, _, question in banks)
    chance = random.Random(course["name"])  # noqa: S311  the order must be the same every time, not secret
    Option.objects.bulk_create(row for _, entry, question in banks for row in build_options(entry, question, chance))
    drawn_from = Exam.questions.through
    drawn_from.objects.bulk_create(drawn_from(exam=exam, question=question) for exam, _, question in banks)
    return [exam for exam, _ in exams]


def build_exam_rows(course: Definition, training: Training) -> Iterator[tuple[Exam, list[Definition]]]:
    """Each exam of the course, not stored yet, with the entries of its bank."""
    subjects = training.subjects.order_by("order").prefetch_related("lessons")
    for subject, listed in zip(subjects, course.get("subjects", []), strict=True):
        lessons = sorted(subject.lessons.all(), key=lambda lesson: lesson.order)
        for lesson, entry in zip(lessons, listed.get("lessons", []), strict=True):
            if "exam" in entry:
                yield build_exam(entry["exam"], subject, lesson), entry["exam"].get("bank", [])
        for entry in listed.get("exams", []):
            yield build_exam(entry, subject, None), entry.get("bank", [])


def build_exam(entry: Definition, subject: Subject, lesson: Lesson | None) -> Exam:
    return Exam(
        subject=subject,
        lesson=lesson,
        name=entry["name"],
        type=entry.get("type", Exam.Type.ONLINE),
        is_mandatory=entry.get("mandatory", True),
        pass_percent=entry.get("score", 75),
        question_count=entry.get("questions", 10),
        duration_minutes=entry.get("minutes", 30),
        max_attempts=entry.get("attempts", 3),
        instructions=entry.get("instructions", ""),
        show_answers=entry.get("show_answers", False),
    )


def build_question(entry: Definition, training: Training) -> Question:
    return Question(company=training.company, text=entry["text"])


def build_options(entry: Definition, question: Question, chance: random.Random) -> Iterator[Option]:
    options = [(entry["correct"], True), *((text, False) for text in entry["wrong"])]
    chance.shuffle(options)
    for order, (text, is_correct) in enumerate(options):
        yield Option(question=question, text=text, is_correct=is_correct, order=order)
