"""The append-only ledger: what happened, and what was signed. No row is ever deleted, and none changed but for what
tells of a person whose record was deleted (records/redactions.py).

On PostgreSQL, triggers reject UPDATE, DELETE and TRUNCATE; on every database, the chain of MACs reveals changes that
bypassed the server (`manage.py verify_records`). docs/records.md explains what this proves and what it does not.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User
from accounts.roles import Role, name_role
from core.models import Identified
from core.origin import Channel
from core.school_time import format_utc
from records.querysets import LedgerQuerySet

DIGEST_LENGTH = 64
ACTOR_NAME_LENGTH = 201  # `str(user)`: name and surname of at most 100 characters each, and a space


class Head(models.Model):
    """The number, MAC and moment of the last event of a school's chain.

    The row is locked for every append, so that the chain has no gaps and no forks.
    """

    company = models.OneToOneField(Company, primary_key=True, on_delete=models.PROTECT, related_name="ledger_head")
    seq = models.PositiveBigIntegerField(default=0)
    mac = models.CharField(max_length=DIGEST_LENGTH, default="")
    at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.company}: {self.seq}"


class Event(Identified):
    """One recorded act, in the order of the school's chain.

    `payload` is canonical JSON; `mac` is the HMAC-SHA256, with the key named `key_id`, over every other column and over
    `previous_mac`, the MAC of the event before it. `actor_name` is the name at the time of the act; for a
    command, which has no `actor`, it is the operating-system account. `actor_kind` is the channel.

    `state` is canonical JSON with the digests of the object's rows after the act (`records.kinds`), `null` if the
    object was deleted. It is empty if the object is of no object kind, and in events that are older than the column.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="events", db_index=False)
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="events")
    actor_name = models.CharField(max_length=ACTOR_NAME_LENGTH)
    actor_kind = models.CharField(max_length=10, choices=Channel.choices)
    action = models.CharField(_("action"), max_length=50)
    object_type = models.CharField(max_length=50)
    object_id = models.CharField(max_length=36)
    payload = models.TextField(_("payload"))
    payload_digest = models.CharField(_("payload digest"), max_length=DIGEST_LENGTH)
    state = models.TextField(_("state"), default="", blank=True)
    previous_mac = models.CharField(_("previous MAC"), max_length=DIGEST_LENGTH, blank=True)
    mac = models.CharField(_("MAC"), max_length=DIGEST_LENGTH)
    key_id = models.CharField(_("key id"), max_length=20)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["company", "seq"]
        indexes = [
            models.Index(fields=["company", "object_type", "object_id", "seq"], name="event_by_object"),
            models.Index(fields=["company", "at"], name="event_by_day"),
            models.Index(fields=["company", "actor", "seq"], name="event_by_actor"),
        ]
        constraints = [models.UniqueConstraint(fields=["company", "seq"], name="event_seq_has_no_twin")]

    def __str__(self) -> str:
        return f"{self.seq}. {self.action}"


class Signature(Identified):
    """Who signed what: the signer, the role, the meaning of the signature and the signed content.

    `content` is the canonical JSON of what was signed, `digest` its SHA-256; later changes of the object do not affect
    them. A signature is never deleted: unsigning adds a Revocation, and signing again adds a signature with the next
    version. The
    event `signature.added` carries the digest of the whole row.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="signatures", db_index=False)
    object_type = models.CharField(max_length=50)
    object_id = models.CharField(max_length=36)
    version = models.PositiveIntegerField(_("version"))
    signer = models.ForeignKey(User, verbose_name=_("signer"), on_delete=models.PROTECT, related_name="signatures")
    signer_name = models.CharField(max_length=ACTOR_NAME_LENGTH)
    signer_role = models.PositiveSmallIntegerField(_("signer role"), choices=Role.choices)
    meaning = models.CharField(_("meaning"), max_length=300)
    content = models.TextField(_("content"))
    digest = models.CharField(_("digest"), max_length=DIGEST_LENGTH)
    signed_at = models.DateTimeField()

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["signed_at", "id"]
        indexes = [
            models.Index(fields=["company", "signed_at"], name="signature_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "object_type", "object_id", "version"], name="signature_one_per_version"
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="signature_version_counts_from_one"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The signature as text: name, role and moment. Stored and printed, so it is in English for every reader."""
        return f"{self.signer_name} ({name_role(self.signer_role)}), {format_utc(self.signed_at)}"


class Revocation(Identified):
    """The revocation of a signature: by whom, when and why. The signature itself stays."""

    signature = models.OneToOneField(
        Signature, verbose_name=_("signature"), on_delete=models.PROTECT, related_name="revocation"
    )
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="revocations")
    # Translators: who revoked the signature
    by = models.ForeignKey(User, verbose_name=_("by"), on_delete=models.PROTECT, related_name="revocations")
    by_name = models.CharField(max_length=ACTOR_NAME_LENGTH)
    reason = models.TextField(_("reason"), blank=True)
    revoked_at = models.DateTimeField()

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = _("revocation")
        verbose_name_plural = _("revocations")

    def __str__(self) -> str:
        return f"{self.by_name}, {format_utc(self.revoked_at)}"
