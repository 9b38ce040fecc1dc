"""Codes that a person receives by mail and uses once."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User
from core.models import Identified


class OneTimeCode(Identified):
    """A code that was sent to a user and works once (accounts/one_time_codes.py).

    The code itself is not stored: it is derived from the id with the server's secret key, so that a copy of the
    database opens no account.
    """

    class Purpose(models.TextChoices):
        INVITATION = "invitation", _("Invitation")
        RECOVERY = "recovery", _("Recovery of the password")
        CONFIRMATION = "confirmation", _("Confirmation of an e-mail address")
        LOGIN = "login", _("Second factor of a login")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="one_time_codes", db_index=False)
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    # The address to which it was sent. A code sent to an address that is no longer the user's is worthless; only a
    # confirmation is for an address that is not the user's yet.
    email = models.EmailField(max_length=254)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("one-time code")
        verbose_name_plural = _("one-time codes")
        indexes = [
            models.Index(fields=["user", "purpose", "created_at"], name="one_time_code_by_user"),
            models.Index(fields=["expires_at"], name="one_time_code_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.user_id}"
