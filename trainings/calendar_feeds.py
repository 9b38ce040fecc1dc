"""Calendar feeds: the personal addresses from which calendar programs fetch a user's classes."""

from django.db import models
from django.utils import timezone

from accounts.models import User
from core.models import Identified


class CalendarFeed(Identified):
    """A user's iCal feed, issued and revoked by the user. Issuing it again replaces the address.

    Calendar programs cannot log in, so the address is the secret, and it gives access to this feed only. The SHA-256 of
    its token is stored, never the token.
    """

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="calendar_feed")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        app_label = "trainings"

    def __str__(self) -> str:
        return f"Calendar of {self.user}"
