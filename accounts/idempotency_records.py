"""What was answered to requests that carried an `Idempotency-Key`."""

from django.db import models
from django.utils import timezone

from core.models import new_id


class IdempotencyRecord(models.Model):
    """One person's request under one key, and what it was answered, so that a retry gets the same again.

    Made when the request arrives (`status` is null: it is being answered) and filled in by the transaction that does
    what it asks for, so the two are both there or neither. `claim` names who answers it: a request whose server died is
    answered anew under another claim, and the one before can no longer fill it in. Gone after a day.
    """

    # Without an index of its own: the constraint begins with it.
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
