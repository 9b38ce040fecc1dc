"""What begins or extends a cycle of attempts: restarts of lessons, and granted attempts (docs/decisions/0032)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.models import Identified
from exams.querysets import GrantQuerySet, ResetQuerySet
from trainings.models import MAX_REASON, Enrollment, Lesson

# How often a student may start one lesson again. After that a manager decides, who may grant an attempt.
MAX_RESETS = 3
# How many attempts managers may grant one enrollment at one exam.
MAX_GRANTS = 10


class LessonReset(Identified):
    """A student has started a lesson again. Never changed or deleted.

    What was studied and attempted before `reset_at` is of an earlier cycle: it stays on record and does not count. The
    `number` of each makes a second restart at the same moment impossible.
    """

    enrollment = models.ForeignKey(
        Enrollment,
        verbose_name=_("enrollment"),
        on_delete=models.PROTECT,
        related_name="resets",
        editable=False,
        db_index=False,
    )
    lesson = models.ForeignKey(
        Lesson, verbose_name=_("lesson"), on_delete=models.PROTECT, related_name="resets", editable=False
    )
    number = models.PositiveSmallIntegerField(editable=False)
    reset_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ResetQuerySet.as_manager()

    class Meta:
        verbose_name = _("restart of a lesson")
        verbose_name_plural = _("restarts of lessons")
        ordering = ["reset_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "lesson", "number"], name="lesson_reset_one_per_enrollment_lesson_and_number"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=MAX_RESETS), name="lesson_reset_number_is_limited"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment}: {self.lesson}"


class AttemptGrant(Identified):
    """One more attempt of an enrollment at an exam, granted by a manager with a reason. Never changed or deleted.

    It counts in the cycle in which it was granted: a restart of the lesson begins without it.
    """

    exam = models.ForeignKey(
        "exams.Exam", verbose_name=_("exam"), on_delete=models.PROTECT, related_name="grants", editable=False
    )
    enrollment = models.ForeignKey(
        Enrollment,
        verbose_name=_("enrollment"),
        on_delete=models.PROTECT,
        related_name="grants",
        editable=False,
        db_index=False,
    )
    number = models.PositiveSmallIntegerField(editable=False)
    reason = models.CharField(_("reason"), max_length=MAX_REASON, editable=False)
    granted_at = models.DateTimeField(default=timezone.now, editable=False)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="attempts_granted", editable=False)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("granted attempt")
        verbose_name_plural = _("granted attempts")
        ordering = ["granted_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "exam", "number"], name="attempt_grant_one_per_enrollment_exam_and_number"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=MAX_GRANTS), name="attempt_grant_number_is_limited"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="attempt_grant_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment}: {self.exam}"
