"""A row that waits for the worker: a mail, a call of a webhook, an export (docs/decisions/0017)."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Identified


class QueuedRow(Identified):
    """A row that is stored by the transaction that caused it, and processed by a worker after the commit.

    `due_at` is when it is next processed. A worker that claims the row moves it into the future (the lease) and writes
    its `claim`: if the worker dies, the row is due again when the lease ends, and a worker that lost its lease can no
    longer write the outcome.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        FAILED = "failed", _("Given up")

    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.WAITING, editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    due_at = models.DateTimeField(default=timezone.now, editable=False)
    attempts = models.PositiveIntegerField(_("attempts"), default=0, editable=False)
    claim = models.UUIDField(null=True, editable=False)
    last_error = models.CharField(max_length=500, blank=True, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["due_at"], condition=Q(status="waiting"), name="%(class)s_due"),
        ]

    @property
    def next_attempt_at(self) -> datetime | None:
        """None if there will be none: the row is done or given up."""
        return self.due_at if self.status == self.Status.WAITING else None
