"""Who sees which exams, questions and attempts."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Self, TypeAlias, TypedDict
    from uuid import UUID

    from django_stubs_ext import WithAnnotations

    from accounts.models import User
    from exams.cycles import AttemptGrant, LessonReset
    from exams.models import Attempt, AttemptQuestion, Exam, Question
    from trainings.models import Enrollment, Subject, Training

    class BankSize(TypedDict):
        """What `with_bank_size` adds."""

        bank_size: int

    class Allowance(TypedDict):
        """What `with_allowance` adds: the attempts that the enrollment has made and was granted in this cycle."""

        attempts_used: int
        attempts_granted: int

    class Cycle(TypedDict):
        """What `with_cycle` adds: whether the attempt was made before the lesson was last started again."""

        is_reset: bool

    ExamWithBankSize: TypeAlias = WithAnnotations[Exam, BankSize]
    ExamWithAllowance: TypeAlias = WithAnnotations[Exam, Allowance]
    AttemptInCycle: TypeAlias = WithAnnotations[Attempt, Cycle]

RowT = TypeVar("RowT", bound=Model)


def build_is_reset(moment: str) -> Exists:
    """Whether a row about an enrollment and an exam is of an earlier cycle: the exam's lesson was started again after
    the row's column `moment`. The only definition of it (docs/decisions/0032)."""
    from exams.cycles import LessonReset

    return Exists(
        LessonReset.objects.filter(
            enrollment=OuterRef("enrollment"), lesson=OuterRef("exam__lesson"), reset_at__gt=OuterRef(moment)
        )
    )


class DeletableQuerySet(QuerySet[RowT]):
    """Rows that may be deleted; `LIVE` says when one is not."""

    LIVE: ClassVar[Q] = Q(deleted_at__isnull=True)

    def live(self) -> Self:
        return self.filter(self.LIVE)


class ExamQuerySet(DeletableQuerySet["Exam"]):
    # Deleting a subject or lesson leaves its exams undeleted, so that restoring it would bring them back.
    LIVE = Q(deleted_at__isnull=True, subject__deleted_at__isnull=True, lesson__deleted_at__isnull=True)

    def visible_to(self, user: User) -> ExamQuerySet:
        from trainings.models import Subject, Training

        subjects, trainings = Subject.objects.visible_to(user), Training.objects.visible_to(user)
        return self.live().filter(Q(subject__in=subjects) | Q(training__in=trainings))

    def of_training(self, training: Training | UUID) -> ExamQuerySet:
        """Of its subjects, their lessons, or the whole training."""
        return self.filter(Q(subject__training=training) | Q(training=training))

    def of_class_in(self, subject: Subject) -> ExamQuerySet:
        """Those that a class held in the subject can be of: the subject's, and those of its whole training."""
        return self.filter(Q(subject=subject) | Q(training=subject.training_id))

    def offered_to(self, enrollment: Enrollment) -> ExamQuerySet:
        """The exams of the enrollment's training, a deleted one only while the enrollment has an open attempt at it."""
        from exams.models import Attempt

        open_attempts = Attempt.objects.open().filter(exam=OuterRef("pk"), enrollment=enrollment)
        return self.of_training(enrollment.training_id).filter(self.LIVE | Exists(open_attempts))

    def schedulable(self) -> ExamQuerySet:
        """Those that a class can be of: held in class, or taken online from a class."""
        from exams.models import Exam

        return self.filter(Q(type=Exam.Type.ONSITE) | Q(access_mode=Exam.AccessMode.SCHEDULED))

    def with_bank_size(self) -> QuerySet[ExamWithBankSize]:
        """Adds `bank_size`, how many questions can be drawn, and loads what `exams.sitting.availability` reads.

        Call it after the methods of this class: the result has those of Django alone.
        """
        from exams.models import Exam, Question
        from trainings.querysets import build_count

        drawable = Question.objects.drawable().filter(pk=OuterRef("question"))
        bank = Exam.questions.through.objects.filter(Exists(drawable), exam=OuterRef("pk"))
        rows = self.annotate(bank_size=build_count(bank, "exam"))
        rows = rows.select_related("subject__training", "training", "lesson")
        return cast("QuerySet[ExamWithBankSize]", rows)  # a queryset that names its model forgets the annotation

    def with_allowance(self, enrollment: Enrollment) -> QuerySet[ExamWithAllowance]:
        """Adds `attempts_used` and `attempts_granted`, from which `count_left` tells how many attempts are left."""
        from exams.cycles import AttemptGrant
        from exams.models import Attempt
        from trainings.querysets import build_count

        of_enrollment = {"exam": OuterRef("pk"), "enrollment": enrollment}
        rows = self.annotate(
            attempts_used=build_count(Attempt.objects.in_cycle().filter(**of_enrollment), "exam"),
            attempts_granted=build_count(AttemptGrant.objects.in_cycle().filter(**of_enrollment), "exam"),
        )
        return cast("QuerySet[ExamWithAllowance]", rows)


