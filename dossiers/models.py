"""Dossiers: the exported records of other schools that students bring along, and the keys of those schools."""

from django.core.validators import FileExtensionValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User
from core.files.media import PRIVATE, Unguessable
from core.models import Identified
from dossiers.querysets import DossierQuerySet, TrustedKeyQuerySet
from records.export_keys import FINGERPRINT_LENGTH
from records.models import DIGEST_LENGTH
from trainings.models import MAX_REASON, Credit

MAX_NAME = 255  # of what the other school wrote: its own name, the students, the trainings
MAX_ID = 36

IS_NEVER_REMOVED = Q(removed_at__isnull=True, removed_by__isnull=True, removal_reason="")
IS_WHOLLY_REMOVED = Q(removed_at__isnull=False, removed_by__isnull=False) & ~Q(removal_reason="")


class Dossier(Identified):
    """The exported record of one training at another Downwind school, as the student brought it.

    The file is kept as it came and never changed (`digest` is its SHA-256); what is in it is read from it each time.
    The other columns say what was found when it was received: `verification` and `fingerprint` of the signature, and
    `differs` when name, address or birthday there are not those of the person here, which a manager has to explain
    (`person_confirmed_at`) before anything is credited. One that is removed stays, with a reason.
    """

    class Verification(models.TextChoices):
        KNOWN_KEY = "SIGNED_BY_KNOWN_KEY", _("signed, by a known key")
        UNKNOWN_KEY = "SIGNED_BY_UNKNOWN_KEY", _("signed, by an unknown key")
        UNSIGNED = "UNSIGNED", _("not signed")

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="dossiers", editable=False)
    user = models.ForeignKey(
        User, verbose_name=_("student"), on_delete=models.PROTECT, related_name="dossiers", editable=False
    )
    file = models.FileField(
        upload_to=Unguessable(f"{PRIVATE}/dossiers"), validators=[FileExtensionValidator(["zip"])], editable=False
    )
    digest = models.CharField(max_length=DIGEST_LENGTH, editable=False)
    school_id_there = models.CharField(max_length=MAX_ID, editable=False)
    school_name = models.CharField(_("school"), max_length=MAX_NAME, editable=False)
    student_name = models.CharField(_("name there"), max_length=MAX_NAME, editable=False)
    training_name = models.CharField(_("training there"), max_length=MAX_NAME, editable=False)
    enrollment_id_there = models.CharField(max_length=MAX_ID, editable=False)
    exported_at = models.DateTimeField(_("exported"), editable=False)
    verification = models.CharField(_("signature"), max_length=25, choices=Verification.choices, editable=False)
    fingerprint = models.CharField(max_length=FINGERPRINT_LENGTH, blank=True, editable=False)
    received_at = models.DateTimeField(_("received"), default=timezone.now, editable=False)
    received_by = models.ForeignKey(
        User, verbose_name=_("received by"), on_delete=models.PROTECT, related_name="dossiers_received", editable=False
    )
    differs = models.BooleanField(default=False, editable=False)
    person_confirmed_at = models.DateTimeField(null=True, editable=False)
    person_confirmed_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="dossiers_confirmed", editable=False
    )
    confirmation_reason = models.CharField(max_length=MAX_REASON, blank=True, editable=False)
    removed_at = models.DateTimeField(_("removed on"), null=True, editable=False)
    removed_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="dossiers_removed", editable=False
    )
    removal_reason = models.CharField(max_length=MAX_REASON, blank=True, editable=False)

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "digest"], condition=Q(removed_at__isnull=True), name="dossier_file_once_per_school"
            ),
            models.CheckConstraint(
                condition=Q(verification="UNSIGNED", fingerprint="")
                | Q(verification__in=["SIGNED_BY_KNOWN_KEY", "SIGNED_BY_UNKNOWN_KEY"]) & ~Q(fingerprint=""),
                name="dossier_signed_by_a_key",
            ),
            models.CheckConstraint(
                condition=Q(person_confirmed_at__isnull=True, person_confirmed_by__isnull=True, confirmation_reason="")
                | Q(person_confirmed_at__isnull=False, person_confirmed_by__isnull=False) & ~Q(confirmation_reason=""),
                name="dossier_confirmation_is_complete",
            ),
            models.CheckConstraint(condition=IS_NEVER_REMOVED | IS_WHOLLY_REMOVED, name="dossier_removal_is_complete"),
        ]

    def __str__(self) -> str:
        return gettext("%(training)s at %(school)s") % {"training": self.training_name, "school": self.school_name}

    @property
    def is_live(self) -> bool:
        return self.removed_at is None

    @property
    def needs_confirmation(self) -> bool:
        """Whether a manager still has to say that it is the same person."""
        return self.differs and self.person_confirmed_at is None


class DossierCredit(Identified):
    """A credit that was given because of a dossier. `source_id` and `source_name` are of the item there that was shown
    next to it; empty if the manager chose without one. Never changed: what becomes of the credit is its own matter."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="credits", editable=False)
    credit = models.OneToOneField(Credit, on_delete=models.PROTECT, related_name="dossier_credit", editable=False)
    source_id = models.CharField(max_length=MAX_ID, blank=True, editable=False)
    source_name = models.CharField(max_length=MAX_NAME, blank=True, editable=False)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.credit_id}: {self.source_name}"


class TrustedKey(Identified):
    """The fingerprint of the export key of another school, which somebody there confirmed: by telephone, say, never by
    the file itself. One that is withdrawn stays, with a reason."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="trusted_keys", editable=False)
    fingerprint = models.CharField(_("fingerprint"), max_length=FINGERPRINT_LENGTH)
    school_name = models.CharField(_("school"), max_length=MAX_NAME)
    note = models.CharField(_("how it was confirmed"), max_length=MAX_REASON)
    added_at = models.DateTimeField(_("confirmed"), default=timezone.now, editable=False)
    added_by = models.ForeignKey(
        User, verbose_name=_("confirmed by"), on_delete=models.PROTECT, related_name="keys_trusted", editable=False
    )
    removed_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)
    removed_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="keys_distrusted", editable=False
    )
    removal_reason = models.CharField(max_length=MAX_REASON, blank=True, editable=False)

    objects = TrustedKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("key of another school")
        verbose_name_plural = _("keys of other schools")
        ordering = ["school_name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "fingerprint"],
                condition=Q(removed_at__isnull=True),
                name="trusted_key_once_per_school",
            ),
            models.CheckConstraint(
                condition=~Q(fingerprint="") & ~Q(school_name="") & ~Q(note=""), name="trusted_key_says_whose_and_how"
            ),
            models.CheckConstraint(
                condition=IS_NEVER_REMOVED | IS_WHOLLY_REMOVED, name="trusted_key_removal_is_complete"
            ),
        ]

    def __str__(self) -> str:
        return gettext("key of %(school)s") % {"school": self.school_name}

    @property
    def is_live(self) -> bool:
        return self.removed_at is None
