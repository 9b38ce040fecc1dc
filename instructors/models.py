"""What entitles an instructor to instruct: ratings, certificates, medicals, permissions (EASA ORA.ATO.110(c), Part-FCL
FCL.900; 14 CFR 141.33, 61.195)."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.files.media import PRIVATE, Unguessable, picture_or_pdf
from core.models import Identified
from core.text.cleaning import clean_line
from core.text.collation import NAMES
from instructors.querysets import QualificationQuerySet

MAX_NAME = 100
MAX_NUMBER = 60
MAX_REASON = 500


class Qualification(Identified):
    """A paper of an instructor. It is valid through the whole of `valid_until_on` at the school; null: for ever.

    A paper of the same kind and name that is valid longer replaces it, so a renewal is a further row, and the old one
    stays for the days on which it was the valid one. A row that was entered by mistake is removed, with a reason.
    `name_key` is the name as names are compared. `document_digest` is the SHA-256 of the document.
    """

    class Kind(models.TextChoices):
        RATING = "RATING", _("Rating")
        CERTIFICATE = "CERTIFICATE", _("Certificate")
        MEDICAL = "MEDICAL", _("Medical")
        PERMISSION = "PERMISSION", _("Permission")
        LANGUAGE = "LANGUAGE", _("Language proficiency")

    user = models.ForeignKey(User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="qualifications")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=MAX_NAME, db_collation=NAMES)
    name_key = models.CharField(max_length=MAX_NAME * 3, editable=False)
    number = models.CharField(_("number"), max_length=MAX_NUMBER, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    valid_until_on = models.DateField(null=True, blank=True)
    blocks_signing = models.BooleanField(default=True)
    document = models.FileField(
        _("document"), upload_to=Unguessable(f"{PRIVATE}/qualifications"), blank=True, validators=[picture_or_pdf]
    )
    document_digest = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)
    removed_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="qualifications_removed", editable=False
    )
    removal_reason = models.CharField(max_length=MAX_REASON, blank=True, editable=False)

    objects = QualificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("qualification")
        verbose_name_plural = _("qualifications")
        ordering = ["user", "kind", "name", "-valid_until_on", "id"]
        indexes = [
            models.Index(
                fields=["user", "kind", "name_key"], condition=Q(removed_at__isnull=True), name="qualification_live"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["RATING", "CERTIFICATE", "MEDICAL", "PERMISSION", "LANGUAGE"]),
                name="qualification_kind_is_known",
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(name_key=""), name="qualification_has_a_name"),
            models.CheckConstraint(
                condition=Q(issued_on__isnull=True)
                | Q(valid_until_on__isnull=True)
                | Q(valid_until_on__gte=F("issued_on")),
                name="qualification_ends_after_its_issue",
            ),
            models.CheckConstraint(
                condition=Q(document="", document_digest="") | ~Q(document="") & ~Q(document_digest=""),
                name="qualification_document_has_a_digest",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True, removal_reason="")
                | Q(removed_at__isnull=False, removed_by__isnull=False) & ~Q(removal_reason=""),
                name="qualification_removal_is_complete",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_live(self) -> bool:
        return self.removed_at is None

    def covers(self, day: date) -> bool:
        """Whether it had been issued by this day and was still valid on it."""
        is_issued = self.issued_on is None or self.issued_on <= day
        return is_issued and not self.is_expired(day)

    def is_expired(self, today: date) -> bool:
        return self.valid_until_on is not None and self.valid_until_on < today

    def count_days_left(self, today: date) -> int | None:
        """How many days after today it is still valid; negative once it has expired, None without an end."""
        return None if self.valid_until_on is None else (self.valid_until_on - today).days


# Without a valid one, instructors have no right to instruct: Part-FCL FCL.900, MED.A.030; 14 CFR 61.3, 61.195. The
# others say what a person can besides.
BLOCKING_KINDS = frozenset({Qualification.Kind.RATING, Qualification.Kind.MEDICAL, Qualification.Kind.PERMISSION})


def build_name_key(name: str) -> str:
    """The name as names are compared: `Medical  Class 1` is `medical class 1`."""
    return " ".join(clean_line(name).casefold().split())
