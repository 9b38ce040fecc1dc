"""What keeps records longer than the rules, and what people ask about their data (docs/decisions/0035)."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User
from core.models import Identified
from retention.clock import add_month
from retention.querysets import DataRequestQuerySet, LegalHoldQuerySet
from trainings.models import MAX_REASON, Enrollment


class LegalHold(Identified):
    """Keeps the record of an enrollment, or every record and the account of a person, whatever is due: an accident is
    investigated, a case is in court. Placed and released by a manager, with the reason; the ledger has both."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="legal_holds", editable=False)
    enrollment = models.ForeignKey(
        Enrollment,
        verbose_name=_("enrollment"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="legal_holds",
    )
    user = models.ForeignKey(
        User, verbose_name=_("person"), null=True, blank=True, on_delete=models.PROTECT, related_name="legal_holds"
    )
    reason = models.CharField(_("reason"), max_length=MAX_REASON)
    placed_by = models.ForeignKey(
        User, verbose_name=_("placed by"), on_delete=models.PROTECT, related_name="legal_holds_placed", editable=False
    )
    placed_at = models.DateTimeField(_("placed at"), default=timezone.now, editable=False)
    released_by = models.ForeignKey(
        User,
        verbose_name=_("released by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="legal_holds_released",
        editable=False,
    )
    released_at = models.DateTimeField(_("released at"), null=True, editable=False)
    release_reason = models.CharField(_("why it was released"), max_length=MAX_REASON, blank=True, editable=False)

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        ordering = ["-placed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(enrollment__isnull=True, user__isnull=False)
                | Q(enrollment__isnull=False, user__isnull=True),
                name="legal_hold_is_of_a_record_or_a_person",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="legal_hold_has_a_reason"),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, released_by__isnull=True, release_reason="")
                | Q(released_at__isnull=False, released_by__isnull=False) & ~Q(release_reason=""),
                name="legal_hold_release_is_complete",
            ),
            models.UniqueConstraint(
                fields=["enrollment"], condition=Q(released_at__isnull=True), name="legal_hold_one_per_enrollment"
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(released_at__isnull=True), name="legal_hold_one_per_person"
            ),
        ]

    def __str__(self) -> str:
        return str(self.enrollment or self.user)

    @property
    def is_standing(self) -> bool:
        return self.released_at is None


class DataRequest(Identified):
    """What a person asks about their data: a copy of it (GDPR, Article 15), or its erasure (Article 17).

    Asked in the app, or entered by a manager who got a letter. `answer` is what the person was told, in the language of
    the school, without the name: it is kept when the person is forgotten.
    """

    class Kind(models.TextChoices):
        ACCESS = "ACCESS", _("A copy of the data")
        ERASURE = "ERASURE", _("Erasure")

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="data_requests", editable=False)
    user = models.ForeignKey(User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="data_requests")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    received_on = models.DateField(_("received on"))
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    answered_at = models.DateTimeField(_("answered at"), null=True, editable=False)
    answered_by = models.ForeignKey(
        User,
        verbose_name=_("answered by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="data_requests_answered",
        editable=False,
    )
    answer = models.TextField(_("answer"), blank=True, editable=False)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("data request")
        verbose_name_plural = _("data requests")
        ordering = ["-received_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["ACCESS", "ERASURE"]), name="data_request_kind_is_known"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="data_request_answer_is_complete",
            ),
            models.UniqueConstraint(
                fields=["user", "kind"],
                condition=Q(answered_at__isnull=True),
                name="data_request_one_open_per_person_and_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.user}"

    @property
    def answer_due_on(self) -> date:
        """The day on which the answer is due at the latest: a month after the request (GDPR, Article 12(3))."""
        return add_month(self.received_on)

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None
