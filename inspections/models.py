"""What a manager opens for an inspector of the authority (docs/decisions/0036).

EASA ORA.GEN.140 asks a school to grant access to its records to whoever the authority authorises; 14 CFR 141.101(a) and
ORA.ATO.120 say what these are.
"""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User
from accounts.models.sessions import IP_ADDRESS_LENGTH, USER_AGENT_LENGTH
from core import clock
from core.models import Identified
from inspections.querysets import InspectorAccessQuerySet
from trainings.models import Training

# How many days an access may be open, the first and the last included.
MOST_DAYS = 60
# Without a request for so long, a session ends: somebody may have left it open on the school's computer.
IDLE_FOR = timedelta(hours=2)
REFERENCE_LENGTH = 8


class InspectorAccess(Identified):
    """The records of some trainings, open for one inspector to read until the end of a day of the school.

    The inspector is no `User`: nothing of the API, the app or the admin knows them. They enter by a link, which is
    derived from the id and `link_version` and stored nowhere, and a code, of which `code_hash` is the hash. Open are
    the enrollments that were not over before `records_from` and had begun by `records_until`.
    """

    company = models.ForeignKey(
        Company, on_delete=models.PROTECT, related_name="inspector_accesses", editable=False, db_index=False
    )
    inspector_name = models.CharField(_("inspector"), max_length=100)
    authority = models.CharField(_("authority"), max_length=80)
    email = models.EmailField(_("e-mail address"), max_length=254)
    trainings = models.ManyToManyField(
        Training, verbose_name=_("trainings"), through="InspectedTraining", related_name="inspector_accesses"
    )
    records_from = models.DateField(_("records from"))
    records_until = models.DateField(_("records until"))
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes on"))
    code_hash = models.CharField(max_length=200, editable=False)
    link_version = models.PositiveSmallIntegerField(default=1, editable=False)
    opened_by = models.ForeignKey(
        User, verbose_name=_("opened by"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    opened_at = models.DateTimeField(_("opened"), default=timezone.now, editable=False)
    revoked_by = models.ForeignKey(
        User, verbose_name=_("ended by"), on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )
    revoked_at = models.DateTimeField(_("ended"), null=True, editable=False)

    objects = InspectorAccessQuerySet.as_manager()

    class Meta:
        verbose_name = _("inspector access")
        verbose_name_plural = _("inspector access")
        ordering = ["-opened_at", "-id"]
        indexes = [models.Index(fields=["company", "-opened_at"], name="inspectoraccess_by_company")]
        constraints = [
            models.CheckConstraint(
                condition=Q(records_until__gte=F("records_from")), name="inspectoraccess_of_a_period_of_records"
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")), name="inspectoraccess_closes_after_opening"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="inspectoraccess_revocation_is_complete",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inspector_name} ({self.authority})"

    @property
    def reference(self) -> str:
        """What copies and the manager's pages call this access."""
        return self.pk.hex[-REFERENCE_LENGTH:]

    @property
    def opens_at(self) -> datetime:
        return self.company.get_day_start(self.opens_on)

    @property
    def closes_at(self) -> datetime:
        """The first moment after the last day, at the school."""
        return self.company.get_day_end(self.closes_on)

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None and self.opens_at <= clock.now() < self.closes_at

    @property
    def may_be_ended(self) -> bool:
        """Whether there is anything to revoke: an access that is not over yet."""
        return self.revoked_at is None and clock.now() < self.closes_at


class InspectedTraining(Identified):
    """A training that an access is for."""

    access = models.ForeignKey(InspectorAccess, on_delete=models.PROTECT, related_name="inspected", db_index=False)
    training = models.ForeignKey(Training, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("inspected training")
        verbose_name_plural = _("inspected trainings")
        constraints = [
            models.UniqueConstraint(fields=["access", "training"], name="inspectedtraining_named_once"),
        ]

    def __str__(self) -> str:
        return f"{self.access}: {self.training}"


class InspectorSession(Identified):
    """A session of an inspector, by the SHA-256 of the secret in the cookie. It ends with its access at the latest."""

    access = models.ForeignKey(InspectorAccess, on_delete=models.CASCADE, related_name="sessions")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    user_agent = models.CharField(max_length=USER_AGENT_LENGTH, blank=True, editable=False)
    ip_address = models.CharField(max_length=IP_ADDRESS_LENGTH, blank=True, editable=False)

    class Meta:
        verbose_name = _("session of an inspector")
        verbose_name_plural = _("sessions of inspectors")
        indexes = [models.Index(fields=["created_at"], name="inspectorsession_by_age")]

    def __str__(self) -> str:
        return f"{self.access_id}, {self.created_at}"

    @property
    def is_live(self) -> bool:
        """Reads the access and its school: select them with the session."""
        return self.ended_at is None and self.last_used_at > clock.now() - IDLE_FOR and self.access.is_open
