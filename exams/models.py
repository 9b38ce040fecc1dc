"""Exams, the question bank, and attempts."""

import uuid
from datetime import datetime
from typing import cast

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from accounts.models import Company
from core.files.media import Unguessable, picture
from core.models import Deletable, Identified
from core.text.collation import NAMES
from core.units import MINUTES_PER_DAY
from exams.clock import GRACE
from exams.cycles import AttemptGrant as AttemptGrant  # imported for Django, which finds models here
from exams.cycles import LessonReset as LessonReset
from exams.querysets import AttemptQuerySet, AttemptQuestionQuerySet, ExamQuerySet, QuestionQuerySet
from trainings.models import Enrollment, Lesson, Subject, Training

MAX_WINDOW_DAYS = 366
# Questions that somebody has put in order, then the others as they were written. SQLite would put them first.
QUESTION_ORDER = (F("order").asc(nulls_last=True), "created_at", "id")


class Exam(Deletable):
    """An exam of a subject, of a lesson (a gate exam, which completes it) or of a whole training (docs/decisions/0033).

    ONLINE: taken on the server, with questions drawn from the bank. ONSITE: held in a class, which records its result.
    A SCHEDULED online exam is open to the students of its classes, for `access_window_days` (docs/decisions/0031).
    """

    class Type(models.TextChoices):
        ONLINE = "ONLINE", _("Online")
        ONSITE = "ONSITE", _("In class")

    class AccessMode(models.TextChoices):
        FREE = "FREE", _("at any time")
        SCHEDULED = "SCHEDULED", _("from a class")

    subject = models.ForeignKey(
        Subject, verbose_name=_("subject"), null=True, blank=True, on_delete=models.PROTECT, related_name="exams"
    )
    training = models.ForeignKey(
        Training, verbose_name=_("training"), null=True, blank=True, on_delete=models.PROTECT, related_name="exams"
    )
    lesson = models.ForeignKey(
        Lesson, verbose_name=_("lesson"), null=True, blank=True, on_delete=models.PROTECT, related_name="exams"
    )
    name = models.CharField(_("name"), max_length=200, db_collation=NAMES)
    type = models.CharField(_("type"), max_length=10, choices=Type.choices, default=Type.ONLINE)
    is_mandatory = models.BooleanField(default=True)
    pass_percent = models.PositiveSmallIntegerField(
        default=75, validators=[MaxValueValidator(100)], help_text=_("Score from which the exam is passed, in percent.")
    )
    question_count = models.PositiveIntegerField(
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(500)],
        help_text=_("Questions drawn per attempt."),
    )
    duration_minutes = models.PositiveIntegerField(
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(MINUTES_PER_DAY)],
        help_text=_("Time limit of an attempt."),
    )
    max_attempts = models.PositiveIntegerField(default=3, validators=[MinValueValidator(1), MaxValueValidator(100)])
    instructions = models.TextField(_("instructions"), blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    access_mode = models.CharField(max_length=10, choices=AccessMode.choices, default=AccessMode.FREE)
    access_window_days = models.PositiveSmallIntegerField(
        default=10, validators=[MinValueValidator(1), MaxValueValidator(MAX_WINDOW_DAYS)]
    )
    show_answers = models.BooleanField(
        _("show answers"), default=False, help_text=_("Students see the correct answers after the attempt.")
    )
    questions = models.ManyToManyField("exams.Question", verbose_name=_("questions"), blank=True, related_name="exams")
    order = models.PositiveIntegerField(default=0)

    objects = ExamQuerySet.as_manager()

    class Meta:
        verbose_name = _("exam")
        verbose_name_plural = _("exams")
        ordering = ["order", "name", "id"]
        indexes = [
            models.Index(
                fields=["subject", "id"],
                condition=Q(deleted_at__isnull=True, is_mandatory=True, lesson__isnull=True),
                name="exam_live_mandatory",
            ),
            models.Index(
                fields=["lesson", "id"],
                condition=Q(deleted_at__isnull=True, is_mandatory=True, type="ONLINE"),
                name="exam_live_gate",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(pass_percent__lte=100), name="exam_pass_mark_is_a_percentage"),
            models.CheckConstraint(condition=Q(question_count__gte=1), name="exam_draws_a_question"),
            models.CheckConstraint(condition=Q(type__in=["ONLINE", "ONSITE"]), name="exam_type_is_known"),
            models.CheckConstraint(condition=Q(access_mode__in=["FREE", "SCHEDULED"]), name="exam_access_is_known"),
            models.CheckConstraint(condition=Q(access_window_days__gte=1), name="exam_window_has_a_day"),
            models.CheckConstraint(
                condition=Q(subject__isnull=False, training__isnull=True)
                | Q(subject__isnull=True, training__isnull=False, lesson__isnull=True),
                name="exam_has_one_owner",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def owner(self) -> Subject | Training:
        """Its subject, or the training of which it is as a whole."""
        return self.subject or cast("Training", self.training)  # one of the two, by a constraint

    def get_training(self) -> Training:
        return self.subject.training if self.subject else cast("Training", self.training)

    def describe(self) -> str:
        """Its name with training and subject: several exams may have the same name."""
        return f"{self} ({self.get_training()}, {self.subject})" if self.subject else f"{self} ({self.training})"

    @property
    def is_scheduled(self) -> bool:
        """Whether it is taken on the server, but only from a class."""
        return self.type == self.Type.ONLINE and self.access_mode == self.AccessMode.SCHEDULED


class Question(Deletable):
    """A question of the school's bank. It may be in the banks of several exams; exam papers keep copies of it."""

    company = models.ForeignKey(
        Company, null=True, blank=True, on_delete=models.PROTECT, related_name="questions", editable=False
    )
    text = models.TextField(_("text"))
    media = models.FileField(_("media"), upload_to=Unguessable("questions"), blank=True, validators=[picture])
    shuffle_options = models.BooleanField(
        _("shuffle options"),
        default=True,
        help_text=_("Off: students see the options in their order here. For options such as “both of the above”."),
    )
    order = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = QUESTION_ORDER

    def __str__(self) -> str:
        return Truncator(self.text).chars(80)


class Option(models.Model):
    """One of the choices of a question; exactly one of them is right."""

    # Random, unlike other ids, because students see it: an id ordered by time would reveal which option was entered
    # first, and most people enter the right one first.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, verbose_name=_("question"), on_delete=models.CASCADE, related_name="options")
    text = models.TextField(_("text"))
    is_correct = models.BooleanField(_("is correct"), default=False)
    # Translators: the place in a sequence.
    order = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["question"], condition=Q(is_correct=True), name="option_one_correct_per_question"
            )
        ]

    def __str__(self) -> str:
        return Truncator(self.text).chars(80)


class Attempt(Identified):
    """One try of one enrollment at one exam: open until it is finished or its time is over, then graded once.

    Deadline, pass mark and paper are copied at the start, so that later edits by managers do not change an attempt.
    `class_session_id` is the class that gave access to a scheduled exam. Classes are on a higher floor, so it is no
    foreign key (exams/sitting/class_hooks.py).
    """

    OPEN = "open"
    FINISHED = "finished"

    exam = models.ForeignKey(Exam, verbose_name=_("exam"), on_delete=models.PROTECT, related_name="attempts")
    enrollment = models.ForeignKey(
        Enrollment, verbose_name=_("enrollment"), on_delete=models.PROTECT, related_name="attempts", db_index=False
    )
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    deadline_at = models.DateTimeField(editable=False)
    pass_percent = models.PositiveSmallIntegerField(
        default=75, editable=False, help_text=_("The exam's pass mark when the attempt was started.")
    )
    class_session_id = models.UUIDField(null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True, editable=False)
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True, editable=False)
    is_passed = models.BooleanField(null=True, blank=True, editable=False)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["started_at", "id"]
        indexes = [
            models.Index(fields=["enrollment", "exam"], condition=Q(is_passed=True), name="attempt_passed"),
            models.Index(fields=["enrollment", "exam", "started_at"], name="attempt_by_enrollment"),
            models.Index(fields=["deadline_at"], condition=Q(finished_at__isnull=True), name="attempt_running_out"),
            models.Index(
                fields=["class_session_id"], condition=Q(class_session_id__isnull=False), name="attempt_by_class"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "exam"],
                condition=Q(finished_at__isnull=True),
                name="attempt_one_open_per_enrollment_and_exam",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True, score__isnull=True, is_passed__isnull=True)
                | Q(finished_at__isnull=False, score__isnull=False, is_passed__isnull=False),
                name="attempt_finished_means_graded",
            ),
            models.CheckConstraint(condition=Q(deadline_at__gte=F("started_at")), name="attempt_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=100), name="attempt_score_is_a_percentage"
            ),
            models.CheckConstraint(condition=Q(pass_percent__lte=100), name="attempt_pass_mark_is_a_percentage"),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment}: {self.exam}"

    @property
    def is_open(self) -> bool:
        return self.finished_at is None

    @property
    def status(self) -> str:
        return self.OPEN if self.is_open else self.FINISHED

    def is_overdue(self, now: datetime) -> bool:
        """Still open although deadline and grace are over."""
        return self.is_open and now > self.deadline_at + GRACE

    def seconds_left(self, now: datetime) -> int | None:
        """Whole seconds until the deadline; None when finished."""
        return max(0, int((self.deadline_at - now).total_seconds())) if self.is_open else None


class AttemptQuestion(Identified):
    """One question of an exam paper, copied when the attempt starts, so that later edits of the bank do not change it.

    `options` is the list `[{"id", "text", "is_correct"}]` in the order shown; `chosen_option_id` is one of those ids.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="paper", db_index=False)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="shown")
    order = models.PositiveIntegerField()
    text = models.TextField()
    media = models.CharField(max_length=300, blank=True)
    options = models.JSONField()
    chosen_option_id = models.UUIDField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = AttemptQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt question")
        verbose_name_plural = _("attempt questions")
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "order"], name="attempt_question_one_per_place"),
            models.UniqueConstraint(fields=["attempt", "question"], name="attempt_question_drawn_once"),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.text[:60]}"

    @property
    def is_answered_right(self) -> bool:
        chosen = str(self.chosen_option_id)
        return any(option["is_correct"] and option["id"] == chosen for option in self.options)

    def has_option(self, option_id: uuid.UUID) -> bool:
        return any(option["id"] == str(option_id) for option in self.options)
