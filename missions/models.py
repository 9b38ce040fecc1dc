"""Missions, which are planned in a syllabus, and flights, which enrollments have flown."""

from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.dates.writing import format_day, format_duration
from core.models import Deletable, Identified
from core.school_time import get_day, pick_moment
from core.text.collation import NAMES
from core.units import SECONDS_PER_DAY
from missions.querysets import FlightObjectiveQuerySet, FlightRecordQuerySet, FlightTemplateQuerySet
from trainings.models import Enrollment, Training
from trainings.ratings import Rating


class FlightTemplate(Deletable):
    """A mission of a training's flight syllabus. `hours` is the least time it must take."""

    class FlightType(models.TextChoices):
        # Translators: a flight with an instructor.
        DUAL = "DUAL", _("Dual")
        SOLO = "SOLO", _("Solo")
        CROSS_COUNTRY = "CROSS_COUNTRY", _("Cross-country")
        NIGHT = "NIGHT", _("Night")
        SIMULATOR = "SIMULATOR", _("Simulator")
        # Translators: a kind of flight: a check flight.
        CHECK = "CHECK", _("Check")

        @property
        def english(self) -> str:
            """The name as the API has it: `Cross-country`. The label is translated."""
            return self.value.replace("_", "-").capitalize()

    class Rules(models.TextChoices):
        VFR = "VFR", "VFR"
        IFR = "IFR", "IFR"

    training = models.ForeignKey(
        Training, verbose_name=_("training"), on_delete=models.PROTECT, related_name="flight_templates"
    )
    name = models.CharField(_("name"), max_length=200, db_collation=NAMES)
    description = models.TextField(_("description"), blank=True)
    phase = models.CharField(_("phase"), max_length=100, blank=True)
    flight_type = models.CharField(_("flight type"), max_length=20, choices=FlightType.choices, default=FlightType.DUAL)
    rules = models.CharField(_("rules"), max_length=3, choices=Rules.choices, default=Rules.VFR)
    hours = models.DecimalField(
        _("hours"), max_digits=5, decimal_places=2, default=1, validators=[MinValueValidator(0)]
    )
    order = models.PositiveIntegerField(_("order"), default=0)

    objects = FlightTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("flight template")
        verbose_name_plural = _("flight templates")
        ordering = ["order", "id"]
        indexes = [
            models.Index(fields=["training", "id"], condition=Q(deleted_at__isnull=True), name="flight_template_live")
        ]

    def __str__(self) -> str:
        return self.name


class FlightObjective(Identified):
    """What a student must be able to do after a mission; the instructor of a flight grades it."""

    template = models.ForeignKey(
        FlightTemplate, verbose_name=_("template"), on_delete=models.PROTECT, related_name="objectives"
    )
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    order = models.PositiveIntegerField(_("order"), default=0)

    objects = FlightObjectiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("flight objective")
        verbose_name_plural = _("flight objectives")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


