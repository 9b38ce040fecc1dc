"""What people do with their calendar feed: get an address, take it back."""

import secrets
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from accounts.models import User
from accounts.sign_in.credentials import sessions_ended
from accounts.sign_in.sessions import digest_secret
from core.exceptions import Forbidden
from core.origin import Channel, get_origin
from records.services import EventDraft, record_events
from trainings.calendar_feeds import CalendarFeed

PREFIX = "dwf_"


def issue_feed(*, by: User) -> str:
    """A fresh token for the caller's feed, which exists only now; the earlier one stops working.

    Refuses with Forbidden an API key: a secret in a URL is given to a person, not to a program that has its own.
    """
    if get_origin().channel is Channel.KEY:
        raise Forbidden("An API key cannot open a calendar feed. Log in to do that.")
    token = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        lock_owner(by)
        fields = {"digest": digest_secret(token), "created_at": timezone.now()}
        feed, _ = CalendarFeed.objects.update_or_create(user=by, defaults=fields)
        record_events(build_feed_event("feed.issued", feed), company_id=by.company_id, by=by)
    return token


@transaction.atomic
def revoke_feed(*, by: User) -> None:
    """The caller's feed stops working at once. Without one nothing happens."""
    lock_owner(by)
    feed = CalendarFeed.objects.filter(user=by).first()
    if feed is not None:
        CalendarFeed.objects.filter(pk=feed.pk).delete()
        record_events(build_feed_event("feed.revoked", feed), company_id=by.company_id, by=by)


@receiver(sessions_ended)
def drop_feeds(sender: type[User], users: Sequence[User], **kwargs: Any) -> list[EventDraft]:
    """Whoever lost the sessions may have lost the address of the feed as well. The caller holds the owners' locks."""
    feeds = list(CalendarFeed.objects.filter(user__in=users))
    CalendarFeed.objects.filter(pk__in=[feed.pk for feed in feeds]).delete()
    return [build_feed_event("feed.revoked", feed) for feed in feeds]


def lock_owner(user: User) -> None:
    """There may be no feed to lock yet: whoever gives or takes one waits for the other at its owner's row."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def build_feed_event(action: str, feed: CalendarFeed) -> EventDraft:
    return EventDraft(action, feed, {"user": str(feed.user_id)})
