"""How well students do, in classes and on flights."""

from django.db import models


class Rating(models.TextChoices):
    """The rating scales of the evaluation forms that schools use, all in one list."""

    BELOW = "-", "Below standard"
    STANDARD = "STD", "Standard"
    ABOVE = "+", "Above standard"
    ONE = "1", "1"
    TWO = "2", "2"
    THREE = "3", "3"
    FOUR = "4", "4"
    FIVE = "5", "5"
    NOT_OBSERVED = "N", "Not observed"
    INTRODUCED = "I", "Introduced"
    COMPETENT = "C", "Competent"
    EXCELLENT = "E", "Excellent"
