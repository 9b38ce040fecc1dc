"""Who may change a syllabus over the API (docs/api.md, section 8, Authoring)."""

import uuid

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core.exceptions import Forbidden, InvalidInput
from exams.models import Exam
from trainings.models import Lesson, Subject, Training
from trainings.syllabus.freezing import check_syllabus_is_editable


def may_author(user: User, subject: Subject | None) -> bool:
    """Whether the user may change what the subject consists of: managers, and its teacher. Without a subject, the exams
    of a whole training (docs/decisions/0033): managers alone."""
    return user.is_manager or (user.is_staff and subject is not None and subject.teacher_id == user.pk)


def check_may_author(user: User, subject: Subject | None) -> None:
    if not may_author(user, subject):
        if subject is None:
            raise Forbidden(_("Only managers may change the exams of a whole training."))
        raise Forbidden(_("Only managers and the subject's teacher may change what it consists of."))


def lock_authored_subject(subject_id: uuid.UUID, by: User) -> Subject:
    """The subject with its training, locked so that changes of its order are stored one after the other.

    `no_key`: whoever adds rows below it in the meantime does not have to wait. Raises InvalidInput (`subject_id`) for a
    subject that the user does not see, Forbidden for one that the user may not change, and Conflict for one of a
    published training.
    """
    rows = Subject.objects.visible_to(by).select_related("training").filter(pk=subject_id)
    subject = check_subject(rows, by)
    check_syllabus_is_editable([subject.training_id])
    return check_subject(rows.select_for_update(no_key=True, of=("self",)), by)


def check_subject(rows: QuerySet[Subject], by: User) -> Subject:
    subject = rows.first()
    if subject is None:
        raise InvalidInput.for_field("subject_id", _("There is no subject with this id."))
    check_may_author(by, subject)
    return subject


def lock_authored_training(training_id: uuid.UUID, by: User) -> Training:
    """The training, locked so that changes of the order of its exams are stored one after the other.

    `no_key` as in `lock_authored_subject`; raises like it, of `training_id`.
    """
    rows = Training.objects.visible_to(by).select_for_update(no_key=True, of=("self",))
    training = rows.filter(pk=training_id).first()
    if training is None:
        raise InvalidInput.for_field("training_id", _("There is no training with this id."))
    check_may_author(by, None)
    check_syllabus_is_editable([training.pk])
    return training


def get_authored_exam(exam_id: uuid.UUID, by: User) -> Exam:
    """The exam with its subject and training. Raises like `lock_authored_subject`, of `exam_id`."""
    return check_exam(Exam.objects.visible_to(by).filter(pk=exam_id), by)


def lock_authored_exam(exam_id: uuid.UUID, by: User) -> Exam:
    """The exam with its subject and training, locked so that two changes of its bank are stored one after the other.

    Raises like `lock_authored_subject`, of `exam_id`.
    """
    rows = Exam.objects.visible_to(by).filter(pk=exam_id)
    check_syllabus_is_editable([check_exam(rows, by).get_training().pk])
    return check_exam(rows.select_for_update(no_key=True, of=("self",)), by)


def check_exam(rows: QuerySet[Exam], by: User) -> Exam:
    exam = rows.select_related("subject__training", "training").first()
    if exam is None:
        raise InvalidInput.for_field("exam_id", _("There is no exam with this id."))
    check_may_author(by, exam.subject)
    return exam


def get_authored_lesson(lesson_id: uuid.UUID, by: User) -> Lesson:
    """The lesson with its subject. Raises like `lock_authored_subject`, of `lesson_id`."""
    lesson = Lesson.objects.visible_to(by).select_related("subject").filter(pk=lesson_id).first()
    if lesson is None:
        raise InvalidInput.for_field("lesson_id", _("There is no lesson with this id."))
    check_may_author(by, lesson.subject)
    return lesson
