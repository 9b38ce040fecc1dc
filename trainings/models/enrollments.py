"""Who is enrolled in which training, and what they have studied online."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User
from core.dates.writing import format_duration
from core.models import Identified
from core.units import SECONDS_PER_DAY
from trainings.models.syllabus import Lesson, Training
from trainings.querysets import EnrollmentQuerySet, StudyQuerySet

# Characters of a reason that a manager gives.
MAX_REASON = 500


class Enrollment(Identified):
    """One person in one training, once. A re-take is another enrollment, which starts without progress.

    Created by a manager; at most one per person and training is unfinished. `finished_at` is set when it is finished,
    and cleared only by reopening (trainings/enrollments/reopening.py). `company` is a copy of the training's, so that
    a school's enrollments are found without a join.

    A withdrawn enrollment stays on record and counts as neither finished nor unfinished. A paused one is unfinished,
    and never overdue until it is resumed. `…_at` is when a manager recorded it, `…_on` the school's day from which it
    holds.
    """

    class State(models.TextChoices):
        ONGOING = "ONGOING", _("Ongoing")
        PAUSED = "PAUSED", _("Paused")
        WITHDRAWN = "WITHDRAWN", _("Withdrawn")
        FINISHED = "FINISHED", _("Finished")

    company = models.ForeignKey(
        Company, on_delete=models.PROTECT, related_name="enrollments", editable=False, db_index=False
    )
    training = models.ForeignKey(Training, on_delete=models.PROTECT, related_name="enrollments")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="enrollments", db_index=False)
    supervisor = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="enrollments_supervised"
    )
    finish_before_at = models.DateTimeField(_("finish before"), null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True, editable=False)
    valid_until_on = models.DateField(null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True, editable=False)
    withdrawal_reason = models.CharField(_("withdrawal reason"), max_length=MAX_REASON, blank=True, editable=False)
    paused_at = models.DateTimeField(_("paused at"), null=True, blank=True, editable=False)
    paused_on = models.DateField(_("paused on"), null=True, blank=True, editable=False)
    pause_reason = models.CharField(_("pause reason"), max_length=MAX_REASON, blank=True, editable=False)
    flight_phase = models.CharField(_("flight phase"), max_length=100, blank=True)
    notes = models.TextField(_("notes"), blank=True, help_text=_("For managers only; the student never sees them."))
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    modified_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrollment")
        verbose_name_plural = _("enrollments")
        indexes = [
            models.Index(F("user"), F("created_at").desc(), F("id").desc(), name="enrollment_newest_of_user"),
            models.Index(fields=["company", "created_at", "id"], name="enrollment_by_company"),
            models.Index(fields=["supervisor"], condition=Q(supervisor__isnull=False), name="enrollment_by_supervisor"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "training"],
                condition=Q(finished_at__isnull=True, withdrawn_at__isnull=True),
                name="enrollment_one_unfinished_per_user_and_training",
            ),
            models.CheckConstraint(
                condition=Q(valid_until_on__isnull=True) | Q(finished_at__isnull=False),
                name="enrollment_validity_needs_finish",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(finished_at__isnull=True),
                name="enrollment_finished_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=True) | Q(finished_at__isnull=True, withdrawn_at__isnull=True),
                name="enrollment_paused_while_unfinished",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_on__isnull=True, withdrawal_reason="")
                | Q(withdrawn_at__isnull=False, withdrawn_on__isnull=False) & ~Q(withdrawal_reason=""),
                name="enrollment_withdrawal_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=True, paused_on__isnull=True, pause_reason="")
                | Q(paused_at__isnull=False, paused_on__isnull=False) & ~Q(pause_reason=""),
                name="enrollment_pause_is_complete",
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(student)s in %(training)s") % {"student": self.user, "training": self.training}

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None

    @property
    def state(self) -> State:
        """No two of the conditions hold at once: constraints of the table see to it."""
        if self.is_finished:
            return self.State.FINISHED
        if self.is_withdrawn:
            return self.State.WITHDRAWN
        return self.State.PAUSED if self.is_paused else self.State.ONGOING


class LessonStudy(Identified):
    """An enrollment has completed the slides of a lesson. Created by the student, never deleted."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="studies", db_index=False)
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="studies")
    completed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = StudyQuerySet.as_manager()

    class Meta:
        verbose_name = _("lesson study")
        verbose_name_plural = _("lesson studies")
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "lesson"], name="lesson_study_one_per_enrollment_and_lesson")
        ]

    def __str__(self) -> str:
        return f"{self.enrollment}: {self.lesson}"


class StudySession(Identified):
    """Time that a student spent on a lesson's slides, as the client reported it. Never changed."""

    study = models.ForeignKey(LessonStudy, on_delete=models.PROTECT, related_name="sessions")
    seconds = models.PositiveIntegerField(validators=[MaxValueValidator(SECONDS_PER_DAY)])
    ended_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(seconds__lte=SECONDS_PER_DAY), name="study_session_within_a_day")
        ]

    def __str__(self) -> str:
        return format_duration(self.seconds)