class FlightRecord(Identified):
    """A flight: a mission as flown by one enrollment. The instructor or a manager records it, and the student who flew
    it signs the debriefing.

    A mission may be flown several times. It counts once, and only when one of its flights is completed.
    """

    enrollment = models.ForeignKey(
        Enrollment,
        verbose_name=_("enrollment"),
        on_delete=models.PROTECT,
        related_name="flight_records",
        db_index=False,
    )
    template = models.ForeignKey(FlightTemplate, on_delete=models.PROTECT, related_name="records")
    is_completed = models.BooleanField(default=False)
    seconds = models.PositiveIntegerField(default=0, validators=[MaxValueValidator(SECONDS_PER_DAY)])
    flight_id = models.CharField(
        _("flight id"), max_length=100, blank=True, help_text=_("The flight's number in the school's logbook.")
    )
    instructor = models.ForeignKey(
        User,
        verbose_name=_("instructor"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="flights_instructed",
    )
    flown_on = models.DateField()
    remarks = models.TextField(_("remarks"), blank=True)
    signed_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    objects = FlightRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("flight record")
        verbose_name_plural = _("flight records")
        ordering = ["flown_on", "id"]
        indexes = [
            models.Index(
                fields=["enrollment", "template"], condition=Q(is_completed=True), name="flight_record_completed"
            ),
            models.Index(fields=["enrollment", "flown_on"], name="flight_record_by_day"),
            models.Index(
                fields=["enrollment"],
                condition=Q(is_completed=True, signed_at__isnull=True),
                name="flight_record_unsigned",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(seconds__lte=SECONDS_PER_DAY), name="flight_record_within_a_day"),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True) | Q(is_completed=True), name="flight_record_signed_when_completed"
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(name)s on %(day)s") % {"name": self.template, "day": format_day(self.flown_on)}

    @property
    def completed_at(self) -> datetime | None:
        """When the mission was completed, or None.

        Only the day of a flight is stored, but clients expect a moment (docs/api.md, section 11). It is the moment of
        recording when that was on the same day, else a moment of that day. Reads the enrollment's company.
        """
        if not self.is_completed:
            return None
        zone = self.enrollment.company.zone
        if get_day(self.created_at, zone) == self.flown_on:
            return self.created_at
        return pick_moment(self.flown_on, zone)


class FlightTime(Identified):
    """How much of one flight counts as time of one kind, as its instructor or a manager stated it. Frozen with the
    flight when that is signed.

    Kinds overlap: a dual cross-country flight at night counts in three. Of a flight without any such row, the time
    follows the type of its mission (docs/api.md, section 11).
    """

    class Kind(models.TextChoices):
        DUAL = "DUAL", _("Dual")
        SOLO = "SOLO", _("Solo")
        CROSS_COUNTRY = "CROSS_COUNTRY", _("Cross-country")
        NIGHT = "NIGHT", _("Night")
        # Translators: a kind of flight time: flown by reference to instruments alone.
        INSTRUMENT = "INSTRUMENT", _("Instrument")

    record = models.ForeignKey(
        FlightRecord, verbose_name=_("record"), on_delete=models.CASCADE, related_name="times", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=15, choices=Kind.choices)
    seconds = models.PositiveIntegerField(
        _("seconds"), validators=[MinValueValidator(1), MaxValueValidator(SECONDS_PER_DAY)]
    )

    class Meta:
        verbose_name = _("time of a flight")
        verbose_name_plural = _("times of flights")
        constraints = [
            models.UniqueConstraint(fields=["record", "kind"], name="flight_time_one_per_record_and_kind"),
            models.CheckConstraint(
                condition=Q(kind__in=["DUAL", "SOLO", "CROSS_COUNTRY", "NIGHT", "INSTRUMENT"]),
                name="flight_time_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(seconds__gte=1, seconds__lte=SECONDS_PER_DAY), name="flight_time_within_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {format_duration(self.seconds)}"


class FlightGrade(Identified):
    """How well a student met one objective of the mission on one flight. Frozen with the flight when that is signed."""

    record = models.ForeignKey(
        FlightRecord, verbose_name=_("record"), on_delete=models.CASCADE, related_name="grades", db_index=False
    )
    objective = models.ForeignKey(
        FlightObjective, verbose_name=_("objective"), on_delete=models.PROTECT, related_name="grades"
    )
    grade = models.CharField(_("grade"), max_length=3, choices=Rating.choices)

    class Meta:
        verbose_name = _("flight grade")
        verbose_name_plural = _("flight grades")
        constraints = [
            models.UniqueConstraint(fields=["record", "objective"], name="flight_grade_one_per_record"),
            models.CheckConstraint(condition=Q(grade__in=Rating.values), name="flight_grade_is_on_the_scale"),
        ]

    def __str__(self) -> str:
        return f"{self.objective}: {self.grade}"
