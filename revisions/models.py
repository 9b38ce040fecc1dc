"""Revisions of a syllabus: when each came into force, what it changed, who approved it (docs/decisions/0034)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.models import Identified
from revisions.querysets import ItemOriginQuerySet, RevisionQuerySet
from trainings.models import Training

MAX_SUMMARY = 2000  # characters


class Revision(Identified):
    """One revision of a course: a draft until a manager has approved and signed it, frozen from then on.

    EASA ORA.ATO.230(a) has the training manual revised on record, and 14 CFR 141.55 each revision of a syllabus
    approved: number, day from which it holds, what changed, who approved. `summary` is what the manager writes,
    `changes` what the server has found (revisions/content/comparing.py). The syllabus itself is the `training`.
    """

    training = models.OneToOneField(Training, on_delete=models.PROTECT, related_name="revision_entry", editable=False)
    number = models.PositiveIntegerField(_("number"), editable=False)
    summary = models.TextField(_("summary"), max_length=MAX_SUMMARY, blank=True, editable=False)
    changes = models.JSONField(default=list, editable=False)
    effective_on = models.DateField(null=True, editable=False)
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="revisions_started", editable=False)
    approved_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="revisions_approved", editable=False
    )
    signed_at = models.DateTimeField(null=True, editable=False)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["-number", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="revision_number_from_one"),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, approved_by__isnull=True, effective_on__isnull=True)
                | Q(signed_at__isnull=False, approved_by__isnull=False, effective_on__isnull=False) & ~Q(summary=""),
                name="revision_approval_is_complete",
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(training)s, revision %(number)s") % {"training": self.training.name, "number": self.number}


class ItemOrigin(Identified):
    """Which part of the first revision that had it a part of a later revision was copied from.

    `item_id` is the id of a subject, lesson, slide, objective, exam, mission or metric of `training`. A part without a
    row is new in its revision, and its own origin. Parts of two revisions with the same origin correspond.
    """

    training = models.ForeignKey(
        Training, on_delete=models.CASCADE, related_name="item_origins", editable=False, db_index=False
    )
    item_id = models.UUIDField(unique=True, editable=False)
    origin_id = models.UUIDField(editable=False)

    objects = ItemOriginQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["training", "origin_id"], name="item_origin_once_per_revision"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} from {self.origin_id}"
