"""Classes, with their roster and what the teacher recorded of each student."""

from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import BooleanField, Case, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User
from core.dates.writing import format_day
from core.models import Deletable, Identified
from core.units import SECONDS_PER_DAY
from exams.models import Exam
from locations.models import Location
from onsite.meeting_links import MAX_MEETING_URL_LENGTH, check_meeting_url
from onsite.querysets import AttendanceQuerySet, ClassSessionQuerySet
from trainings.models import MAX_MINUTES, Enrollment, LearningObjective, Lesson, Metric, Subject
from trainings.ratings import Rating


class ClassSession(Deletable):
    """A meeting of a subject, of one of its lessons, of one of its exams, or of neither.

    Managers schedule it, its teacher holds it and closes it with a signature, after which it cannot be changed.
    `item_id` is what its attendance counts towards: the lesson, else the exam, else the class's own id, which is no
    item and so counts for nothing.
    """

    class Status(models.TextChoices):
        SCHEDULED = "scheduled"
        CLOSED = "closed"

    company = models.ForeignKey(
        Company, on_delete=models.PROTECT, related_name="classes", editable=False, db_index=False
    )
    subject = models.ForeignKey(
        Subject, verbose_name=_("subject"), on_delete=models.PROTECT, related_name="classes", db_index=False
    )
    lesson = models.ForeignKey(
        Lesson, verbose_name=_("lesson"), null=True, blank=True, on_delete=models.PROTECT, related_name="classes"
    )
    exam = models.ForeignKey(
        Exam, verbose_name=_("exam"), null=True, blank=True, on_delete=models.PROTECT, related_name="classes"
    )
    item_id = models.GeneratedField(
        expression=Coalesce("lesson_id", "exam_id", "id"), output_field=models.UUIDField(), db_persist=True
    )
    starts_at = models.DateTimeField()
    duration_minutes = models.PositiveIntegerField(
        default=60, validators=[MinValueValidator(1), MaxValueValidator(MAX_MINUTES)]
    )
    teacher = models.ForeignKey(
        User, verbose_name=_("teacher"), on_delete=models.PROTECT, related_name="classes_taught", db_index=False
    )
    location = models.ForeignKey(
        Location,
        verbose_name=_("location"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="classes",
        db_index=False,
    )
    remarks = models.TextField(_("remarks"), blank=True)
    meeting_url = models.CharField(max_length=MAX_MEETING_URL_LENGTH, blank=True, validators=[check_meeting_url])
    is_cancelled = models.BooleanField(default=False, editable=False)
    signed_at = models.DateTimeField(null=True, blank=True, editable=False)
    signature_text = models.CharField(_("signature text"), max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ClassSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("class")
        verbose_name_plural = _("classes")
        ordering = ["starts_at", "id"]
        indexes = [
            models.Index(fields=["company", "starts_at", "id"], name="class_by_company"),
            models.Index(fields=["teacher", "starts_at", "id"], name="class_by_teacher"),
            models.Index(fields=["subject", "teacher"], name="class_by_subject"),
            models.Index(fields=["location", "starts_at"], name="class_by_location"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(lesson__isnull=True) | Q(exam__isnull=True), name="class_of_a_lesson_or_an_exam"
            ),
            models.CheckConstraint(
                condition=Q(deleted_at__isnull=True, is_cancelled=False)
                | Q(deleted_at__isnull=False, is_cancelled=True, signed_at__isnull=True),
                name="class_cancelled_means_deleted_and_never_signed",
            ),
            models.CheckConstraint(
                condition=Q(duration_minutes__gte=1, duration_minutes__lte=MAX_MINUTES), name="class_within_a_day"
            ),
            # The columns that attendance copies; the composite foreign key of migration 0002 needs a unique constraint.
            models.UniqueConstraint(fields=["id", "item_id", "starts_at", "is_cancelled"], name="class_carried_keys"),
        ]

    def __str__(self) -> str:
        return gettext("%(name)s on %(day)s") % {"name": self.subject, "day": self.company.local_text(self.starts_at)}

    @property
    def ends_at(self) -> datetime:
        """The only rule for the end of a class; `ClassSessionQuerySet.list_overlapping` finds rows by it."""
        return self.starts_at + timedelta(minutes=self.duration_minutes)

    @property
    def status(self) -> str:
        return self.Status.CLOSED if self.signed_at else self.Status.SCHEDULED


class Attendance(Identified):
    """One enrollment on the roster of one class, and what the teacher recorded of it.

    `is_present` is null until the teacher has recorded it. `item_id`, `starts_at` and `is_cancelled` are copied from
    the class so that progress reads no other table; on PostgreSQL a composite foreign key keeps them equal.
    `is_credited` is the only rule for what progress counts: present, the class was not cancelled, and an exam class
    was not failed.
    """

    class_session = models.ForeignKey(
        ClassSession,
        verbose_name=_("class session"),
        on_delete=models.PROTECT,
        related_name="attendances",
        db_index=False,
    )
    enrollment = models.ForeignKey(
        Enrollment, verbose_name=_("enrollment"), on_delete=models.PROTECT, related_name="attendances", db_index=False
    )
    item_id = models.UUIDField(editable=False)
    starts_at = models.DateTimeField(_("starts at"), editable=False)
    is_cancelled = models.BooleanField(_("is cancelled"), default=False, editable=False)
    is_present = models.BooleanField(null=True, blank=True)
    is_passed = models.BooleanField(null=True, blank=True, help_text=_("Of an exam class."))
    is_credited = models.GeneratedField(
        expression=Case(
            When(
                Q(is_present=True, is_cancelled=False) & (Q(is_passed=True) | Q(is_passed__isnull=True)),
                then=Value(True),
            ),
            default=Value(False),
        ),
        output_field=BooleanField(),
        db_persist=True,
    )
    seconds = models.PositiveIntegerField(_("seconds"), default=0, validators=[MaxValueValidator(SECONDS_PER_DAY)])
    exam_rating = models.CharField(_("exam rating"), max_length=50, blank=True)
    code = models.CharField(_("code"), max_length=50, blank=True)
    remarks = models.TextField(_("remarks"), blank=True)
    measures = models.TextField(_("measures"), blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    modified_at = models.DateTimeField(_("modified at"), default=timezone.now, editable=False)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        indexes = [
            models.Index(
                fields=["enrollment", "item_id", "starts_at"], condition=Q(is_credited=True), name="attendance_credited"
            ),
            models.Index(fields=["enrollment", "starts_at"], name="attendance_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["class_session", "enrollment"], name="attendance_one_per_class_and_enrollment"
            ),
            models.CheckConstraint(condition=Q(seconds__lte=SECONDS_PER_DAY), name="attendance_within_a_day"),
        ]

    def __str__(self) -> str:
        day = format_day(self.enrollment.company.local_date(self.starts_at))
        return gettext("%(name)s on %(day)s") % {"name": self.enrollment, "day": day}

    @property
    def is_recorded(self) -> bool:
        """Whether the teacher has recorded anything. Ratings need no look: saving one marks the student present."""
        return self.is_present is not None or bool(self.remarks or self.measures)


class ObjectiveRating(Identified):
    """How well a student met one learning objective in one class."""

    attendance = models.ForeignKey(
        Attendance, on_delete=models.CASCADE, related_name="objective_ratings", db_index=False
    )
    objective = models.ForeignKey(LearningObjective, on_delete=models.PROTECT, related_name="ratings")
    rating = models.CharField(max_length=3, choices=Rating.choices)

    class Meta:
        verbose_name = _("objective rating")
        verbose_name_plural = _("objective ratings")
        constraints = [
            models.UniqueConstraint(fields=["attendance", "objective"], name="objective_rating_one_per_attendance"),
            models.CheckConstraint(condition=Q(rating__in=Rating.values), name="objective_rating_is_on_the_scale"),
        ]

    def __str__(self) -> str:
        return f"{self.objective}: {self.rating}"


class MetricRating(Identified):
    """How well a student did by one metric of the training in one class."""

    attendance = models.ForeignKey(Attendance, on_delete=models.CASCADE, related_name="metric_ratings", db_index=False)
    metric = models.ForeignKey(Metric, on_delete=models.PROTECT, related_name="ratings")
    rating = models.CharField(max_length=3, choices=Rating.choices)
    comments = models.TextField(blank=True)

    class Meta:
        verbose_name = _("metric rating")
        verbose_name_plural = _("metric ratings")
        constraints = [
            models.UniqueConstraint(fields=["attendance", "metric"], name="metric_rating_one_per_attendance"),
            models.CheckConstraint(condition=Q(rating__in=Rating.values), name="metric_rating_is_on_the_scale"),
        ]

    def __str__(self) -> str:
        return f"{self.metric}: {self.rating}"
