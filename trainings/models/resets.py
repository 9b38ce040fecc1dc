"""Restarts of lessons: the boundary after which the study and the attempts of a lesson count afresh."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Identified
from trainings.models.enrollments import Enrollment
from trainings.models.syllabus import Lesson
from trainings.querysets import ResetQuerySet

# How often a student may start one lesson again. After that a manager decides, who may grant an attempt.
MAX_RESETS = 3


class LessonReset(Identified):
    """A student has started a lesson again (docs/decisions/0032). Never changed or deleted.

    What was studied and attempted before `reset_at` is of an earlier cycle: it stays on record and does not count. The
    `number` of each makes a second restart at the same moment impossible.
    """

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="resets", editable=False)
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="resets", editable=False)
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
