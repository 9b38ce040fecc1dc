"""Who sees which exams, questions and attempts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

if TYPE_CHECKING:
    from accounts.models import User
    from exams.models import Attempt, Exam, Question


class ExamQuerySet(QuerySet["Exam"]):
    def live(self) -> ExamQuerySet:
        """Not deleted, nor the subject, nor the lesson it is the gate of."""
        rows = self.filter(deleted_at__isnull=True, subject__deleted_at__isnull=True)
        return rows.filter(lesson__deleted_at__isnull=True)

    def visible_to(self, user: User) -> ExamQuerySet:
        from trainings.models import Subject

        return self.live().filter(subject__in=Subject.objects.visible_to(user))


class QuestionQuerySet(QuerySet["Question"]):
    def live(self) -> QuestionQuerySet:
        return self.filter(deleted_at__isnull=True)

    def visible_to(self, user: User) -> QuestionQuerySet:
        """The bank is the managers': nobody else browses questions."""
        rows = self.live().filter(company_id=user.company_id)
        return rows if user.is_manager else rows.none()


class AttemptQuerySet(QuerySet["Attempt"]):
    def visible_to(self, user: User) -> AttemptQuerySet:
        """Whoever may read the enrollment may read its attempts."""
        from trainings.models import Enrollment

        return self.filter(enrollment__in=Enrollment.objects.visible_to(user))
