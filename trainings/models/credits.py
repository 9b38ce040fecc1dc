"""Credits: what students need not do again, because they did it in earlier training."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.files.media import PRIVATE, Unguessable, picture_or_pdf
from core.models import Identified
from trainings.models.enrollments import MAX_REASON, Enrollment
from trainings.querysets import CreditQuerySet


class Credit(Identified):
    """An item of the syllabus that counts as done by an enrollment, because of earlier training.

    Given and signed by a manager, with a reason and perhaps a document. `item_id` is the id of a lesson, of an exam of
    a subject or of a mission; exams and missions are on higher floors, so it is no foreign key. Progress counts a
    credit until it is revoked (trainings/enrollments/progress.py). `document_digest` is the SHA-256 of the document.

    A student who is moved to another revision of the course is credited what was done in the earlier one:
    `origin_item_id` is then the item of that revision, under which the record has the training itself.
    """

    class Kind(models.TextChoices):
        LESSON = "LESSON", _("Lesson")
        EXAM = "EXAM", _("Exam")
        MISSION = "MISSION", _("Mission")

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="credits", editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices, editable=False)
    item_id = models.UUIDField(editable=False)
    origin_item_id = models.UUIDField(null=True, editable=False)
    reason = models.CharField(max_length=MAX_REASON, editable=False)
    document = models.FileField(
        upload_to=Unguessable(f"{PRIVATE}/credits"), blank=True, validators=[picture_or_pdf], editable=False
    )
    document_digest = models.CharField(max_length=64, blank=True, editable=False)
    credited_at = models.DateTimeField(default=timezone.now, editable=False)
    credited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="credits_given", editable=False)
    signed_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    revoked_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="credits_revoked", editable=False
    )
    revocation_reason = models.CharField(max_length=MAX_REASON, blank=True, editable=False)

    objects = CreditQuerySet.as_manager()

    class Meta:
        verbose_name = _("credit")
        verbose_name_plural = _("credits")
        ordering = ["credited_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "item_id"],
                condition=Q(revoked_at__isnull=True),
                name="credit_one_live_per_enrollment_and_item",
            ),
            models.CheckConstraint(condition=Q(kind__in=["LESSON", "EXAM", "MISSION"]), name="credit_kind_is_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="credit_has_a_reason"),
            models.CheckConstraint(
                condition=Q(document="", document_digest="") | ~Q(document="") & ~Q(document_digest=""),
                name="credit_document_has_a_digest",
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=False, revoked_at__isnull=True)
                | Q(signed_at__isnull=True, revoked_at__isnull=False),
                name="credit_signed_until_revoked",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True, revocation_reason="")
                | Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revocation_reason=""),
                name="credit_revocation_is_complete",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind.capitalize()} credited on {self.enrollment.company.local_date(self.credited_at)}"

    @property
    def is_live(self) -> bool:
        return self.revoked_at is None
