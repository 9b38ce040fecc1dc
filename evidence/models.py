"""Certificates."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Company
from core.models import Identified
from evidence.querysets import CertificateQuerySet
from trainings.models import Enrollment


class Certificate(Identified):
    """The proof that one enrollment was finished. Issued at the finish, or by a manager.

    `content` is canonical JSON and frozen: a later change of a name, the training or a result does not reach it.
    `code` is the secret part of the address of its public check page. `serial` numbers the company's certificates.

    A revoked certificate keeps its number, and its check page says that it is revoked. Reissuing revokes a certificate,
    and the new one `replaces` it. Of the certificates of an enrollment only the newest may be unrevoked.
    """

    company = models.ForeignKey(
        Company, on_delete=models.PROTECT, related_name="certificates", editable=False, db_index=False
    )
    enrollment = models.ForeignKey(
        Enrollment, verbose_name=_("enrollment"), on_delete=models.PROTECT, related_name="certificates", editable=False
    )
    replaces = models.OneToOneField(
        "self",
        verbose_name=_("replaces"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        editable=False,
    )
    serial = models.PositiveIntegerField(editable=False)
    number = models.CharField(_("number"), max_length=20, editable=False)
    code = models.CharField(max_length=32, unique=True, editable=False)
    content = models.TextField(editable=False)
    digest = models.CharField(max_length=64, editable=False)
    valid_until_on = models.DateField(null=True, editable=False)
    issued_at = models.DateTimeField(default=timezone.now, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    revocation_reason = models.CharField(_("revocation reason"), max_length=500, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["company", "serial"]
        constraints = [
            models.UniqueConstraint(fields=["company", "serial"], name="certificate_serial_is_unique_in_company"),
            models.UniqueConstraint(
                fields=["enrollment"],
                condition=models.Q(revoked_at__isnull=True),
                name="certificate_one_that_counts_per_enrollment",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class DeletedSerials(models.Model):
    """The highest serial among a school's certificates that were deleted with their record (retention): no serial is
    given twice, not even one that nothing is left of."""

    company = models.OneToOneField(Company, primary_key=True, on_delete=models.CASCADE, related_name="deleted_serials")
    last = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.company}: {self.last}"
