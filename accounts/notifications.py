"""Messages inside the product."""

import uuid
from collections.abc import Iterable

from django.utils import timezone

from accounts.models import Company, Notification, User
from core import clock
from core.exceptions import NotFound


def notify(
    *, company: Company, recipients: Iterable[User | int], subject: str, urls: Iterable[str], sender: User | None = None
) -> None:
    """Sends one in-app message to each recipient, with the URL at the same position of `urls`."""
    Notification.objects.bulk_create(
        Notification(
            company=company,
            recipient_id=recipient if isinstance(recipient, int) else recipient.pk,
            sender=sender,
            subject=subject,
            url=url,
            created_at=clock.now(),
        )
        for recipient, url in zip(recipients, urls, strict=True)
    )


def mark_read(*, user: User, notification_id: uuid.UUID) -> None:
    """Marks one of the user's own messages as read; doing it again changes nothing. Raises NotFound for any other."""
    mine = Notification.objects.visible_to(user).filter(pk=notification_id)
    if not mine.filter(read_at__isnull=True).update(read_at=timezone.now()) and not mine.exists():
        raise NotFound