class QuestionQuerySet(DeletableQuerySet["Question"]):
    def visible_to(self, user: User) -> QuestionQuerySet:
        """Managers see the question bank of their school, and nobody else does.

        A manager with an open attempt sees neither the bank of that exam nor the questions on the paper until the
        attempt ends.
        """
        return self.live().not_sat_by(user) if user.is_manager else self.none()

    def not_sat_by(self, user: User) -> QuestionQuerySet:
        """The questions of the user's school, deleted ones too, without those of exams that the user is sitting."""
        from exams.models import Attempt, AttemptQuestion, Exam

        attempts = Attempt.objects.sat_by(user)
        in_bank = Exam.questions.through.objects.filter(question=OuterRef("pk"), exam__in=attempts.values("exam"))
        on_paper = AttemptQuestion.objects.filter(question=OuterRef("pk"), attempt__in=attempts)
        return self.filter(~Exists(in_bank), ~Exists(on_paper), company_id=user.company_id)

    def authored_by(self, user: User) -> QuestionQuerySet:
        """Of `not_sat_by`, those in whose writing the user takes part: managers in all, teachers in those that are in a
        bank of their subjects."""
        from exams.models import Exam

        rows = self.not_sat_by(user)
        if user.is_manager:
            return rows
        taught = Exam.objects.live().filter(subject__teacher=user, questions=OuterRef("pk"))
        return rows.filter(Exists(taught)) if user.is_staff else rows.none()

    def drawable(self) -> QuestionQuerySet:
        """Live, with a right option and a wrong one. A constraint allows no second right option."""
        from exams.models import Option

        options = Option.objects.filter(question=OuterRef("pk"))
        return self.live().filter(Exists(options.filter(is_correct=True)), Exists(options.filter(is_correct=False)))


class AttemptQuerySet(QuerySet["Attempt"]):
    def visible_to(self, user: User) -> AttemptQuerySet:
        """The attempts of the enrollments that the user may read."""
        from trainings.models import Enrollment

        return self.filter(enrollment__in=Enrollment.objects.visible_to(user))

    def in_cycle(self) -> AttemptQuerySet:
        """Those that count towards the attempts an exam allows."""
        return self.filter(~build_is_reset("started_at"))

    def with_cycle(self) -> QuerySet[AttemptInCycle]:
        """Adds `is_reset`: whether the attempt is of an earlier cycle. Call it after the methods of this class."""
        return cast("QuerySet[AttemptInCycle]", self.annotate(is_reset=build_is_reset("started_at")))

    def open(self) -> AttemptQuerySet:
        return self.filter(finished_at__isnull=True)

    def sat_by(self, user: User) -> AttemptQuerySet:
        """The attempts in which the user, as the student, can still answer."""
        from exams.clock import GRACE

        return self.open().filter(enrollment__user=user, deadline_at__gte=timezone.now() - GRACE)

    def overdue(self, now: datetime) -> AttemptQuerySet:
        """Still open although deadline and grace are over."""
        from exams.clock import GRACE

        return self.open().filter(deadline_at__lt=now - GRACE)


class ResetQuerySet(QuerySet["LessonReset"]):
    def visible_to(self, user: User) -> ResetQuerySet:
        """Users who may read an enrollment may read its restarts."""
        from trainings.models import Enrollment

        return self.filter(enrollment__in=Enrollment.objects.visible_to(user))


class GrantQuerySet(QuerySet["AttemptGrant"]):
    def visible_to(self, user: User) -> GrantQuerySet:
        """Users who may read an enrollment may read what was granted to it."""
        from trainings.models import Enrollment

        return self.filter(enrollment__in=Enrollment.objects.visible_to(user))

    def in_cycle(self) -> GrantQuerySet:
        """Those that count: granted since the lesson was last started again."""
        return self.filter(~build_is_reset("granted_at"))


class AttemptQuestionQuerySet(QuerySet["AttemptQuestion"]):
    def visible_to(self, user: User) -> AttemptQuestionQuerySet:
        from exams.models import Attempt

        return self.filter(attempt__in=Attempt.objects.visible_to(user))

    def writable_by(self, user: User) -> AttemptQuestionQuerySet:
        """The questions that the user may answer: only the student may."""
        return self.filter(attempt__enrollment__user=user, attempt__enrollment__company=user.company_id)
