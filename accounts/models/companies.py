"""Schools."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.utils import timezone

from core.dates.writing import format_moment
from core.files.media import Unguessable, picture
from core.models import Identified
from core.school_time import get_day, get_day_end, get_day_start
from core.text.collation import NAMES


class Company(Identified):
    """A flight school (ATO): the tenant. Created by the operator; every other row belongs to exactly one."""

    name = models.CharField(max_length=200, unique=True, db_collation=NAMES)
    timezone_id = models.CharField(max_length=64, default="UTC")
    logo = models.FileField(
        upload_to=Unguessable("logos"), blank=True, validators=[picture], help_text="Shown at the top of mails."
    )
    two_factor_required_from = models.DateField(
        null=True,
        blank=True,
        help_text="From this day, instructors and managers log in with a second factor. Empty: each decides.",
    )
    people_edit_names = models.BooleanField(
        default=False, help_text="Whether people may change their own names, which certificates bear."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name_plural = "companies"

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the school's days begin and end and in which people read its times."""
        return ZoneInfo(self.timezone_id)

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
