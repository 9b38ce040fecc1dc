"""What enrollments did for lessons: slides studied and classes attended (docs/api.md, sections 3 and 4)."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from core.database.statements import Statement
from onsite.models import Attendance, ClassSession
from trainings.models import Enrollment, LessonStudy, Subject

if TYPE_CHECKING:
    from trainings.querysets import StudyWithSeconds


@dataclass(frozen=True)
class Presence:
    """A lesson studied online, or (with `session`) a class of it with the enrollment on the roster.

    The `value` of a study is False until the slides have been completed again after a restart of the lesson."""

    id: uuid.UUID
    enrollment: Enrollment
    value: bool
    seconds: int
    created_at: datetime
    session: ClassSession | None

    @property
    def at(self) -> datetime:
        return self.session.starts_at if self.session else self.created_at


def build_study_presence(row: "StudyWithSeconds") -> Presence:
    return Presence(row.pk, row.enrollment, row.is_current, row.seconds, row.completed_at, None)


def build_class_presence(row: Attendance) -> Presence:
    """`row` brings its class. An attendance that has not been recorded yet counts as absence."""
    return Presence(row.pk, row.enrollment, bool(row.is_present), row.seconds, row.created_at, row.class_session)


def group_presences_by_lesson(subject: Subject, enrollment: Enrollment) -> dict[uuid.UUID, list[Presence]]:
    """By lesson of the subject: the study first, then classes, the oldest first. Two queries."""
    presences: dict[uuid.UUID, list[Presence]] = defaultdict(list)
    values = {"subject_id": subject.pk, "enrollment_id": enrollment.pk}
    for study in query_studies.fetch(**values):
        study.enrollment = enrollment
        presences[study.lesson_id].append(build_study_presence(study))
    for row in query_classes.fetch(**values):
        row.enrollment = enrollment
        # `item_id` is a lesson here, never an exam: `of_lessons_in` selects the classes of lessons.
        presences[row.item_id].append(build_class_presence(row))
    return presences


def select_studies(*, subject_id: uuid.UUID, enrollment_id: uuid.UUID) -> QuerySet[Any]:
    rows = LessonStudy.objects.filter(enrollment_id=enrollment_id).of_lessons_in(Subject(pk=subject_id))
    return rows.with_seconds()


def select_classes(*, subject_id: uuid.UUID, enrollment_id: uuid.UUID) -> QuerySet[Attendance]:
    rows = Attendance.objects.filter(enrollment_id=enrollment_id).of_lessons_in(Subject(pk=subject_id))
    return rows.select_related("class_session").order_by("starts_at", "id")


query_studies: Statement[Any] = Statement(select_studies)
query_classes = Statement(select_classes)
