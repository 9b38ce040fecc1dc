"""Days on which a school is closed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.companies import Company
from accounts.querysets import HolidayQuerySet
from core.models import Identified
from core.text.collation import NAMES


class Holiday(Identified):
    """Days on which no classes are held, such as Christmas: planning skips them. Days are those of the school's zone;
    the last one is included."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="holidays", db_index=False)
    name = models.CharField(_("name"), max_length=200, db_collation=NAMES)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))

    objects = HolidayQuerySet.as_manager()

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["first_day", "last_day", "id"]
        indexes = [models.Index(fields=["company", "last_day", "first_day"], name="holiday_by_last_day")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="holiday_does_not_end_before_it_begins"
            )
        ]

    def __str__(self) -> str:
        return self.name
