"""A user's classes as an iCalendar file (RFC 5545), for calendar programs that subscribe to it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar

from accounts.models import Company
from core.school_time import is_ambiguous
from onsite.models import ClassSession
from trainings.endpoints.calendar.reads import FEED_AHEAD, FEED_PAST, FeedEntry, build_title

PRODUCT = "-//Downwind//Classes//EN"
REFRESH = timedelta(hours=1)


def write_calendar(company: Company, entries: Sequence[FeedEntry], now: datetime) -> bytes:
    """Renders the file. Times are in the school's zone, whose rules the file contains (VTIMEZONE)."""
    calendar = build_calendar(company)
    for entry in entries:
        calendar.add_component(build_event(entry, company.zone))
    calendar.add_missing_timezones((now - FEED_PAST).date(), (now + FEED_AHEAD).date())
    for zone in calendar.timezones:
        correct_onsets(zone)
    content: bytes = calendar.to_ical()
    return content


def build_calendar(company: Company) -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", company.name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    return calendar


def correct_onsets(zone: icalendar.Timezone) -> None:
    """Corrects the moments at which clocks go forward.

    RFC 5545 (3.6.5) writes the onset of a rule in the local time before the change. The library writes the time after
    it, so that programs would show a class in the following hour an hour late.
    """
    for rule in zone.subcomponents:
        forward = rule.TZOFFSETTO - rule.TZOFFSETFROM
        if forward > timedelta():
            rule.DTSTART -= forward
            later = rule.pop("RDATE", None)
            if later:
                rule.add("RDATE", [leaf.dt - forward for leaf in later.dts])


def build_event(entry: FeedEntry, zone: ZoneInfo) -> icalendar.Event:
    """One class. Its UID never changes, so that programs recognise a class that was moved or cancelled."""
    session = entry.session
    row = icalendar.Event()
    row.add("uid", f"{session.pk}@downwind")
    row.add("sequence", entry.revision)
    row.add("dtstamp", entry.modified_at.astimezone(UTC))
    row.add("last-modified", entry.modified_at.astimezone(UTC))
    start, end = session.starts_at, session.ends_at
    # A local time in the hour that occurs twice means the first one (RFC 5545, 3.3.5), so such a class is in UTC.
    written_in = UTC if is_ambiguous(start, zone) or is_ambiguous(end, zone) else zone
    row.add("dtstart", start.astimezone(written_in))
    row.add("dtend", end.astimezone(written_in))
    row.add("summary", build_title(session))
    row.add("status", "CANCELLED" if session.is_cancelled else "CONFIRMED")
    add_place(row, session)
    return row


def add_place(row: icalendar.Event, session: ClassSession) -> None:
    """Where the class is held, and by which link it is joined.

    CONFERENCE is the property for the link (RFC 7986, 5.11). Programs that do not know it find the link in the
    description, and as the location of a class that has no other.
    """
    place, link = session.location, session.meeting_url
    lines = [session.subject.training.name, str(session.teacher), link]
    row.add("description", "\n".join(filter(None, lines)))
    if place or link:
        row.add("location", ", ".join(filter(None, (place.name, place.address))) if place else link)
    if link:
        row.add("conference", icalendar.vUri(link, params={"VALUE": "URI", "FEATURE": ["AUDIO", "VIDEO"]}))
