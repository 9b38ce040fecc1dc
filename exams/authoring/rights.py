"""Who may change the syllabus of a subject over the API (docs/api.md, section 8, Authoring)."""

import uuid

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core.exceptions import Forbidden, InvalidInput
from exams.models import Exam
from trainings.models import Lesson, Subject


def may_author(user: User, subject: Subject) -> bool:
    """Whether the user may change what the subject consists of: managers, and its teacher."""
    return user.is_manager or (user.is_staff and subject.teacher_id == user.pk)


def check_may_author(user: User, subject: Subject) -> None:
    if not may_author(user, subject):
        raise Forbidden(_("Only managers and the subject's teacher may change what it consists of."))


def lock_authored_subject(subject_id: uuid.UUID, by: User) -> Subject:
    """The subject with its training, locked so that changes of its order are stored one after the other.

    `no_key`: whoever adds rows below it in the meantime does not have to wait. Raises InvalidInput (`subject_id`) for a
    subject that the user does not see, and Forbidden for one that the user may not change.
    """
    rows = Subject.objects.visible_to(by).select_related("training").select_for_update(no_key=True, of=("self",))
    subject = rows.filter(pk=subject_id).first()
    if subject is None:
        raise InvalidInput.for_field("subject_id", _("There is no subject with this id."))
    check_may_author(by, subject)
    return subject


def get_authored_exam(exam_id: uuid.UUID, by: User) -> Exam:
    """The exam with its subject and training. Raises like `lock_authored_subject`, of `exam_id`."""
    return check_exam(Exam.objects.visible_to(by).filter(pk=exam_id), by)


def lock_authored_exam(exam_id: uuid.UUID, by: User) -> Exam:
    """The exam with its subject and training, locked so that two changes of its bank are stored one after the other.

    Raises like `lock_authored_subject`, of `exam_id`.
    """
    rows = Exam.objects.visible_to(by).filter(pk=exam_id)
    return check_exam(rows.select_for_update(no_key=True, of=("self",)), by)


def check_exam(rows: QuerySet[Exam], by: User) -> Exam:
    exam = rows.select_related("subject__training").first()
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
