"""The classes of the calendar and of calendar feeds, in a constant number of queries."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from accounts.models import User
from onsite.endpoints.reads import with_details
from onsite.models import ClassSession
from onsite.querysets import ClassSessionQuerySet
from trainings.calendar_feeds import CalendarFeed
from trainings.endpoints.calendar.revisions import History, read_histories

FEED_PAST = timedelta(days=90)
FEED_AHEAD = timedelta(days=400)
# Bounds the size of the file. A school holds far fewer classes in the window.
FEED_LIMIT = 5_000


def build_title(session: ClassSession) -> str:
    """The subject with the lesson or exam: "050 Meteorology: Fronts"."""
    item = session.lesson or session.exam
    return f"{session.subject}: {item.name}" if item else str(session.subject)


@dataclass(frozen=True)
class FeedEntry:
    """A class, with how many times it or what is shown of it was changed, and when it last was."""

    session: ClassSession
    revision: int
    modified_at: datetime


def find_feed(digest: str) -> CalendarFeed | None:
    """The feed whose token has this digest, as long as its user may log in."""
    feed = CalendarFeed.objects.select_related("user__company").filter(digest=digest).first()
    return feed if feed and feed.user.may_log_in else None


def list_feed_entries(user: User, now: datetime) -> list[FeedEntry]:
    """The classes of the user's calendar from 90 days ago to 400 days ahead, deleted ones included. Four queries."""
    window = Q(starts_at__gte=now - FEED_PAST, starts_at__lt=now + FEED_AHEAD)
    sessions = list(with_details(list_ever_concerning(user, window))[:FEED_LIMIT])
    histories = read_histories(user, sessions)
    return [build_entry(session, histories[session.pk]) for session in sessions]


def list_ever_concerning(user: User, starting: Q) -> ClassSessionQuerySet:
    """Chosen as in `list_classes_between`, deleted classes included: a feed must say that they are cancelled."""
    own = ClassSession.objects.filter(company_id=user.company_id)
    return own.filter(starting) if user.is_manager else own.ever_concerning(user, starting)


def build_entry(session: ClassSession, history: History) -> FeedEntry:
    """From the ledger, and at least what the row itself says: rows of imports and of old versions have no events."""
    moments = (session.created_at, session.signed_at, session.deleted_at, *history.moments)
    return FeedEntry(
        session=session,
        revision=max(history.times, int(session.is_cancelled)),
        modified_at=max(moment for moment in moments if moment),
    )
