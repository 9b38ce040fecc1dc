"""Locations: where classes are held."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Company
from core.models import Identified
from core.text.collation import NAMES
from locations.querysets import LocationQuerySet


class Location(Identified):
    """An airfield, classroom or simulator bay of a school, where classes are held. Managed by managers.

    `capacity` is the number of students it has places for; null if nobody has said so. More are warned of, not refused.
    """

    class Type(models.TextChoices):
        AIRPORT = "AIRPORT", _("Airport")
        CLASSROOM = "CLASSROOM", _("Classroom")
        SIMULATOR = "SIMULATOR", _("Simulator")
        OFFICE = "OFFICE", _("Office")
        ONLINE = "ONLINE", _("Online")
        OTHER = "OTHER", _("Other")

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="locations", db_index=False)
    name = models.CharField(_("name"), max_length=200, db_collation=NAMES)
    type = models.CharField(_("type"), max_length=20, choices=Type.choices, default=Type.CLASSROOM)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    address = models.CharField(_("address"), max_length=500, blank=True)
    country_id = models.CharField(_("country"), max_length=2)
    timezone_id = models.CharField(_("time zone"), max_length=64)
    description = models.TextField(_("description"), blank=True)
    capacity = models.PositiveIntegerField(_("capacity"), null=True, blank=True, validators=[MinValueValidator(1)])

    objects = LocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["company", "name", "id"], name="location_by_name")]
        constraints = [
            models.UniqueConstraint(fields=["company", "name"], name="location_name_is_unique_in_company"),
            models.CheckConstraint(condition=models.Q(capacity__gte=1), name="location_has_a_place_at_least"),
        ]

    def __str__(self) -> str:
        return self.name
