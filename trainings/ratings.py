"""How well students do, in classes and on flights."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Rating(models.TextChoices):
    """The rating scales of the evaluation forms that schools use, all in one list."""

    BELOW = "-", _("Below standard")
    STANDARD = "STD", _("Standard")
    ABOVE = "+", _("Above standard")
    ONE = "1", "1"
    TWO = "2", "2"
    THREE = "3", "3"
    FOUR = "4", "4"
    FIVE = "5", "5"
    NOT_OBSERVED = "N", _("Not observed")
    INTRODUCED = "I", _("Introduced")
    COMPETENT = "C", _("Competent")
    EXCELLENT = "E", _("Excellent")
