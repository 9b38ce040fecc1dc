"""Responses kept for requests with an `Idempotency-Key` (docs/api.md, section 1)."""

from django.db import models
from django.utils import timezone

from core.models import new_id


class IdempotencyRecord(models.Model):
    """A user's request under one key and its response, so that a retry gets the same response.

    Created when the request arrives (`status` is null: it is being processed) and completed by the transaction that
    processes it, so that the effect and the stored response are committed together. `claim` identifies the process
    that handles the request: when a process has died, a retry takes the record over with a new claim, and the old one
    can no longer complete it. Deleted after a day.
    """

    # No index of its own: that of the unique constraint begins with this column.
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="stored_answers", db_index=False)
    key = models.CharField(max_length=255)
    request_digest = models.CharField(max_length=64)
    claim = models.UUIDField(default=new_id)
    claimed_at = models.DateTimeField(default=timezone.now)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True)

    class Meta:
        db_table = "accounts_storedanswer"  # the name of the table is older than that of the model
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="stored_answer_one_per_user_and_key")]
        indexes = [models.Index(fields=["claimed_at"], name="stored_answer_by_age")]

    def __str__(self) -> str:
        return self.key
