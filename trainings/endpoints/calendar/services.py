"""Issuing and revoking calendar feeds."""

import secrets
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import User
from accounts.sign_in.credentials import sessions_ended
from accounts.sign_in.sessions import digest_secret
from core.exceptions import Forbidden
from core.origin import Channel, get_origin
from records.services import EventDraft, record_events
from trainings.calendar_feeds import CalendarFeed

PREFIX = "dwf_"  # tells a feed token from other tokens, for people and for scanners of leaked secrets


def issue_feed(*, by: User) -> str:
    """Issues a new token for the caller's feed and returns it, the only time it is known. The former one stops working.

    Rejects an API key with Forbidden: a program has a credential of its own and needs no secret in a URL.
    """
    if get_origin().channel is Channel.KEY:
        raise Forbidden(gettext("An API key cannot open a calendar feed. Log in to do that."))
    token = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        lock_owner(by)
        fields = {"digest": digest_secret(token), "created_at": timezone.now()}
        feed, _ = CalendarFeed.objects.update_or_create(user=by, defaults=fields)
        record_events(build_feed_event("feed.issued", feed), company_id=by.company_id, by=by)
    return token


@transaction.atomic
def revoke_feed(*, by: User) -> None:
    """Deletes the caller's feed. Does nothing if there is none."""
    lock_owner(by)
    feed = CalendarFeed.objects.filter(user=by).first()
    if feed is not None:
        CalendarFeed.objects.filter(pk=feed.pk).delete()
        record_events(build_feed_event("feed.revoked", feed), company_id=by.company_id, by=by)


@receiver(sessions_ended)
def delete_feeds(sender: type[User], users: Sequence[User], **kwargs: Any) -> list[EventDraft]:
    """Deletes the feeds of users whose sessions were ended, because the address of the feed may be known as well.

    The sender of the signal has locked the users.
    """
    feeds = list(CalendarFeed.objects.filter(user__in=users))
    CalendarFeed.objects.filter(pk__in=[feed.pk for feed in feeds]).delete()
    return [build_feed_event("feed.revoked", feed) for feed in feeds]


def lock_owner(user: User) -> None:
    """Makes requests that issue or revoke a feed take turns. The user's row, because there may be no feed to lock."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def build_feed_event(action: str, feed: CalendarFeed) -> EventDraft:
    return EventDraft(action, feed, {"user": str(feed.user_id)})
