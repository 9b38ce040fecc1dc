"""The hours that trainings require of each student."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.dates.writing import format_duration
from core.models import Identified
from core.units import SECONDS_PER_MINUTE
from hours.kinds import GROUND_KINDS, HourKind
from hours.querysets import RequiredHoursQuerySet
from trainings.models import Subject, Training

MAX_REQUIRED_MINUTES = 5_000 * 60
MAX_NOTE = 200


class RequiredHours(Identified):
    """How many minutes of one kind a training requires, in all or in one of its subjects.

    An approved training programme states its hours: EASA ORA.ATO.125(a) with the hours of Part-FCL (FCL.210.A for the
    PPL(A)), 14 CFR 141.55 with the appendices of part 141. `note` is the paragraph that asks for these, as people read
    it beside the hours. Only kinds of ground school have hours by subject, because missions belong to none.
    """

    training = models.ForeignKey(
        Training, verbose_name=_("training"), on_delete=models.CASCADE, related_name="required_hours"
    )
    subject = models.ForeignKey(
        Subject,
        verbose_name=_("subject"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="required_hours",
        db_index=False,
    )
    kind = models.CharField(_("kind"), max_length=20, choices=HourKind.choices)
    minutes = models.PositiveIntegerField(
        _("minutes"), validators=[MinValueValidator(1), MaxValueValidator(MAX_REQUIRED_MINUTES)]
    )
    note = models.CharField(_("paragraph or note"), max_length=MAX_NOTE, blank=True)

    objects = RequiredHoursQuerySet.as_manager()

    class Meta:
        verbose_name = _("required hours")
        verbose_name_plural = _("required hours")
        constraints = [
            models.UniqueConstraint(
                fields=["training", "kind"],
                condition=Q(subject__isnull=True),
                name="required_hours_one_per_training_and_kind",
            ),
            models.UniqueConstraint(fields=["subject", "kind"], name="required_hours_one_per_subject_and_kind"),
            models.CheckConstraint(condition=Q(kind__in=HourKind.values), name="required_hours_kind_is_known"),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=MAX_REQUIRED_MINUTES), name="required_hours_are_limited"
            ),
            models.CheckConstraint(
                condition=Q(subject__isnull=True) | Q(kind__in=[kind.value for kind in GROUND_KINDS]),
                name="required_hours_of_a_subject_are_ground",
            ),
        ]

    def __str__(self) -> str:
        what = self.get_kind_display()
        of = f"{what}, {self.subject}" if self.subject else what
        return f"{of}: {format_duration(self.minutes * SECONDS_PER_MINUTE)}"
