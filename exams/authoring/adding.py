"""Adding exams to a subject or to a whole training (docs/api.md, section 8, Authoring)."""

import uuid
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from core.exceptions import InvalidInput
from exams.authoring.ordering import LAST_PLACE, find_next_place, find_next_training_place
from exams.authoring.rights import lock_authored_subject, lock_authored_training
from exams.models import Exam
from records.services import EventDraft, record_events
from trainings.models import Lesson, Subject


def add_exam(*, subject_id: uuid.UUID, lesson_id: uuid.UUID | None, fields: dict[str, Any], by: User) -> Exam:
    """Adds an exam with the model's `fields` to the subject or, with a lesson of it, the gate exam of that lesson; the
    last one there. Its bank is empty.

    Raises what `lock_authored_subject` does, and InvalidInput (`lesson_id`) for a lesson of another subject.
    Enrollments that are finished stay finished.
    """
    with transaction.atomic():
        subject = lock_authored_subject(subject_id, by)
        lesson = get_lesson(subject, lesson_id) if lesson_id else None
        order = find_next_gate_place(lesson) if lesson else find_next_place(subject.pk)
        exam = Exam.objects.create(subject=subject, lesson=lesson, order=order, **fields)
        payload = {"name": exam.name, "subject": str(subject.pk), "subject_name": str(subject)}
        record_events(EventDraft("exam.added", exam, payload), company_id=by.company_id, by=by)
    return exam


def add_training_exam(*, training_id: uuid.UUID, fields: dict[str, Any], by: User) -> Exam:
    """Adds an exam with the model's `fields` to the whole training, the last one there. Its bank is empty.

    Raises what `lock_authored_training` does. Enrollments that are finished stay finished.
    """
    with transaction.atomic():
        training = lock_authored_training(training_id, by)
        exam = Exam.objects.create(training=training, order=find_next_training_place(training.pk), **fields)
        payload = {"name": exam.name, "training": str(training.pk), "training_name": training.name}
        record_events(EventDraft("exam.added", exam, payload), company_id=by.company_id, by=by)
    return exam


def get_lesson(subject: Subject, lesson_id: uuid.UUID) -> Lesson:
    lesson = Lesson.objects.live().filter(pk=lesson_id, subject=subject).first()
    if lesson is None:
        raise InvalidInput.for_field("lesson_id", _("There is no lesson with this id in the subject."))
    return lesson


def find_next_gate_place(lesson: Lesson) -> int:
    last: int = Exam.objects.live().filter(lesson=lesson).aggregate(last=Max("order", default=0))["last"]
    return min(last + 1, LAST_PLACE)
