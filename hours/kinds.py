"""The kinds of hours that a training can require, and what is in each."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class HourKind(models.TextChoices):
    """In the order in which they are shown. Kinds overlap: a solo cross-country flight counts in four.

    SOLO_CROSS_COUNTRY has a kind of its own because FCL.210.A(a)(2) and 14 CFR part 141, Appendix B ask for it, and the
    hours of the other two do not tell it.
    """

    GROUND = "GROUND", _("Ground school")
    CLASSROOM = "CLASSROOM", _("In class")
    SELF_STUDY = "SELF_STUDY", _("Studied online")
    FLIGHT = "FLIGHT", _("Flight time")
    # Translators: a kind of flight time: with an instructor.
    DUAL = "DUAL", _("Dual")
    SOLO = "SOLO", _("Solo")
    CROSS_COUNTRY = "CROSS_COUNTRY", _("Cross-country")
    SOLO_CROSS_COUNTRY = "SOLO_CROSS_COUNTRY", _("Solo cross-country")
    NIGHT = "NIGHT", _("Night")
    # Translators: a kind of flight time: flown by reference to instruments alone.
    INSTRUMENT = "INSTRUMENT", _("Instrument")
    SIMULATOR = "SIMULATOR", _("Simulator")


# The kinds that one subject can have hours of.
GROUND_KINDS = (HourKind.GROUND, HourKind.CLASSROOM, HourKind.SELF_STUDY)
ORDER = {kind.value: place for place, kind in enumerate(HourKind)}
