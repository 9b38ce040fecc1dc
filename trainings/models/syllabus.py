"""The syllabus of a school's trainings."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User
from core.files.media import Unguessable, picture_or_film
from core.models import Deletable, Identified
from core.text.collation import NAMES
from core.units import MINUTES_PER_DAY
from trainings.querysets import (
    LessonQuerySet,
    MetricQuerySet,
    ObjectiveQuerySet,
    SlideQuerySet,
    SubjectQuerySet,
    TrainingQuerySet,
)

# The longest lesson. A class is no longer either, which the calendar relies on to find those that overlap a range.
MAX_MINUTES = MINUTES_PER_DAY


class Training(Identified):
    """A training that the school gives, or (`is_template`) a template for new trainings.

    `type` decides how an item of its ground school is done: by studying and passing online (DISTANCE), or by attending
    a class (ONSITE, REMOTE). Only a template that is shipped with the server has no company.

    A published training is one revision of a course, and frozen (docs/decisions/0034; EASA ORA.ATO.230(a), 14 CFR
    141.55): `course_id` is the id that all revisions share, that of the first one. A draft has a number and no
    `published_at`. Students are enrolled in the current revision; those of superseded ones stay in theirs. A training
    that nobody has published has none of the four columns.
    """

    class Type(models.TextChoices):
        DISTANCE = "DISTANCE", _("Distance learning")
        ONSITE = "ONSITE", pgettext_lazy("form of a training", "Classroom")
        REMOTE = "REMOTE", _("Live online")

    class RevisionState(models.TextChoices):
        # Translators: a revision of a syllabus.
        DRAFT = "DRAFT", pgettext_lazy("revision", "Draft")
        CURRENT = "CURRENT", pgettext_lazy("revision", "Current")
        SUPERSEDED = "SUPERSEDED", pgettext_lazy("revision", "Superseded")

    company = models.ForeignKey(
        Company,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="trainings",
        editable=False,
        db_index=False,
    )
    name = models.CharField(_("name"), max_length=200, db_collation=NAMES)
    type = models.CharField(_("type"), max_length=10, choices=Type.choices)
    is_template = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    has_theory = models.BooleanField(default=True)
    has_flights = models.BooleanField(default=False)
    uses_competencies = models.BooleanField(default=False)
    uses_metrics = models.BooleanField(default=False)
    tracks_time_online = models.BooleanField(default=False)
    requires_debriefing_signature = models.BooleanField(default=False)
    auto_finish = models.BooleanField(
        default=True,
        help_text=_("An enrollment finishes by itself when everything is done; else a manager finishes it."),
    )
    allow_auto_restart = models.BooleanField(
        default=False,
        help_text=_(
            "Distance learning: students without attempts left at the exam of a lesson may start the lesson again."
        ),
    )
    description = models.TextField(_("description"), blank=True)
    announcement = models.TextField(_("announcement"), blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    color = models.CharField(
        _("color"),
        max_length=7,
        default="#2f6fb0",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write a colour as #rrggbb."))],
    )
    validity_days = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(36_500)],
        help_text=_("How long a finished training stays valid; empty: it does not expire."),
    )
    manager = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="trainings_managed")
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    course_id = models.UUIDField(null=True, editable=False)
    revision = models.PositiveIntegerField(null=True, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    superseded_at = models.DateTimeField(null=True, editable=False)

    objects = TrainingQuerySet.as_manager()

    class Meta:
        verbose_name = _("training")
        verbose_name_plural = _("trainings")
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["company", "is_template", "name", "id"], name="training_by_name")]
        constraints = [
            models.CheckConstraint(
                condition=Q(company__isnull=False) | Q(is_template=True), name="training_belongs_to_a_company"
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(starts_on__lte=F("ends_on")),
                name="training_starts_before_it_ends",
            ),
            models.CheckConstraint(
                condition=Q(type__in=["DISTANCE", "ONSITE", "REMOTE"]), name="training_type_is_known"
            ),
            models.CheckConstraint(
                condition=Q(course_id__isnull=True, revision__isnull=True, published_at__isnull=True)
                | Q(course_id__isnull=False, revision__gte=1, is_template=False),
                name="training_revision_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True) | Q(published_at__isnull=False),
                name="training_superseded_once_published",
            ),
            models.UniqueConstraint(fields=["course_id", "revision"], name="training_revision_number_is_unique"),
            models.UniqueConstraint(
                fields=["course_id"],
                condition=Q(published_at__isnull=False, superseded_at__isnull=True),
                name="training_one_current_revision",
            ),
            models.UniqueConstraint(
                fields=["course_id"],
                condition=Q(revision__isnull=False, published_at__isnull=True),
                name="training_one_draft_revision",
            ),
        ]

    def __str__(self) -> str:
        """Revisions of a course have one name: the number tells them apart."""
        if self.revision is None:
            return self.name
        return gettext("%(training)s, revision %(number)s") % {"training": self.name, "number": self.revision}

    @property
    def revision_state(self) -> RevisionState | None:
        """None for a training that nobody has published. Constraints of the table keep the columns in order."""
        if self.revision is None:
            return None
        if self.published_at is None:
            return self.RevisionState.DRAFT
        return self.RevisionState.SUPERSEDED if self.superseded_at else self.RevisionState.CURRENT

    def is_open_on(self, day: date) -> bool:
        """Whether the day is within the start and end dates, both included."""
        return (self.starts_on is None or self.starts_on <= day) and (self.ends_on is None or day <= self.ends_on)


class Subject(Deletable):
    """A subject of one training, such as 050 Meteorology, with the teacher who is responsible for it."""

    training = models.ForeignKey(Training, on_delete=models.PROTECT, related_name="subjects")
    code = models.CharField(_("code"), max_length=20, blank=True)
    name = models.CharField(_("name"), max_length=200, db_collation=NAMES)
    description = models.TextField(_("description"), blank=True)
    hours = models.DecimalField(
        max_digits=6,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0)],
        help_text=_("Planned teaching time."),
    )
    teacher = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="subjects_taught")
    order = models.PositiveIntegerField(_("order"), default=0)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")
        ordering = ["order", "code", "id"]
        indexes = [
            models.Index(fields=["training", "id"], condition=Q(deleted_at__isnull=True), name="subject_live"),
            models.Index(fields=["teacher"], condition=Q(deleted_at__isnull=True), name="subject_by_teacher"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()


class Lesson(Deletable):
    """A lesson of a subject. A mandatory lesson is an item of ground-school progress, an optional one is not."""

    subject = models.ForeignKey(Subject, verbose_name=_("subject"), on_delete=models.PROTECT, related_name="lessons")
    name = models.CharField(_("name"), max_length=200, db_collation=NAMES)
    description = models.TextField(_("description"), blank=True)
    duration_minutes = models.PositiveIntegerField(
        default=60, validators=[MinValueValidator(1), MaxValueValidator(MAX_MINUTES)]
    )
    is_mandatory = models.BooleanField(default=True)
    order = models.PositiveIntegerField(_("order"), default=0)

    objects = LessonQuerySet.as_manager()

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        ordering = ["order", "name", "id"]
        indexes = [
            models.Index(
                fields=["subject", "id"],
                condition=Q(deleted_at__isnull=True, is_mandatory=True),
                name="lesson_live_mandatory",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Slide(Deletable):
    """A page of e-learning in a lesson. `content` is sanitised HTML (trainings/syllabus/sanitising.py)."""

    lesson = models.ForeignKey(Lesson, verbose_name=_("lesson"), on_delete=models.PROTECT, related_name="slides")
    title = models.CharField(_("title"), max_length=200)
    content = models.TextField(_("content"), blank=True)
    media = models.FileField(_("media"), upload_to=Unguessable("slides"), blank=True, validators=[picture_or_film])
    order = models.PositiveIntegerField(_("order"), default=0)

    objects = SlideQuerySet.as_manager()

    class Meta:
        verbose_name = _("slide")
        verbose_name_plural = _("slides")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.title


class LearningObjective(Identified):
    """What a student must be able to do after a lesson; the teacher of a class rates it."""

    lesson = models.ForeignKey(Lesson, verbose_name=_("lesson"), on_delete=models.PROTECT, related_name="objectives")
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    order = models.PositiveIntegerField(_("order"), default=0)

    objects = ObjectiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("learning objective")
        verbose_name_plural = _("learning objectives")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


class Metric(Identified):
    """What is rated in every class of a training, such as airmanship, whatever the lesson."""

    training = models.ForeignKey(Training, verbose_name=_("training"), on_delete=models.PROTECT, related_name="metrics")
    name = models.CharField(_("name"), max_length=200)
    order = models.PositiveIntegerField(_("order"), default=0)

    objects = MetricQuerySet.as_manager()

    class Meta:
        verbose_name = _("metric")
        verbose_name_plural = _("metrics")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name
