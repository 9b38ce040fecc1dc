"""Who sees which exams, questions and attempts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from exams.models import Attempt, AttemptQuestion, Exam, Question
    from trainings.models import Enrollment


class ExamQuerySet(QuerySet["Exam"]):
    def live(self) -> ExamQuerySet:
        """Not deleted, nor the subject, nor the lesson it is the gate of."""
        rows = self.filter(deleted_at__isnull=True, subject__deleted_at__isnull=True)
        return rows.filter(lesson__deleted_at__isnull=True)

    def visible_to(self, user: User) -> ExamQuerySet:
        from trainings.models import Subject

        return self.live().filter(subject__in=Subject.objects.visible_to(user))

    def offered_to(self, enrollment: Enrollment) -> ExamQuerySet:
        """The exams of the enrollment's training; a deleted one as long as the enrollment is sitting it."""
        from exams.models import Attempt

        sitting = Attempt.objects.open().filter(exam=OuterRef("pk"), enrollment=enrollment)
        live = Q(deleted_at__isnull=True, subject__deleted_at__isnull=True, lesson__deleted_at__isnull=True)
        return self.filter(live | Exists(sitting), subject__training=enrollment.training_id)

    def with_bank_size(self) -> ExamQuerySet:
        """Adds `bank_size`, the questions that can be drawn, and loads what `exams.sitting.availability` looks at."""
        from exams.models import Exam, Question
        from trainings.querysets import build_count

        drawable = Question.objects.drawable().filter(pk=OuterRef("question"))
        bank = Exam.questions.through.objects.filter(Exists(drawable), exam=OuterRef("pk"))
        return self.annotate(bank_size=build_count(bank, "exam")).select_related("subject__training", "lesson")


class QuestionQuerySet(QuerySet["Question"]):
    def live(self) -> QuestionQuerySet:
        return self.filter(deleted_at__isnull=True)

    def visible_to(self, user: User) -> QuestionQuerySet:
        """The bank is the managers': nobody else browses questions. A manager who sits an exam does not see its bank
        meanwhile, nor what is on the paper."""
        from exams.models import Attempt, AttemptQuestion, Exam

        sat = Attempt.objects.sat_by(user)
        in_bank = Exam.questions.through.objects.filter(question=OuterRef("pk"), exam__in=sat.values("exam"))
        on_paper = AttemptQuestion.objects.filter(question=OuterRef("pk"), attempt__in=sat)
        rows = self.live().filter(~Exists(in_bank), ~Exists(on_paper), company_id=user.company_id)
        return rows if user.is_manager else rows.none()

    def drawable(self) -> QuestionQuerySet:
        """Live, with at least two options of which one is right (a constraint keeps it to one)."""
        from exams.models import Option

        options = Option.objects.filter(question=OuterRef("pk"))
        return self.live().filter(Exists(options.filter(is_correct=True)), Exists(options.filter(is_correct=False)))


class AttemptQuerySet(QuerySet["Attempt"]):
    def visible_to(self, user: User) -> AttemptQuerySet:
        """Whoever may read the enrollment may read its attempts."""
        from trainings.models import Enrollment

        return self.filter(enrollment__in=Enrollment.objects.visible_to(user))

    def open(self) -> AttemptQuerySet:
        return self.filter(finished_at__isnull=True)

    def sat_by(self, user: User) -> AttemptQuerySet:
        """Those which the user is sitting at this moment, as the student."""
        from exams.clock import GRACE

        return self.open().filter(enrollment__user=user, deadline_at__gte=timezone.now() - GRACE)

    def overdue(self, now: datetime) -> AttemptQuerySet:
        """Still open although the time, grace included, is over."""
        from exams.clock import GRACE

        return self.open().filter(deadline_at__lt=now - GRACE)


class PaperQuerySet(QuerySet["AttemptQuestion"]):
    def visible_to(self, user: User) -> PaperQuerySet:
        from exams.models import Attempt

        return self.filter(attempt__in=Attempt.objects.visible_to(user))

    def writable_by(self, user: User) -> PaperQuerySet:
        """Answering is the student's alone."""
        return self.filter(attempt__enrollment__user=user, attempt__enrollment__company=user.company_id)
