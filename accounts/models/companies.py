"""Schools."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.rule_sets import RULE_SETS, RuleSet, RuleSetCode
from core.dates.writing import format_moment
from core.files.media import Unguessable, picture
from core.models import Identified
from core.school_time import get_day, get_day_end, get_day_start
from core.text.collation import NAMES

# How long before its start a class may at most open for recording, and how long after it its teacher may correct it.
MAX_OPENING_HOURS = 7 * 24
MAX_CORRECTION_DAYS = 90
MAX_RETENTION_YEARS = 99


class HoursPolicy(models.TextChoices):
    """What a certificate does about required hours that are missing."""

    STATE = "STATE", _("The certificate says which hours are missing")
    REFUSE = "REFUSE", _("No certificate is issued while hours are missing")


class Company(Identified):
    """A flight school (ATO): the tenant. Created by the operator; every other row belongs to exactly one."""

    name = models.CharField(_("name"), max_length=200, unique=True, db_collation=NAMES)
    timezone_id = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=10, default="en")
    logo = models.FileField(
        _("logo"),
        upload_to=Unguessable("logos"),
        blank=True,
        validators=[picture],
        help_text=_("Shown at the top of mails."),
    )
    two_factor_required_from = models.DateField(
        null=True,
        blank=True,
        help_text=_("From this day, instructors and managers log in with a second factor. Empty: each decides."),
    )
    people_edit_names = models.BooleanField(
        default=False, help_text=_("Whether people may change their own names, which certificates bear.")
    )
    accent_color = models.CharField(max_length=7, blank=True)
    class_opens_hours_before = models.PositiveSmallIntegerField(
        default=4, validators=[MaxValueValidator(MAX_OPENING_HOURS)]
    )
    class_closes_days_after = models.PositiveSmallIntegerField(
        default=3, validators=[MinValueValidator(1), MaxValueValidator(MAX_CORRECTION_DAYS)]
    )
    rule_set = models.CharField(max_length=10, choices=RuleSetCode.choices, default=RuleSetCode.EASA)
    # Empty: as long as the rule set asks for.
    retention_years = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(MAX_RETENTION_YEARS)]
    )
    hours_policy = models.CharField(max_length=10, choices=HoursPolicy.choices, default=HoursPolicy.STATE)
    refuses_expired_signers = models.BooleanField(default=False)
    mail_sender_name = models.CharField(max_length=100, blank=True)
    mail_reply_to = models.EmailField(max_length=254, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        constraints = [
            models.CheckConstraint(
                condition=Q(class_opens_hours_before__lte=MAX_OPENING_HOURS), name="company_classes_open_within_a_week"
            ),
            models.CheckConstraint(
                condition=Q(class_closes_days_after__gte=1, class_closes_days_after__lte=MAX_CORRECTION_DAYS),
                name="company_classes_close_within_90_days",
            ),
            models.CheckConstraint(condition=Q(rule_set__in=RuleSetCode.values), name="company_rule_set_is_known"),
            models.CheckConstraint(
                condition=Q(hours_policy__in=HoursPolicy.values), name="company_hours_policy_is_known"
            ),
            models.CheckConstraint(
                condition=Q(retention_years__isnull=True)
                | Q(retention_years__gte=1, retention_years__lte=MAX_RETENTION_YEARS),
                name="company_keeps_records_for_1_to_99_years",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the school's days begin and end and in which people read its times."""
        return ZoneInfo(self.timezone_id)

    @property
    def rules(self) -> RuleSet:
        """The regulation under which the school trains."""
        return RULE_SETS[RuleSetCode(self.rule_set)]

    @property
    def years_of_retention(self) -> int:
        """How many years after the end of a training its records are kept: the school's choice, never less than the
        rule set asks for."""
        return max(self.retention_years or 0, self.rules.retention_years)

    @property
    def class_opening_lead(self) -> timedelta:
        """How long before its start a class opens for recording and signing."""
        return timedelta(hours=self.class_opens_hours_before)

    @property
    def class_recording_period(self) -> timedelta:
        """How long after its start the teacher may still record a class or revoke the signature."""
        return timedelta(days=self.class_closes_days_after)

    def local_date(self, moment: datetime) -> date:
        """The date of a moment in the school's time zone."""
        return get_day(moment, self.zone)

    def local_week(self, moment: datetime) -> tuple[datetime, datetime]:
        """The school's week around a moment: from Monday 00:00 to the next Monday 00:00, which is not part of it."""
        today = self.local_date(moment)
        monday = today - timedelta(days=today.weekday())
        return self.get_day_start(monday), self.get_day_end(monday + timedelta(days=6))

    def get_day_start(self, day: date) -> datetime:
        """The first moment of a day at the school, in UTC."""
        return get_day_start(day, self.zone)

    def get_day_end(self, day: date) -> datetime:
        """The first moment after a day at the school, in UTC."""
        return get_day_end(day, self.zone)

    def local_text(self, moment: datetime) -> str:
        """A moment in the school's time zone, in the format of the active language: `18 Mar 2026, 11:00`."""
        return format_moment(moment, self.zone)
