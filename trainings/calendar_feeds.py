"""The personal addresses under which calendar programs fetch somebody's classes."""

from django.db import models
from django.utils import timezone

from accounts.models import User
from core.models import Identified


class CalendarFeed(Identified):
    """A person's iCal feed. Made and revoked by that person; a new one replaces the one before.

    Calendar programs cannot log in, so the address itself is the secret: it opens this feed and nothing else. Only the
    SHA-256 of its token is stored.
    """

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="calendar_feed")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        app_label = "trainings"

    def __str__(self) -> str:
        return f"Calendar of {self.user}"
