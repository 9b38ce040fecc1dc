"""A person's classes as an iCalendar file (RFC 5545), for calendar programs that subscribe to it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar

from accounts.models import Company
from core.school_time import is_ambiguous
from trainings.endpoints.calendar.reads import FEED_AHEAD, FEED_PAST, FeedEntry, build_title

PRODUCT = "-//Downwind//Classes//EN"
REFRESH = timedelta(hours=1)


def write_calendar(company: Company, entries: Sequence[FeedEntry], now: datetime) -> bytes:
    """The file. Times are in the school's zone, whose rules come with it (VTIMEZONE)."""
    calendar = build_calendar(company)
    for entry in entries:
        calendar.add_component(build_event(entry, company.zone))
    calendar.add_missing_timezones((now - FEED_PAST).date(), (now + FEED_AHEAD).date())
    for zone in calendar.timezones:
        correct_onsets(zone)
    return calendar.to_ical()


def build_calendar(company: Company) -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", company.name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    return calendar


def correct_onsets(zone: icalendar.Timezone) -> None:
    """Puts right when clocks go forward.

    RFC 5545 (3.6.5) names a change by the time before it. The library writes the time after it, and a class of the next
    hour would be read an hour late.
    """
    for rule in zone.subcomponents:
        forward = rule.TZOFFSETTO - rule.TZOFFSETFROM
        if forward > timedelta():
            rule.DTSTART -= forward
            later = rule.pop("RDATE", None)
            if later:
                rule.add("RDATE", [leaf.dt - forward for leaf in later.dts])


def build_event(entry: FeedEntry, zone: ZoneInfo) -> icalendar.Event:
    """One class. The UID never changes, so that a program recognises a class that was moved or cancelled.

    A local time of the hour that comes twice means the first one to every reader (RFC 5545, 3.3.5): a class that starts
    or ends in that hour is written in UTC.
    """
    session = entry.session
    row = icalendar.Event()
    row.add("uid", f"{session.pk}@downwind")
    row.add("sequence", entry.revision)
    row.add("dtstamp", entry.modified_at.astimezone(UTC))
    row.add("last-modified", entry.modified_at.astimezone(UTC))
    start, end = session.starts_at, session.ends_at
    shown_in = UTC if is_ambiguous(start, zone) or is_ambiguous(end, zone) else zone
    row.add("dtstart", start.astimezone(shown_in))
    row.add("dtend", end.astimezone(shown_in))
    row.add("summary", build_title(session))
    row.add("description", f"{session.subject.training}\n{session.teacher}")
    row.add("status", "CANCELLED" if session.is_cancelled else "CONFIRMED")
    if session.location:
        row.add("location", ", ".join(filter(None, (session.location.name, session.location.address))))
    return row
